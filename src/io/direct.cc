// SPDX-License-Identifier: Apache-2.0
#include "io/direct.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>

#include "io/file.h"

namespace verbatim::io {
namespace {

bool set_direct(int fd, bool on) {
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && ::fcntl(fd, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
}

}  // namespace

DirectBuffer::DirectBuffer(size_t size)
    : bytes_(static_cast<uint8_t*>(std::aligned_alloc(kDirectAlignment, size))), size_(size) {
    VB_ASSERT(size % kDirectAlignment == 0);
    if (!bytes_ && size != 0) {
        throw std::bad_alloc();  // as any other container
    }
}

void DirectBuffer::Free::operator()(uint8_t* bytes) const {
    std::free(bytes);
}

bool begin_direct_read(int fd, uint64_t size_bytes) {
    if (size_bytes < kDirectBytesMin || !set_direct(fd, true)) {
        return false;
    }
    DirectBuffer trial(kDirectAlignment);
    if (::pread(fd, trial.span().data(), kDirectAlignment, 0) == static_cast<ssize_t>(kDirectAlignment)) {
        return true;
    }
    set_direct(fd, false);
    return false;
}

void begin_direct_write(int fd, uint64_t size_bytes) {
    if (size_bytes >= kDirectBytesMin) {
        set_direct(fd, true);
    }
}

bool is_direct(int fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_DIRECT) != 0;
}

Result<size_t> read_direct_at(int fd, uint64_t offset, std::span<uint8_t> buffer, uint64_t size_bytes,
                              std::string_view path) {
    const uint64_t left = size_bytes > offset ? size_bytes - offset : buffer.size();
    const size_t wanted = std::min<uint64_t>(left, buffer.size());
    ssize_t count = -1;
    do {
        count = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(offset));
    } while (count < 0 && errno == EINTR);
    if (count >= 0 && static_cast<size_t>(count) >= wanted) {
        return static_cast<size_t>(count);
    }
    // Behind the end of the file, a piece cut short, or a failure, which read_at() puts into words. What is left may
    // start anywhere, so it is read through the cache.
    if (is_direct(fd)) {
        set_direct(fd, false);
    }
    const size_t done = count < 0 ? 0 : static_cast<size_t>(count);
    VB_TRY_ASSIGN(const size_t rest, read_at(fd, offset + done, buffer.subspan(done), path));
    return done + rest;
}

Result<void> write_direct(int fd, Bytes bytes, std::string_view path) {
    if (is_direct(fd) && bytes.size() % kDirectAlignment == 0) {
        size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t count = ::write(fd, bytes.data() + done, bytes.size() - done);
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count <= 0 || static_cast<size_t>(count) % kDirectAlignment != 0) {
                done += count > 0 ? static_cast<size_t>(count) : 0;
                break;
            }
            done += static_cast<size_t>(count);
        }
        bytes = bytes.subspan(done);
        if (bytes.empty()) {
            return {};
        }
    }
    if (is_direct(fd)) {
        set_direct(fd, false);
    }
    return write_all(fd, bytes, path);
}

}  // namespace verbatim::io
