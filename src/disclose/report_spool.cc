// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_spool.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace verbatim::disclose {
namespace {
constexpr size_t kBufferBytes = size_t{64} << 10;
constexpr std::string_view kFile = "temporary file of a report";

// Reads a file from its beginning through a window.
class Window {
  public:
    explicit Window(int fd) : fd_(fd) {}
    Result<void> read(void* out, size_t size) {
        auto* to = static_cast<uint8_t*>(out);
        while (size > 0) {
            if (at_ == buffer_.size()) {
                VB_TRY(fill());
            }
            const size_t part = std::min(size, buffer_.size() - at_);
            std::memcpy(to, buffer_.data() + at_, part);
            at_ += part;
            to += part;
            size -= part;
        }
        return {};
    }

  private:
    Result<void> fill() {
        buffer_.resize(kBufferBytes);
        VB_TRY_ASSIGN(const size_t got, io::read_at(fd_, offset_, buffer_, kFile));
        if (got == 0) {
            return Error{Code::io, "the temporary file became shorter", {std::string(kFile), offset_}, {}};
        }
        buffer_.resize(got);
        offset_ += got;
        at_ = 0;
        return {};
    }
    int fd_;
    uint64_t offset_ = 0;
    std::vector<uint8_t> buffer_;
    size_t at_ = 0;
};

}  // namespace

Result<RowSpool> RowSpool::create(const std::string& folder, size_t columns) {
    RowSpool spool;
    VB_TRY_ASSIGN(spool.fd_, io::open_temporary(folder));
    spool.columns_ = columns;
    return spool;
}

Result<void> RowSpool::add(std::span<const std::string> row) {
    VB_ASSERT(row.size() == columns_);
    for (const std::string& cell : row) {
        const uint64_t size = cell.size();
        buffer_.append(reinterpret_cast<const char*>(&size), sizeof size);
        buffer_ += cell;
    }
    ++rows_;
    return buffer_.size() < kBufferBytes ? Result<void>{} : flush();
}

Result<void> RowSpool::flush() {
    VB_TRY(io::write_all(fd_.get(), as_bytes(buffer_), kFile));
    buffer_.clear();
    return {};
}

Result<void> RowSpool::each(const std::function<Result<void>(std::span<const std::string>)>& each) {
    VB_TRY(flush());
    Window window(fd_.get());
    std::vector<std::string> row(columns_);
    for (uint64_t i = 0; i < rows_; ++i) {
        for (std::string& cell : row) {
            uint64_t size = 0;
            VB_TRY(window.read(&size, sizeof size));
            cell.resize(size);
            VB_TRY(window.read(cell.data(), size));
        }
        VB_TRY(each(row));
    }
    return {};
}

}  // namespace verbatim::disclose
