// SPDX-License-Identifier: Apache-2.0
// How many entries an audit log takes in a second, how long one of them is waited for, and how long the log takes to be
// searched and checked.
//
//     audit_bench FOLDER ENTRIES THREADS
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "audit/audit.h"

namespace {

using namespace verbatim;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

audit::Event event_of(size_t number) {
    audit::Event event;
    event.who = "analyst-" + std::to_string(number % 200);
    event.role = "analyst";
    event.operation = "search";
    event.authority = "order-7";
    event.task = "12";
    event.purpose = "threat to milan";
    event.query = "from:kilo boxes " + std::to_string(number);
    event.target = "3,17-66";
    event.shown = 51;
    return event;
}

// The waits for each entry, in ms, in rising order; empty if one was refused.
std::vector<double> append(audit::Log& log, size_t entries, size_t threads) {
    std::mutex mutex;
    std::vector<double> waits;
    bool refused = false;
    std::vector<std::thread> running;
    for (size_t at = 0; at < threads; ++at) {
        running.emplace_back([&, at] {
            std::vector<double> own;
            bool failed = false;
            for (size_t i = at; i < entries && !failed; i += threads) {
                const auto begun = Clock::now();
                failed = !log.append(event_of(i)).ok();
                own.push_back(seconds_since(begun) * 1000);
            }
            const std::lock_guard guard(mutex);
            refused = refused || failed;
            waits.insert(waits.end(), own.begin(), own.end());
        });
    }
    for (std::thread& thread : running) {
        thread.join();
    }
    std::sort(waits.begin(), waits.end());
    return refused ? std::vector<double>() : waits;
}

int measure(const char* folder, size_t entries, size_t threads) {
    const auto signer = note::Signer::generate("verbatim-audit/bench");
    auto log = audit::Log::open(folder, *signer, {});
    if (!log) {
        std::fprintf(stderr, "%s\n", log.error().to_string().c_str());
        return 1;
    }
    auto begun = Clock::now();
    const std::vector<double> waits = append(**log, entries, threads);
    const double seconds = seconds_since(begun);
    if (waits.empty()) {
        return 1;
    }
    std::printf("append: %zu entries, %zu threads, %.0f a second; wait ms p50 %.2f p95 %.2f p99 %.2f max %.2f\n",
                entries, threads, static_cast<double>(entries) / seconds, waits[waits.size() / 2],
                waits[waits.size() * 95 / 100], waits[waits.size() * 99 / 100], waits.back());
    begun = Clock::now();
    audit::Filter filter;
    filter.who = "analyst-7";
    size_t found = 0;
    const auto searched = (*log)->each(filter, [&](const audit::Entry&) -> Result<bool> { return ++found > 0; });
    std::printf("search: %zu of %zu found in %.3f s\n", found, entries, seconds_since(begun));
    begun = Clock::now();
    const auto checked = (*log)->check({});
    std::printf("check: %s in %.3f s\n", searched && checked && checked->ok() ? "whole" : "NOT IN ORDER",
                seconds_since(begun));
    return searched && checked && checked->ok() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    size_t entries = 0;
    size_t threads = 0;
    const auto number = [](const char* text, size_t& out) {
        const std::string_view view = text;
        return std::from_chars(view.data(), view.data() + view.size(), out).ec == std::errc() && out > 0;
    };
    if (argc != 4 || !number(argv[2], entries) || !number(argv[3], threads)) {
        std::fputs("usage: audit_bench FOLDER ENTRIES THREADS\n", stderr);
        return 2;
    }
    return measure(argv[1], entries, threads);
}
