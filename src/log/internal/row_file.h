// SPDX-License-Identifier: Apache-2.0
// Files of fixed-width rows beside a seal, and the directory of a tree's keys.
//
// A key directory is a file of rows of 40 bytes, rising by key: the key, and the position of its first leaf (8 bytes,
// big-endian). It is searched on disk, so it takes no memory. Reading only; one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/hash.h"
#include "io/file.h"

namespace verbatim::log::internal {

inline uint64_t from_big_endian(const uint8_t* bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < 8; ++i) {
        value = value << 8 | bytes[i];
    }
    return value;
}
inline void put_big_endian(uint64_t value, uint8_t* out) {
    for (size_t i = 8; i-- > 0; value >>= 8) {
        out[i] = static_cast<uint8_t>(value);
    }
}

// Code::integrity if the file does not have exactly this many rows.
Result<io::Descriptor> open_rows(const std::string& path, size_t width, uint64_t rows);
// As many whole rows as fit `out`, from row `first` on.
Result<void> read_rows(int fd, const std::string& path, uint64_t first, std::span<uint8_t> out, size_t width);

inline constexpr size_t kDirectoryRowBytes = Hash::kSize + 8;

struct KeyRange {
    Hash key;
    uint64_t begin = 0;  // positions of its leaves: [begin, end)
    uint64_t end = 0;
};

class KeyDirectory {
  public:
    // Of a tree of `leaves` leaves.
    static Result<KeyDirectory> open(const std::string& path, uint64_t leaves);
    uint64_t size() const { return size_; }
    Result<KeyRange> at(uint64_t index) const;
    // The key's leaves. A key that the tree does not have: an empty range where it would stand.
    Result<KeyRange> find(const Hash& key) const;
    // The index of the key that the leaf at `position` belongs to.
    Result<uint64_t> index_of(uint64_t position) const;

  private:
    struct Row {
        Hash key;
        uint64_t begin = 0;
    };
    Result<Row> row(uint64_t index) const;
    template <class Before>
    Result<uint64_t> first_not(const Before& before) const;

    std::string path_;
    io::Descriptor fd_;
    uint64_t size_ = 0;
    uint64_t leaves_ = 0;
};

}  // namespace verbatim::log::internal
