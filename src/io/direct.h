// SPDX-License-Identifier: Apache-2.0
// Direct: large files that are read or written once, past the page cache.
//
//   DirectBuffer buffer(kBytes);             // aligned; kBytes a multiple of kDirectAlignment
//   const bool on = begin_direct_read(fd, size);
//   VB_TRY_ASSIGN(size_t count, read_direct_at(fd, offset, buffer.span(), size, path));
//   VB_TRY(write_direct(fd, buffer.bytes(count), path));
//
// Evidence is copied once and parsed once. Through the page cache that costs a copy and a fresh page for every 4 KiB,
// and pushes out what others keep there. Filesystems that cannot do it (tmpfs, some network ones) are used as usual:
// every call falls back by itself and gives the same bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"

namespace verbatim::io {

inline constexpr size_t kDirectAlignment = 4096;                 // of offsets, sizes and memory
inline constexpr uint64_t kDirectBytesMin = uint64_t{16} << 20;  // smaller files gain nothing

// The smallest aligned size that holds `size` bytes.
constexpr size_t direct_size(uint64_t size) {
    return (size + kDirectAlignment - 1) / kDirectAlignment * kDirectAlignment;
}

class DirectBuffer {
  public:
    explicit DirectBuffer(size_t size);
    std::span<uint8_t> span() const { return {bytes_.get(), size_}; }
    Bytes bytes(size_t count) const { return {bytes_.get(), count}; }

  private:
    struct Free {
        void operator()(uint8_t* bytes) const;
    };
    std::unique_ptr<uint8_t, Free> bytes_;
    size_t size_;
};

// Turns direct reading on for a file of at least kDirectBytesMin, if a trial read works. Whether it is on belongs to
// the open file: descriptors duplicated from `fd` share it.
bool begin_direct_read(int fd, uint64_t size_bytes);
// The same for writing from the beginning of an empty file; write_direct() finds out whether it works.
void begin_direct_write(int fd, uint64_t size_bytes);
bool is_direct(int fd);

// Like io::read_at, of a file that should have `size_bytes`; `offset` and the buffer aligned unless direct reading has
// ended by itself. Also for files that are not direct.
Result<size_t> read_direct_at(int fd, uint64_t offset, std::span<uint8_t> buffer, uint64_t size_bytes,
                              std::string_view path);
// Like io::write_all, at the end of what was written. The first piece whose size is not a multiple ends direct writing.
Result<void> write_direct(int fd, Bytes bytes, std::string_view path);

}  // namespace verbatim::io
