// SPDX-License-Identifier: Apache-2.0
#include "log/internal/row_sorter.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "io/file.h"

namespace verbatim::log::internal {
namespace {

// Rows handed on at a time by a merge, and the least that is read of a run at a time.
constexpr size_t kBatchRows = 4096;
constexpr size_t kRunReadBytesMin = size_t{64} << 10;

template <size_t kWidth>
bool less(const std::array<uint8_t, kWidth>& a, const std::array<uint8_t, kWidth>& b) {
    for (size_t at = 0; at < kWidth; at += 8) {
        uint64_t left = 0;
        uint64_t right = 0;
        std::memcpy(&left, a.data() + at, 8);
        std::memcpy(&right, b.data() + at, 8);
        if (left != right) {
            // As most-significant-first numbers the words compare as their bytes do.
            return __builtin_bswap64(left) < __builtin_bswap64(right);
        }
    }
    return false;
}

template <class Row>
Bytes bytes_of(const std::vector<Row>& rows) {
    return {reinterpret_cast<const uint8_t*>(rows.data()), rows.size() * sizeof(Row)};
}

template <class Row>
Result<void> sort_and_write(std::vector<Row>& rows, const std::string& path) {
    std::sort(rows.begin(), rows.end(), less<sizeof(Row)>);
    VB_TRY_ASSIGN(io::AppendFile file, io::AppendFile::open(path, 0));
    constexpr size_t kPiece = size_t{1} << 20;
    const std::string_view bytes = as_text(bytes_of(rows));
    for (size_t at = 0; at < bytes.size(); at += kPiece) {
        VB_TRY(file.append(bytes.substr(at, kPiece)));
    }
    return file.flush();
}

// One run, read through a buffer.
template <class Row>
class Run {
  public:
    static Result<Run> open(std::string path, size_t buffer_rows) {
        Run run;
        run.path_ = std::move(path);
        VB_TRY_ASSIGN(run.fd_, io::open_read(run.path_));
        run.buffer_.resize(buffer_rows);
        VB_TRY(run.fill());
        return run;
    }
    bool at_end() const { return at_ == count_; }
    const Row& row() const { return buffer_[at_]; }
    Result<void> step() { return ++at_ == count_ ? fill() : Result<void>(); }

  private:
    Result<void> fill() {
        const std::span<uint8_t> room(reinterpret_cast<uint8_t*>(buffer_.data()), buffer_.size() * sizeof(Row));
        VB_TRY_ASSIGN(const size_t got, io::read_at(fd_.get(), offset_, room, path_));
        if (got % sizeof(Row) != 0) {
            return Error{Code::io, "a file of sorted rows became shorter while it was read", {path_, offset_}, {}};
        }
        offset_ += got;
        at_ = 0;
        count_ = got / sizeof(Row);
        return {};
    }

    std::string path_;
    io::Descriptor fd_;
    std::vector<Row> buffer_;
    size_t at_ = 0;
    size_t count_ = 0;
    uint64_t offset_ = 0;
};

// Moves the first element of a heap (smallest row on top) down to its place.
template <class Row>
void sift_down(std::vector<Run<Row>*>& heap) {
    size_t at = 0;
    for (size_t child = 1; child < heap.size(); child = 2 * at + 1) {
        if (child + 1 < heap.size() && less(heap[child + 1]->row(), heap[child]->row())) {
            ++child;
        }
        if (!less(heap[child]->row(), heap[at]->row())) {
            return;
        }
        std::swap(heap[at], heap[child]);
        at = child;
    }
}

}  // namespace

template <size_t kWidth>
RowSorter<kWidth>::RowSorter(std::string folder, uint64_t memory_bytes)
    : folder_(std::move(folder)), capacity_(std::max<size_t>(kBatchRows, memory_bytes / 2 / kWidth)) {}

template <size_t kWidth>
RowSorter<kWidth>::~RowSorter() {
    if (written_.valid()) {
        written_.wait();
    }
    for (size_t run = 0; run < runs_; ++run) {
        std::error_code ignored;
        std::filesystem::remove(run_path(run), ignored);
    }
}

template <size_t kWidth>
Result<void> RowSorter<kWidth>::wait() {
    return written_.valid() ? written_.get() : Result<void>();
}

template <size_t kWidth>
Result<void> RowSorter<kWidth>::spill() {
    VB_TRY(wait());
    std::swap(rows_, writing_);
    rows_.clear();
    rows_.reserve(capacity_);
    written_ =
        std::async(std::launch::async, [this, path = run_path(runs_++)] { return sort_and_write(writing_, path); });
    return {};
}

template <size_t kWidth>
Result<void> RowSorter<kWidth>::finish(const Visitor& each) {
    if (runs_ == 0) {
        std::sort(rows_.begin(), rows_.end(), less<kWidth>);
        for (size_t at = 0; at < rows_.size(); at += kBatchRows) {
            VB_TRY(each(std::span<const Row>(rows_).subspan(at, std::min(kBatchRows, rows_.size() - at))));
        }
        return {};
    }
    if (!rows_.empty()) {
        VB_TRY(spill());
    }
    VB_TRY(wait());
    // The memory of the two buffers now serves the runs.
    std::vector<Row>().swap(rows_);
    std::vector<Row>().swap(writing_);
    return merge(each);
}

template <size_t kWidth>
Result<void> RowSorter<kWidth>::merge(const Visitor& each) {
    const size_t buffer_rows = std::max(kRunReadBytesMin / kWidth, std::min(kBatchRows * 8, 2 * capacity_ / runs_));
    std::vector<Run<Row>> runs;
    for (size_t run = 0; run < runs_; ++run) {
        VB_TRY_ASSIGN(auto opened, Run<Row>::open(run_path(run), buffer_rows));
        runs.push_back(std::move(opened));
    }
    std::vector<Run<Row>*> heap;
    for (Run<Row>& run : runs) {
        if (!run.at_end()) {
            heap.push_back(&run);
        }
    }
    // Sorted is a heap.
    std::sort(heap.begin(), heap.end(), [](const auto* a, const auto* b) { return less(a->row(), b->row()); });
    std::vector<Row> batch;
    batch.reserve(kBatchRows);
    while (!heap.empty()) {
        batch.push_back(heap.front()->row());
        VB_TRY(heap.front()->step());
        if (heap.front()->at_end()) {
            heap.front() = heap.back();
            heap.pop_back();
        }
        sift_down(heap);
        if (batch.size() == kBatchRows) {
            VB_TRY(each(batch));
            batch.clear();
        }
    }
    return batch.empty() ? Result<void>() : each(batch);
}

template class RowSorter<48>;
template class RowSorter<64>;

}  // namespace verbatim::log::internal
