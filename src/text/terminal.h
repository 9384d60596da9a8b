// SPDX-License-Identifier: Apache-2.0
// Terminal text: how many columns a UTF-8 text takes, cutting it to a width, and breaking it into lines.
//
// Wide East Asian characters and emoji take two columns, combining marks and invisible characters none (Unicode
// Standard Annex 11, through ICU). A cut is always shown by "…", never silent. The functions do not make text safe to
// print: control characters are the caller's to spell out before (they count as one column here).
// Invalid bytes count as one column each. Pure functions; no locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::text {

size_t display_width(std::string_view text);

// The text if it fits into `columns`, else its beginning and "…", together at most `columns` wide.
std::string clip(std::string_view text, size_t columns);

// Bytes of the longest beginning that is at most `columns` wide; combining marks stay with their base.
size_t prefix_of_width(std::string_view text, size_t columns);

// Lines of at most `columns`, broken at spaces where there is one, else between characters. The spaces at a break are
// left out. At least one line; line breaks of the text are not looked at.
std::vector<std::string_view> wrap(std::string_view text, size_t columns);

}  // namespace verbatim::text
