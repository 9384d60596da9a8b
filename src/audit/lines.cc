// SPDX-License-Identifier: Apache-2.0
#include "audit/internal/lines.h"

#include <algorithm>

#include "audit/event.h"
#include "io/file.h"

namespace verbatim::audit::internal {
namespace {

constexpr size_t kReadBytes = size_t{1} << 18;

class Reader {
  public:
    Reader(const std::string& path, uint64_t begin, uint64_t end, const EachLine& each)
        : path_(path), begin_(begin), next_(begin), end_(end), each_(each) {}

    Result<void> run() {
        VB_TRY_ASSIGN(const io::Descriptor fd, io::open_read(path_));
        while (!stopped_) {
            VB_TRY(give_whole_lines());
            if (held_.size() > kLineBytesMax) {
                VB_TRY(give_overlong());
            }
            const auto want = static_cast<size_t>(std::min<uint64_t>(kReadBytes, end_ - std::min(end_, next_)));
            const size_t before = held_.size();
            held_.resize(before + want);
            VB_TRY_ASSIGN(
                const size_t count,
                io::read_at(fd.get(), next_, {reinterpret_cast<uint8_t*>(held_.data()) + before, want}, path_));
            held_.resize(before + count);
            next_ += count;
            if (count == 0) {
                break;
            }
        }
        return stopped_ || held_.empty() || overlong_ ? Result<void>() : give(held_, false);
    }

  private:
    Result<void> give(std::string_view text, bool whole) {
        VB_TRY_ASSIGN(const bool more, each_({text, begin_, whole}));
        stopped_ = !more;
        return {};
    }

    Result<void> give_whole_lines() {
        size_t at = 0;
        for (size_t newline = held_.find('\n', searched_); newline != std::string::npos && !stopped_;
             newline = held_.find('\n', at)) {
            if (!overlong_) {
                VB_TRY(give(std::string_view(held_).substr(at, newline - at), true));
            }
            overlong_ = false;
            begin_ += newline + 1 - at;
            at = newline + 1;
        }
        held_.erase(0, at);
        searched_ = held_.size();
        return {};
    }

    // No entry is so long: its beginning is given, the rest is passed over.
    Result<void> give_overlong() {
        if (!overlong_) {
            VB_TRY(give(std::string_view(held_).substr(0, kLineBytesMax), false));
        }
        overlong_ = true;
        begin_ += held_.size();
        held_.clear();
        searched_ = 0;
        return {};
    }

    const std::string& path_;
    uint64_t begin_;  // of held_
    uint64_t next_;   // what is read next
    uint64_t end_;
    const EachLine& each_;
    std::string held_;
    size_t searched_ = 0;    // held_ has no newline before this
    bool overlong_ = false;  // held_ goes on with a line whose beginning was given
    bool stopped_ = false;
};

}  // namespace

Result<void> each_line(const std::string& path, uint64_t begin, uint64_t end, const EachLine& each) {
    return io::exists(path) ? Reader(path, begin, end, each).run() : Result<void>();
}

}  // namespace verbatim::audit::internal
