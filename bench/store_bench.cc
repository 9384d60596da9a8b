// SPDX-License-Identifier: Apache-2.0
// Measures the store alone: insert with two lanes, and the classes of questions.
//
//   store_bench FOLDER ROWS [insert|ask|raw]
//
// `raw` inserts blocks that were made beforehand, again and again: what the engine takes at most.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

#include "store/store.h"
#include "store_corpus.h"

namespace {

using verbatim::bench::StoreCorpus;
using Clock = std::chrono::steady_clock;
namespace store = verbatim::store;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

uint64_t mix_seq(uint64_t rows, int i) {
    return (static_cast<uint64_t>(i) * 0x9E3779B97F4A7C15ULL >> 8) % rows;
}

// All threads; on a busy machine it says more than the wall clock.
double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <class T>
T must(verbatim::Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().to_string().c_str());
        std::_Exit(1);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

void insert(store::Store& target, uint64_t rows, bool raw) {
    std::atomic<uint64_t> next{0};
    std::atomic<uint64_t> build_us{0};
    const auto begin = Clock::now();
    std::vector<std::thread> lanes;
    for (int lane = 0; lane < 2; ++lane) {
        lanes.emplace_back([&, lane] {
            StoreCorpus corpus(1, rows, 60'000);
            store::Block block;
            if (raw) {
                for (uint64_t i = 0; i < store::kBlockRows; ++i) {
                    block.add(corpus.row(static_cast<uint64_t>(lane) * store::kBlockRows + i));
                }
            }
            while (true) {
                const uint64_t first = next.fetch_add(store::kBlockRows);
                if (first >= rows) {
                    return;
                }
                const auto build = Clock::now();
                if (!raw) {
                    block.clear();
                    for (uint64_t seq = first; seq < std::min(rows, first + store::kBlockRows); ++seq) {
                        block.add(corpus.row(seq));
                    }
                }
                build_us += static_cast<uint64_t>(seconds_since(build) * 1e6);
                must(target.insert(block));
            }
        });
    }
    for (std::thread& lane : lanes) {
        lane.join();
    }
    const double wall = seconds_since(begin);
    std::printf("insert %llu rows: %.2f s, %.0f rows/s (making rows: %.2f s of two lanes)\n",
                static_cast<unsigned long long>(rows), wall, static_cast<double>(rows) / wall,
                static_cast<double>(build_us.load()) / 1e6);
}

void measure(const char* name, int rounds, const std::function<uint64_t(int)>& run) {
    std::vector<double> times;
    uint64_t hits = 0;
    const double processor_begin = processor_seconds();
    for (int i = 0; i < rounds; ++i) {
        const auto begin = Clock::now();
        hits += run(i);
        times.push_back(seconds_since(begin) * 1e3);
    }
    const double processor_ms = (processor_seconds() - processor_begin) * 1e3 / rounds;
    const double first = times.front();
    std::sort(times.begin(), times.end());
    std::printf("%-36s median %7.1f  p95 %7.1f  first %7.1f  processor %7.1f ms  (%llu results)\n", name,
                times[times.size() / 2], times[times.size() * 95 / 100], first, processor_ms,
                static_cast<unsigned long long>(hits));
    std::fflush(stdout);
}

uint64_t page(store::Store& from, const store::Predicate& predicate) {
    const auto cursor = must(from.search(predicate, {.limit = 50}, {}));
    store::Hit hit;
    uint64_t hits = 0;
    while (must(cursor->next(hit))) {
        ++hits;
    }
    return hits;
}

void ask(store::Store& from, uint64_t rows) {
    const StoreCorpus corpus(1, rows, 60'000);
    StoreCorpus maker(1, rows, 60'000);
    constexpr int kRounds = 20;
    const auto word = [&](uint64_t rank) { return store::words(corpus.word(rank)); };
    // Phrases that occur: two neighbouring words of some row.
    const auto phrase = [&](int i) {
        const std::string text(maker.row(mix_seq(rows, i)).text);
        const size_t first = text.find_first_of(" ,", text.size() / 3);
        const size_t begin = text.find_first_not_of(" ,", first);
        const size_t second = text.find_first_of(" ,", begin);
        const size_t end = text.find_first_of(" ,", text.find_first_not_of(" ,", second));
        return store::words(text.substr(begin, end - begin));
    };
    const auto n = [](int i) { return static_cast<uint64_t>(i); };
    measure("page: frequent word", kRounds, [&](int i) { return page(from, word(n(i) % 20)); });
    measure("page: medium word", kRounds, [&](int i) { return page(from, word(1000 + n(i) * 37)); });
    measure("page: rare word", kRounds, [&](int i) { return page(from, word(100'000 + n(i) * 1999)); });
    measure("page: two frequent", kRounds, [&](int i) {
        return page(from, store::all_of({word(n(i) % 10), word(10 + n(i) % 10)}));
    });
    measure("page: medium and medium", kRounds, [&](int i) {
        return page(from, store::all_of({word(500 + n(i)), word(700 + n(i))}));
    });
    measure("page: frequent and rare", kRounds, [&](int i) {
        return page(from, store::all_of({word(n(i) % 10), word(50'000 + n(i) * 7)}));
    });
    measure("page: phrase", kRounds, [&](int i) { return page(from, phrase(i)); });
    measure("page: phrase of two frequent", kRounds, [&](int i) {
        return page(from, store::words(corpus.word(n(i) % 10) + " " + corpus.word(10 + n(i) % 10)));
    });
    measure("page: handle and period", kRounds, [&](int i) {
        const std::string sender(maker.row(mix_seq(rows, i)).sender);
        const int64_t begin = 1'585'699'200'000 + 5LL * 86'400'000 * (i % 10);
        return page(from, store::all_of({store::value(store::Field::sender, sender),
                                         store::time_range(begin, begin + 10LL * 86'400'000)}));
    });
    measure("page: handle", kRounds, [&](int i) {
        return page(from, store::value(store::Field::party, std::string(maker.row(mix_seq(rows, i)).sender)));
    });
    measure("page: word from handle", kRounds, [&](int i) {
        return page(from, store::all_of({word(n(i)), store::value(store::Field::sender,
                                                                  std::string(maker.row(mix_seq(rows, i)).sender))}));
    });
    measure("page: everything", kRounds, [&](int) { return page(from, store::everything()); });
    measure("page: prefix", kRounds,
            [&](int i) { return page(from, store::glob(corpus.word(n(i) * 31).substr(0, 3) + "*")); });
    measure("page: fuzzy", kRounds, [&](int i) { return page(from, store::fuzzy(corpus.word(2000 + n(i) * 16), 1)); });
    measure("page: regex", 5,
            [&](int i) { return page(from, store::regex(corpus.word(30'000 + n(i)) + ".{0,3}" + corpus.word(5))); });
    measure("conversation of 50 around", kRounds,
            [&](int i) { return must(from.conversation_around(mix_seq(rows, i), 25, 24, false)).hits.size(); });
    measure("lookup by seq", kRounds, [&](int i) {
        const uint64_t seqs[] = {mix_seq(rows, i)};
        return must(from.lookup(seqs, true)).size();
    });
    measure("count: frequent word", kRounds, [&](int i) { return must(from.total(word(n(i) % 20), {})).messages; });
    measure("count: two words", kRounds, [&](int i) {
        return must(from.total(store::all_of({word(n(i)), word(20 + n(i))}), {})).messages;
    });
    measure("count: phrase of two frequent", 5, [&](int i) {
        return must(from.total(store::words(corpus.word(n(i) % 10) + " " + corpus.word(10 + n(i) % 10)), {})).messages;
    });
    measure("histogram by day: medium word", kRounds, [&](int i) {
        uint64_t buckets = 0;
        must(from.histogram(word(100 + n(i)), store::Period::day,
                            [&](const store::PeriodCount&) { return ++buckets > 0; }, {}));
        return buckets;
    });
    measure("histogram by day: everything", 5, [&](int) {
        uint64_t buckets = 0;
        must(from.histogram(store::everything(), store::Period::day,
                            [&](const store::PeriodCount&) { return ++buckets > 0; }, {}));
        return buckets;
    });
    measure("by sender: frequent word", 5, [&](int i) {
        uint64_t groups = 0;
        must(from.group_by(word(n(i)), store::GroupKey::sender, [&](const store::GroupCount&) { return ++groups < 20; },
                           {}));
        return groups;
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: store_bench FOLDER ROWS [insert|ask|raw]...\n");
        return 2;
    }
    const uint64_t rows = std::stoull(argv[2]);
    auto begin = Clock::now();
    const auto opened = must(store::Store::open(argv[1], {}));
    std::printf("open: %.0f ms\n", seconds_since(begin) * 1e3);
    for (int i = 3; i < argc; ++i) {
        const std::string_view mode = argv[i];
        if (mode == "insert" || mode == "raw") {
            insert(*opened, rows, mode == "raw");
        } else if (mode == "ask") {
            ask(*opened, rows);
        } else if (mode == "link") {
            begin = Clock::now();
            must(opened->link(0, {}));
            std::printf("link: %.2f s\n", seconds_since(begin));
        } else if (mode == "optimize") {
            begin = Clock::now();
            must(opened->optimize({}));
            std::printf("optimize: %.2f s\n", seconds_since(begin));
        } else if (mode == "scan") {
            begin = Clock::now();
            uint64_t seen = 0;
            must(opened->scan(0, [&](const store::StoredRecord& stored) { return stored.seq == seen++; }, {}));
            std::printf("scan: %.2f s, %llu rows\n", seconds_since(begin), static_cast<unsigned long long>(seen));
        }
    }
    std::fflush(stdout);
    _exit(0);
}
