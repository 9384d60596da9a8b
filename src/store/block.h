// SPDX-License-Identifier: Apache-2.0
// Block: a batch of rows in the engine's own column format, ready to be inserted.
//
//   Block block;
//   for (...) block.add(row);
//   store.insert(block); block.clear();
//
// add() appends to column buffers and folds the text for search; nothing is allocated per row once the buffers have
// grown, and clear() keeps them. A block is inserted whole or not at all. About kBlockRows rows is best: smaller blocks
// cost merges later, larger ones memory. Wire format: https://clickhouse.com/docs/interfaces/formats/Native
// Threads: one block belongs to one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/row.h"

namespace verbatim::store {

inline constexpr size_t kBlockRows = 250'000;
inline constexpr size_t kBlockBytes = size_t{192} << 20;  // full() also looks at this

class Block {
  public:
    Block();
    void add(const Row& row);
    void clear();
    size_t rows() const { return rows_; }
    size_t bytes() const;
    bool full() const { return rows_ >= kBlockRows || bytes() >= kBlockBytes; }
    uint64_t seq_min() const { return seq_min_; }  // of an empty block: 2^64-1
    uint64_t seq_max() const { return seq_max_; }

    // The Native encoding in pieces, in order: header of the block, then head and body of each column. Valid until the
    // next add() or clear().
    std::vector<std::string_view> encode();

  private:
    struct Column {
        std::string head;     // name and type, as the format writes them
        std::string offsets;  // arrays only: cumulative counts
        std::string body;
        uint64_t elements = 0;  // arrays only
    };
    void add_strings(Column& column, std::span<const std::string_view> values);
    std::string_view add_key(std::string_view value, size_t key_begin, std::string_view as_written,
                             std::string_view except);
    void add_people(const Row& row);
    void put_keys(Column& column, size_t begin, size_t end);

    std::vector<Column> columns_;
    std::string header_;
    std::string scratch_;
    std::vector<std::string> keys_;  // [0, keys_used_): the folded keys of one row; kept for their capacity
    size_t keys_used_ = 0;
    std::string own_key_;
    std::vector<std::string_view> recipients_;
    size_t rows_ = 0;
    uint64_t seq_min_ = std::numeric_limits<uint64_t>::max();
    uint64_t seq_max_ = 0;
};

}  // namespace verbatim::store
