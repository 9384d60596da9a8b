// SPDX-License-Identifier: Apache-2.0
// Spool: temporary files without a name, so that nothing stays behind however the process ends.
//
// Spool is appended to through one buffer and read anywhere after flush(). Partitions spreads fixed entries over many
// parts of one file, so that each part can be loaded and joined in memory whatever the size of the whole.
// One thread writes; after flush() or finish() any number of threads may read.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "io/file.h"

namespace verbatim::compare {

class Spool {
  public:
    static Result<Spool> create(const std::string& folder);

    Result<void> append(std::span<const uint8_t> bytes);
    template <class T>
    requires std::is_trivially_copyable_v<T> Result<void> add(const T& value) {
        return append({reinterpret_cast<const uint8_t*>(&value), sizeof value});
    }
    Result<void> flush();
    uint64_t size() const { return size_; }
    // Forgets everything from `size` on.
    Result<void> truncate(uint64_t size);
    // All of `out`, which must lie inside the file.
    Result<void> read(uint64_t offset, std::span<uint8_t> out) const;
    int fd() const { return fd_.get(); }

  private:
    Spool() = default;
    io::Descriptor fd_;
    std::string buffer_;
    uint64_t size_ = 0;  // with what the buffer holds
};

// Reads fixed entries of a Spool in about ascending order, through a window.
template <class T>
class SpoolReader {
  public:
    explicit SpoolReader(const Spool& spool) : spool_(spool) {}
    Result<T> at(uint64_t index) {
        const uint64_t offset = index * sizeof(T);
        if (offset < begin_ || offset + sizeof(T) > begin_ + used_) {
            constexpr uint64_t kBack = 64;  // neighbours are asked for in either direction
            begin_ = (index > kBack ? index - kBack : 0) * sizeof(T);
            used_ = static_cast<size_t>(std::min<uint64_t>(kWindow, spool_.size() - begin_));
            window_.resize(kWindow);
            VB_TRY(spool_.read(begin_, std::span(window_).first(used_)));
        }
        T value;
        std::memcpy(&value, window_.data() + (offset - begin_), sizeof value);
        return value;
    }

  private:
    static constexpr size_t kWindow = sizeof(T) * 1024;
    const Spool& spool_;
    std::vector<uint8_t> window_;
    uint64_t begin_ = 0;
    size_t used_ = 0;
};

// One row as it is matched.
struct Entry {
    uint64_t meaning[2];  // hash
    uint64_t bytes;       // hash
    uint64_t row;
};

class Partitions {
  public:
    static constexpr size_t kParts = 128;

    static Result<Partitions> create(const std::string& folder);
    Result<void> add(const Entry& entry);
    Result<void> finish();
    Result<void> load(size_t part, std::vector<Entry>& out) const;

  private:
    struct Chunk {
        uint64_t offset;
        uint32_t entries;
    };
    static constexpr size_t kChunkEntries = 1024;

    explicit Partitions(Spool spool) : spool_(std::move(spool)), pending_(kParts), chunks_(kParts) {}
    Result<void> write(size_t part);
    Spool spool_;
    std::vector<std::vector<Entry>> pending_;
    std::vector<std::vector<Chunk>> chunks_;
};

}  // namespace verbatim::compare
