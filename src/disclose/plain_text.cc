// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/plain_text.h"
#include "base/utf8.h"

namespace verbatim::disclose::internal {
namespace {

constexpr char kInvisible = 1;
constexpr char kAsItIs = 0;

struct Digits {
    char32_t zero;
};
// The zeros of the decimal digits that people write messages with; the other nine follow each.
constexpr Digits kDigits[] = {{0x0660}, {0x06F0}, {0x07C0}, {0x0966}, {0x09E6}, {0x0A66}, {0x0AE6},
                              {0x0B66}, {0x0BE6}, {0x0C66}, {0x0CE6}, {0x0D66}, {0x0E50}, {0x0ED0},
                              {0x0F20}, {0x1040}, {0x17E0}, {0x1810}, {0xFF10}};

bool within(char32_t c, char32_t first, char32_t last) {
    return c >= first && c <= last;
}

// The ASCII character that stands for `c`, kInvisible to leave it out, kAsItIs for everything else.
char plain(char32_t c) {
    for (const Digits& digits : kDigits) {
        if (within(c, digits.zero, digits.zero + 9)) {
            return static_cast<char>('0' + (c - digits.zero));
        }
    }
    if (within(c, 0xFF21, 0xFF3A) || within(c, 0xFF41, 0xFF5A)) {  // full-width letters
        return static_cast<char>(c - 0xFF00 + 0x20);
    }
    if (c == 0xFF0B || c == 0xFE62) {
        return '+';
    }
    if (c == 0xFF20 || c == 0xFE6B) {
        return '@';
    }
    if (c == 0xFF0E) {
        return '.';
    }
    if (within(c, 0x2010, 0x2015) || c == 0x2212 || c == 0xFF0D || c == 0xFE63) {
        return '-';
    }
    if (c == 0xA0 || c == 0x1680 || within(c, 0x2000, 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000) {
        return ' ';
    }
    if (c == 0xAD || c == 0x61C || within(c, 0x200B, 0x200F) || within(c, 0x202A, 0x202E) ||
        within(c, 0x2060, 0x2069) || c == 0xFEFF || within(c, 0xFE00, 0xFE0F)) {
        return kInvisible;
    }
    return kAsItIs;
}

}  // namespace

void PlainText::assign(std::string_view text) {
    offsets_.clear();
    ends_.clear();
    if (is_ascii(text)) {
        plain_ = text;
        return;
    }
    buffer_.clear();
    for (size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        const char ascii = point.size == 1 ? kAsItIs : plain(point.value);
        if (ascii != kInvisible) {
            const std::string_view bytes = ascii == kAsItIs ? text.substr(at, point.size) : std::string_view(&ascii, 1);
            buffer_.append(bytes);
            offsets_.insert(offsets_.end(), bytes.size(), static_cast<uint32_t>(at));
            ends_.insert(ends_.end(), bytes.size(), static_cast<uint32_t>(at + point.size));
        }
        at += point.size;
    }
    offsets_.push_back(static_cast<uint32_t>(text.size()));
    plain_ = buffer_;
}

size_t PlainText::original_end(size_t end) const {
    return offsets_.empty() || end == 0 ? end : ends_[end - 1];
}

}  // namespace verbatim::disclose::internal
