// SPDX-License-Identifier: Apache-2.0
// Slots: how a sandboxed worker hands bytes to its parent: shared memory in fixed slots, one datagram a slot.
//
// The worker fills a free slot and sends {slot, length, complete}; the parent copies the bytes out (so that a hostile
// worker cannot change them while they are being checked) and sends the slot back. `complete` marks that the bytes so
// far end at an item boundary: items larger than a slot span several. The memory file is sealed against resizing, so
// that a worker cannot make the parent fault. One writer thread, one reader thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "io/file.h"

namespace verbatim::io {

inline constexpr uint32_t kSlotBytes = 1 << 20;
inline constexpr uint32_t kSlotCount = 6;

// A mapping of the shared memory file, unmapped on destruction.
class SlotMemory {
  public:
    static Result<SlotMemory> create();               // parent: makes and seals the memory file
    static Result<SlotMemory> attach(Descriptor fd);  // worker
    SlotMemory(SlotMemory&& other) noexcept;
    SlotMemory& operator=(SlotMemory&&) = delete;
    ~SlotMemory();
    int fd() const { return fd_.get(); }
    std::span<uint8_t> slot(uint32_t index) const;

  private:
    SlotMemory(Descriptor fd, uint8_t* base) : fd_(std::move(fd)), base_(base) {}
    Descriptor fd_;
    uint8_t* base_ = nullptr;
};

// Worker side. Bytes are appended; end_item() marks a boundary at which the slot may be sent.
class SlotWriter {
  public:
    SlotWriter(SlotMemory memory, Descriptor socket);
    // false: the parent went away or asked to stop.
    [[nodiscard]] bool append_item(std::span<const char> bytes);
    [[nodiscard]] bool flush();

  private:
    [[nodiscard]] bool send(bool complete);
    [[nodiscard]] bool next_slot();
    SlotMemory memory_;
    Descriptor socket_;
    uint32_t free_[kSlotCount];
    uint32_t free_count_ = kSlotCount;
    int64_t current_ = -1;
    uint32_t used_ = 0;
};

// Parent side.
class SlotReader {
  public:
    SlotReader(const SlotMemory& memory, int socket) : memory_(memory), socket_(socket) {}
    enum class Status : uint8_t { batch, end };
    // Appends the bytes of the next whole batch to `out`. end: the worker closed its side (done or dead).
    // A span that grows beyond `limit_bytes` without a boundary, or a datagram out of shape, is Code::malformed.
    Result<Status> read_batch(std::string& out, uint64_t limit_bytes);

  private:
    const SlotMemory& memory_;
    int socket_;
};

}  // namespace verbatim::io
