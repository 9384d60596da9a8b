// SPDX-License-Identifier: Apache-2.0
#include "io/slots.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace verbatim::io {
namespace {

constexpr size_t kMemoryBytes = size_t{kSlotBytes} * kSlotCount;

struct SlotMessage {
    uint32_t slot;
    uint32_t length;
    uint32_t complete;
};

Result<uint8_t*> map(int fd) {
    void* base = ::mmap(nullptr, kMemoryBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (base == MAP_FAILED) {
        return io_error("map", "shared slots", errno);
    }
    return static_cast<uint8_t*>(base);
}

}  // namespace

Result<SlotMemory> SlotMemory::create() {
    Descriptor fd(::memfd_create("verbatim-slots", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd.valid() || ::ftruncate(fd.get(), static_cast<off_t>(kMemoryBytes)) != 0 ||
        ::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
        return io_error("create", "shared slots", errno);
    }
    VB_TRY_ASSIGN(uint8_t * base, map(fd.get()));
    return SlotMemory(std::move(fd), base);
}

Result<SlotMemory> SlotMemory::attach(Descriptor fd) {
    VB_TRY_ASSIGN(uint8_t * base, map(fd.get()));
    return SlotMemory(std::move(fd), base);
}

SlotMemory::SlotMemory(SlotMemory&& other) noexcept : fd_(std::move(other.fd_)), base_(other.base_) {
    other.base_ = nullptr;
}

SlotMemory::~SlotMemory() {
    if (base_ != nullptr) {
        ::munmap(base_, kMemoryBytes);
    }
}

std::span<uint8_t> SlotMemory::slot(uint32_t index) const {
    VB_ASSERT(index < kSlotCount);
    return {base_ + size_t{index} * kSlotBytes, kSlotBytes};
}

SlotWriter::SlotWriter(SlotMemory memory, Descriptor socket) : memory_(std::move(memory)), socket_(std::move(socket)) {
    for (uint32_t i = 0; i < kSlotCount; ++i) {
        free_[i] = kSlotCount - 1 - i;
    }
}

bool SlotWriter::next_slot() {
    while (free_count_ == 0) {
        uint32_t returned = 0;
        const ssize_t count = ::read(socket_.get(), &returned, sizeof returned);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count != sizeof returned || returned >= kSlotCount) {
            return false;
        }
        free_[free_count_++] = returned;
    }
    current_ = free_[--free_count_];
    used_ = 0;
    return true;
}

bool SlotWriter::send(bool complete) {
    const SlotMessage message{static_cast<uint32_t>(current_), used_, complete ? 1U : 0U};
    ssize_t count = 0;
    do {
        count = ::write(socket_.get(), &message, sizeof message);
    } while (count < 0 && errno == EINTR);
    current_ = -1;
    used_ = 0;
    return count == sizeof message;
}

bool SlotWriter::append_item(std::span<const char> bytes) {
    if (current_ >= 0 && bytes.size() > kSlotBytes - used_ && used_ > 0 && !send(true)) {
        return false;
    }
    while (!bytes.empty()) {
        if (current_ < 0 && !next_slot()) {
            return false;
        }
        const size_t count = std::min<size_t>(bytes.size(), kSlotBytes - used_);
        std::memcpy(memory_.slot(static_cast<uint32_t>(current_)).data() + used_, bytes.data(), count);
        used_ += static_cast<uint32_t>(count);
        bytes = bytes.subspan(count);
        if (!bytes.empty() && !send(false)) {
            return false;
        }
    }
    return true;
}

bool SlotWriter::flush() {
    return current_ < 0 || used_ == 0 || send(true);
}

Result<SlotReader::Status> SlotReader::read_batch(std::string& out, uint64_t limit_bytes) {
    const size_t before = out.size();
    while (true) {
        SlotMessage message{};
        const ssize_t count = ::read(socket_, &message, sizeof message);
        // A child that ends with returned slots unread resets the socket: the kernel says so once, ahead of what the
        // child had sent. Those datagrams still come, and then the end.
        if (count < 0 && (errno == EINTR || errno == ECONNRESET)) {
            continue;
        }
        if (count == 0) {
            out.resize(before);  // a span the worker did not finish is not a batch
            return Status::end;
        }
        if (count != sizeof message || message.slot >= kSlotCount || message.length > kSlotBytes) {
            return Error{Code::malformed, "parse worker sent a slot message out of shape", {}, {}};
        }
        if (out.size() - before + message.length > limit_bytes) {
            return Error{Code::limit,
                         "parse worker sent an item of more than " + std::to_string(limit_bytes) + " bytes",
                         {},
                         {}};
        }
        const auto slot = memory_.slot(message.slot);
        out.append(reinterpret_cast<const char*>(slot.data()), message.length);
        ssize_t sent = 0;
        do {
            // MSG_NOSIGNAL: a worker that died meanwhile is found by the next read.
            sent = ::send(socket_, &message.slot, sizeof message.slot, MSG_NOSIGNAL);
        } while (sent < 0 && errno == EINTR);
        if (message.complete != 0) {
            return Status::batch;
        }
    }
}

}  // namespace verbatim::io
