// SPDX-License-Identifier: Apache-2.0
// RowSorter: sorts any number of fixed-width rows by their bytes, in bounded memory and two threads.
//
//   RowSorter<48> sorter(folder, memory_bytes);      // the folder exists and is the sorter's alone
//   for (...) VB_TRY(sorter.add(row));
//   VB_TRY(sorter.finish([&](std::span<const Row> rows) -> Result<void> { ... }));   // all, in order
//
// While one buffer is filled, the other is sorted and written as a run; finish() merges the runs. Rows that fit one
// buffer never touch the disk. Equal rows are all delivered. The order depends on the rows alone. One thread calls.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace verbatim::log::internal {

template <size_t kWidth>
class RowSorter {
    static_assert(kWidth % 8 == 0, "rows are compared word by word");

  public:
    using Row = std::array<uint8_t, kWidth>;
    using Visitor = std::function<Result<void>(std::span<const Row>)>;

    RowSorter(std::string folder, uint64_t memory_bytes);
    ~RowSorter();
    RowSorter(const RowSorter&) = delete;
    RowSorter& operator=(const RowSorter&) = delete;

    Result<void> add(const Row& row) {
        rows_.push_back(row);
        ++count_;
        return rows_.size() == capacity_ ? spill() : Result<void>();
    }
    uint64_t count() const { return count_; }
    // Ends the sorting; the runs are deleted.
    Result<void> finish(const Visitor& each);

  private:
    Result<void> spill();
    Result<void> wait();
    Result<void> merge(const Visitor& each);
    std::string run_path(size_t run) const { return folder_ + "/run-" + std::to_string(run); }

    std::string folder_;
    size_t capacity_;  // rows of one buffer
    uint64_t count_ = 0;
    std::vector<Row> rows_;
    std::vector<Row> writing_;
    std::future<Result<void>> written_;
    size_t runs_ = 0;
};

extern template class RowSorter<48>;
extern template class RowSorter<64>;

}  // namespace verbatim::log::internal
