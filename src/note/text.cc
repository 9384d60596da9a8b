// SPDX-License-Identifier: Apache-2.0
#include "note/internal/text.h"

namespace verbatim::note::internal {
namespace {

constexpr uint32_t kInvalid = 0xffffffff;

// Decodes one code point and moves `at` past it; kInvalid if the bytes are not well-formed (Unicode, table 3-7).
uint32_t next_code_point(std::string_view text, size_t& at) {
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
    const uint8_t first = byte(at);
    const size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || text.size() - at < length) {
        return kInvalid;
    }
    uint32_t point = length == 1 ? first : first & (0x7fu >> length);
    for (size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80) {
            return kInvalid;
        }
        point = (point << 6) | (byte(at + i) & 0x3fu);
    }
    constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < kSmallest[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        return kInvalid;
    }
    at += length;
    return point;
}

bool is_space(uint32_t point) {
    return point == 0x20 || (point >= 0x09 && point <= 0x0d) || point == 0x85 || point == 0xa0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 || point == 0x202f ||
           point == 0x205f || point == 0x3000;
}

}  // namespace

bool is_plain_utf8(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const uint32_t point = next_code_point(text, at);
        if (point == kInvalid || point < 0x20) {
            return false;
        }
    }
    return true;
}

bool has_unicode_space(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const uint32_t point = next_code_point(text, at);
        if (point == kInvalid || is_space(point)) {
            return true;
        }
    }
    return false;
}

uint32_t big_endian_32(Bytes bytes) {
    return (uint32_t{bytes[0]} << 24) | (uint32_t{bytes[1]} << 16) | (uint32_t{bytes[2]} << 8) | uint32_t{bytes[3]};
}

std::array<uint8_t, 4> big_endian_32(uint32_t value) {
    return {static_cast<uint8_t>(value >> 24), static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 8),
            static_cast<uint8_t>(value)};
}

}  // namespace verbatim::note::internal
