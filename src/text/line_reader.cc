// SPDX-License-Identifier: Apache-2.0
#include "text/line_reader.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace verbatim::text {
namespace {

// Index of the first line end in text[from..), or npos.
size_t find_line_end(std::string_view text, size_t from, LineEnd line_end) {
    const std::string_view rest = text.substr(from);
    const void* lf = std::memchr(rest.data(), '\n', rest.size());
    const size_t lf_at =
        lf == nullptr ? std::string_view::npos : static_cast<size_t>(static_cast<const char*>(lf) - text.data());
    if (line_end == LineEnd::lf) {
        return lf_at;
    }
    const size_t extent = std::min(lf_at, text.size()) - from;
    const void* cr = std::memchr(rest.data(), '\r', extent);
    return cr == nullptr ? lf_at : static_cast<size_t>(static_cast<const char*>(cr) - text.data());
}

}  // namespace

Result<bool> LineReader::next(Line& line) {
    window_.discard(used_);
    used_ = 0;
    size_t searched = 0;
    size_t end = std::string_view::npos;
    for (;;) {
        if (window_.size() > searched) {
            end = find_line_end(window_.view(), searched, line_end_);
        }
        if (end != std::string_view::npos) {
            break;
        }
        searched = window_.size();
        if (searched > limit_ + 2) {
            return skip_long_line(line);
        }
        VB_TRY_ASSIGN(const bool more, window_.more());
        if (!more) {
            break;
        }
    }
    line.terminated = end != std::string_view::npos;
    if (!line.terminated && window_.size() == 0) {
        return false;
    }
    size_t length = line.terminated ? end : window_.size();
    size_t after = line.terminated ? end + 1 : length;
    if (line.terminated && window_.data()[end] == '\r') {
        while (window_.size() == after) {
            VB_TRY_ASSIGN(const bool more, window_.more());
            if (!more) {
                break;
            }
        }
        after += window_.size() > after && window_.data()[after] == '\n' ? 1 : 0;
    } else if (line.terminated && length > 0 && window_.data()[length - 1] == '\r') {
        --length;
    }
    line.too_long = length > limit_;
    line.begin = window_.source_offset(0);
    line.end = window_.source_offset(after);
    line.text = {window_.data(), line.too_long ? Line::kShownBytes : length};
    line.number = ++number_;
    used_ = after;
    return true;
}

Result<bool> LineReader::skip_long_line(Line& line) {
    shown_.assign(window_.data(), Line::kShownBytes);
    shown_.resize(Line::kShownBytes + ByteWindow::kPadding);
    line.begin = window_.source_offset(0);
    line.too_long = true;
    line.terminated = false;
    for (;;) {
        const size_t end = find_line_end(window_.view(), 0, line_end_);
        if (end != std::string_view::npos) {
            size_t after = end + 1;
            if (window_.data()[end] == '\r') {
                while (window_.size() == after) {
                    VB_TRY_ASSIGN(const bool more, window_.more());
                    if (!more) {
                        break;
                    }
                }
                after += window_.size() > after && window_.data()[after] == '\n' ? 1 : 0;
            }
            line.terminated = true;
            used_ = after;
            break;
        }
        window_.discard(window_.size());
        VB_TRY_ASSIGN(const bool more, window_.more());
        if (!more) {
            break;
        }
    }
    line.end = window_.source_offset(used_);
    line.text = {shown_.data(), Line::kShownBytes};
    line.number = ++number_;
    return true;
}

LineEnd detect_line_end(std::string_view head) {
    return head.find('\n') == std::string_view::npos && head.find('\r') != std::string_view::npos ? LineEnd::any
                                                                                                  : LineEnd::lf;
}

}  // namespace verbatim::text
