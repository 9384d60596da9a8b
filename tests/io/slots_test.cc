// SPDX-License-Identifier: Apache-2.0
#include "io/slots.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>
#include <thread>

namespace verbatim::io {
namespace {

struct Pair {
    Descriptor parent;
    Descriptor worker;
};

Pair sockets() {
    int fds[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
    return {Descriptor(fds[0]), Descriptor(fds[1])};
}

// Items of every size, also larger than all slots together, come back whole, in order, and cut at item boundaries.
TEST(Slots, CarryItemsOfAnySize) {
    auto memory = SlotMemory::create();
    ASSERT_TRUE(memory);
    Pair pair = sockets();
    std::mt19937 random(1);
    std::vector<std::string> items;
    for (const size_t size : {size_t{1}, size_t{kSlotBytes} - 1, size_t{kSlotBytes}, size_t{kSlotBytes} + 1,
                              size_t{kSlotBytes} * (kSlotCount + 2) + 17, size_t{100}, size_t{3}}) {
        items.emplace_back(size, static_cast<char>(random()));
    }
    for (int i = 0; i < 5000; ++i) {
        items.emplace_back(1 + random() % 3000, static_cast<char>(random()));
    }
    std::thread worker([&] {
        auto view = SlotMemory::attach(Descriptor(::dup(memory->fd())));
        SlotWriter writer(std::move(*view), std::move(pair.worker));
        for (const std::string& item : items) {
            ASSERT_TRUE(writer.append_item(item));
        }
        ASSERT_TRUE(writer.flush());
    });
    SlotReader reader(*memory, pair.parent.get());
    std::string all;
    size_t boundary = 0;
    size_t next = 0;
    while (true) {
        std::string batch;
        const auto status = reader.read_batch(batch, uint64_t{64} << 20);
        ASSERT_TRUE(status);
        if (*status == SlotReader::Status::end) {
            break;
        }
        all += batch;
        while (next < items.size() && boundary + items[next].size() <= all.size()) {
            boundary += items[next++].size();
        }
        EXPECT_EQ(boundary, all.size()) << "a batch ends inside an item";
    }
    worker.join();
    std::string expected;
    for (const std::string& item : items) {
        expected += item;
    }
    EXPECT_EQ(all.size(), expected.size());
    EXPECT_TRUE(all == expected);
}

TEST(Slots, ADeadWorkersHalfItemIsNotABatch) {
    auto memory = SlotMemory::create();
    Pair pair = sockets();
    const uint32_t half[3] = {0, 100, 0};  // slot 0, 100 bytes, not complete
    ASSERT_EQ(::write(pair.worker.get(), half, sizeof half), static_cast<ssize_t>(sizeof half));
    pair.worker.reset();
    SlotReader reader(*memory, pair.parent.get());
    std::string batch;
    EXPECT_EQ(*reader.read_batch(batch, 1 << 20), SlotReader::Status::end);
    EXPECT_TRUE(batch.empty());
}

// The child may end before it has read its returned slots; what it sent must all arrive.
TEST(Slots, NothingIsLostWhenTheChildEndsFirst) {
    for (int round = 0; round < 200; ++round) {
        auto memory = SlotMemory::create();
        Pair pair = sockets();
        for (uint32_t slot = 0; slot < 3; ++slot) {
            const uint32_t sent[3] = {slot, 10, 1};
            ASSERT_EQ(::write(pair.worker.get(), sent, sizeof sent), static_cast<ssize_t>(sizeof sent));
        }
        SlotReader reader(*memory, pair.parent.get());
        std::string batch;
        ASSERT_EQ(*reader.read_batch(batch, 1 << 20), SlotReader::Status::batch);
        pair.worker.reset();  // with one returned slot unread
        ASSERT_EQ(*reader.read_batch(batch, 1 << 20), SlotReader::Status::batch);
        ASSERT_EQ(*reader.read_batch(batch, 1 << 20), SlotReader::Status::batch);
        ASSERT_EQ(*reader.read_batch(batch, 1 << 20), SlotReader::Status::end);
        EXPECT_EQ(batch.size(), 30U);
    }
}

TEST(Slots, LyingDatagramsAreRefused) {
    auto memory = SlotMemory::create();
    for (const auto& lie : {std::array<uint32_t, 3>{kSlotCount, 1, 1}, {0, kSlotBytes + 1, 1}, {0, 5000, 0}}) {
        Pair pair = sockets();
        ASSERT_EQ(::write(pair.worker.get(), lie.data(), sizeof lie), static_cast<ssize_t>(sizeof lie));
        SlotReader reader(*memory, pair.parent.get());
        std::string batch;
        EXPECT_FALSE(reader.read_batch(batch, 4096));
    }
}

TEST(Slots, AWorkerCannotResizeTheMemory) {
    auto memory = SlotMemory::create();
    EXPECT_NE(::ftruncate(memory->fd(), 0), 0);
}

}  // namespace
}  // namespace verbatim::io
