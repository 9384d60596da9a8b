// SPDX-License-Identifier: Apache-2.0
// UTF-8: is it well-formed, and which code point is here. RFC 3629: no surrogates, no overlong forms, nothing above
// U+10FFFF (Unicode 15, table 3-7).
//
// In base because the offline verifier needs it and links no library for text; repair, encodings and the like are
// text/utf8.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace verbatim {

inline constexpr char32_t kReplacement = 0xFFFD;

struct CodePoint {
    char32_t value = kReplacement;
    uint8_t size = 1;    // bytes it took, at least 1
    bool valid = false;  // false: value is U+FFFD and size the maximal invalid part
};

// The code point at `position` (< text.size()).
CodePoint code_point_at(std::string_view text, size_t position);

bool is_ascii(std::string_view bytes);
bool is_utf8(std::string_view text);

}  // namespace verbatim
