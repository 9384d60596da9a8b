// SPDX-License-Identifier: Apache-2.0
// The engine's raw limit, as a peer of bench/run.py: as many rows as the data has lines, in blocks that were made
// beforehand, through two lanes into the store's own table. Nothing is parsed, hashed or folded while the clock runs.
//
//   verbatim-bench-store DATA QUERIES FOLDER
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <thread>

#include "peers/measure.h"
#include "store/store.h"
#include "store_corpus.h"

namespace {

using namespace verbatim;

uint64_t count_lines(const char* path) {
    std::ifstream in(path, std::ios::binary);
    std::string buffer(size_t{1} << 20, '\0');
    uint64_t lines = 0;
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
        for (std::streamsize i = 0; i < in.gcount(); ++i) {
            lines += buffer[static_cast<size_t>(i)] == '\n' ? 1 : 0;
        }
    }
    return lines;
}

int fail(const Error& error) {
    std::fprintf(stderr, "%s\n", error.to_string().c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: verbatim-bench-store DATA QUERIES FOLDER\n");
        return 2;
    }
    const uint64_t rows = count_lines(argv[1]);
    auto opened = store::Store::open(argv[3], {});
    if (!opened) {
        return fail(opened.error());
    }
    constexpr size_t kLanes = 2;
    std::vector<store::Block> blocks(kLanes);
    const uint64_t block_rows = std::min<uint64_t>(store::kBlockRows, rows / kLanes + 1);
    for (size_t lane = 0; lane < kLanes; ++lane) {
        bench::StoreCorpus corpus(1, block_rows * kLanes, 0);
        for (uint64_t i = 0; i < block_rows; ++i) {
            blocks[lane].add(corpus.row(lane * block_rows + i));
        }
    }
    const double wall = bench::now_s();
    const double processor = bench::processor_s();
    std::atomic<uint64_t> inserted{0};
    std::atomic<bool> failed{false};
    std::vector<std::thread> lanes;
    for (size_t lane = 0; lane < kLanes; ++lane) {
        lanes.emplace_back([&, lane] {
            while (!failed && inserted.fetch_add(block_rows) < rows) {
                failed = failed || !(*opened)->insert(blocks[lane]).ok();
            }
        });
    }
    for (std::thread& lane : lanes) {
        lane.join();
    }
    const Result<uint64_t> stored = (*opened)->count();
    if (failed || !stored) {
        std::fprintf(stderr, "an insert failed\n");
        return 1;
    }
    bench::Report report("libchdb, raw insert");
    report.ingest(*stored, bench::now_s() - wall, bench::processor_s() - processor, bench::folder_bytes(argv[3]));
    report.print();
    return 0;
}
