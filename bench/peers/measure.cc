// SPDX-License-Identifier: Apache-2.0
#include "measure.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

namespace verbatim::bench {
namespace {

constexpr size_t kRunsMax = 50;
constexpr double kSecondsMax = 5;

double seconds(const timeval& value) {
    return static_cast<double>(value.tv_sec) + static_cast<double>(value.tv_usec) / 1e6;
}

}  // namespace

double now_s() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processor_s() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_rss_mib() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

uint64_t folder_bytes(const std::string& path) {
    if (!std::filesystem::is_directory(path)) {
        return std::filesystem::file_size(path);
    }
    uint64_t sum = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
        sum += entry.is_regular_file() ? entry.file_size() : 0;
    }
    return sum;
}

void Report::ingest(uint64_t messages, double wall_s, double cpu_s, uint64_t disk_bytes) {
    char text[256];
    std::snprintf(text, sizeof text,
                  R"("messages":%llu,"ingest_s":%.3f,"cpu_s":%.3f,"peak_rss_mib":%.0f,"disk_bytes":%llu)",
                  static_cast<unsigned long long>(messages), wall_s, cpu_s, peak_rss_mib(),
                  static_cast<unsigned long long>(disk_bytes));
    ingest_ = text;
}

void Report::query(const std::string& name, const std::function<uint64_t()>& query) {
    std::vector<double> runs_ms;
    const double begin = now_s();
    uint64_t hits = 0;
    while (runs_ms.size() <= kRunsMax && (runs_ms.size() < 4 || now_s() - begin < kSecondsMax)) {
        const double start = now_s();
        hits = query();
        runs_ms.push_back((now_s() - start) * 1000);
    }
    const double first = runs_ms.front();
    runs_ms.erase(runs_ms.begin());
    std::sort(runs_ms.begin(), runs_ms.end());
    timings_.push_back(
        {name, first, runs_ms[runs_ms.size() / 2], runs_ms[runs_ms.size() * 95 / 100], runs_ms.size(), hits});
}

void Report::print() const {
    std::printf("{\"name\":\"%s\",%s,\"queries\":[", name_.c_str(), ingest_.c_str());
    for (size_t i = 0; i < timings_.size(); ++i) {
        const Timing& timing = timings_[i];
        std::printf(R"(%s{"name":"%s","first_ms":%.3f,"median_ms":%.3f,"p95_ms":%.3f,"runs":%zu,"hits":%llu})",
                    i == 0 ? "" : ",", timing.name.c_str(), timing.first_ms, timing.median_ms, timing.p95_ms,
                    timing.runs, static_cast<unsigned long long>(timing.hits));
    }
    std::printf("]}\n");
}

}  // namespace verbatim::bench
