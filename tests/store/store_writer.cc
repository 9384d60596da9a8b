// SPDX-License-Identifier: Apache-2.0
// Inserts rows into a store until it is killed: `store_writer FOLDER FIRST_SEQ`. Prints "flushed N" when all rows below
// N are promised. Two lanes of blocks, as ingest does it.
#include <unistd.h>

#include <cstdio>
#include <string>
#include <thread>

#include "store/store.h"

namespace {

constexpr uint64_t kBlock = 3000;

void fill(verbatim::store::Block& block, uint64_t first) {
    block.clear();
    std::string text;
    for (uint64_t seq = first; seq < first + kBlock; ++seq) {
        verbatim::store::Row row;
        row.seq = seq;
        row.sort_ms = static_cast<int64_t>(seq * 7919 % 100'003);
        text = "every n" + std::to_string(seq);
        row.text = text;
        row.sender = seq % 2 == 0 ? "even" : "odd";
        block.add(row);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        return 2;
    }
    auto opened = verbatim::store::Store::open(argv[1], {});
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().to_string().c_str());
        return 1;
    }
    std::printf("open\n");
    std::fflush(stdout);
    verbatim::store::Store& store = **opened;
    for (uint64_t first = std::stoull(argv[2]);; first += 2 * kBlock) {
        bool ok[2] = {false, false};
        std::thread lanes[2];
        for (uint64_t lane = 0; lane < 2; ++lane) {
            lanes[lane] = std::thread([&, lane] {
                verbatim::store::Block block;
                fill(block, first + lane * kBlock);
                ok[lane] = store.insert(block).ok();
            });
        }
        lanes[0].join();
        lanes[1].join();
        if (!ok[0] || !ok[1] || !store.flush().ok()) {
            return 1;
        }
        std::printf("flushed %llu\n", static_cast<unsigned long long>(first + 2 * kBlock));
        std::fflush(stdout);
    }
}
