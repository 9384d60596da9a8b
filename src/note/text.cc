// SPDX-License-Identifier: Apache-2.0
#include "note/internal/text.h"

#include "base/utf8.h"

namespace verbatim::note::internal {
namespace {

bool is_space(char32_t point) {
    return point == 0x20 || (point >= 0x09 && point <= 0x0d) || point == 0x85 || point == 0xa0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 || point == 0x202f ||
           point == 0x205f || point == 0x3000;
}

// Whether every code point is well-formed and passes.
template <class Passes>
bool all_code_points(std::string_view text, Passes&& passes) {
    for (size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        if (!point.valid || !passes(point.value)) {
            return false;
        }
        at += point.size;
    }
    return true;
}

}  // namespace

bool is_plain_utf8(std::string_view text) {
    return all_code_points(text, [](char32_t point) { return point >= 0x20; });
}

bool has_unicode_space(std::string_view text) {
    return !all_code_points(text, [](char32_t point) { return !is_space(point); });
}

uint32_t big_endian_32(Bytes bytes) {
    return (uint32_t{bytes[0]} << 24) | (uint32_t{bytes[1]} << 16) | (uint32_t{bytes[2]} << 8) | uint32_t{bytes[3]};
}

std::array<uint8_t, 4> big_endian_32(uint32_t value) {
    return {static_cast<uint8_t>(value >> 24), static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 8),
            static_cast<uint8_t>(value)};
}

}  // namespace verbatim::note::internal
