// SPDX-License-Identifier: Apache-2.0
#include "text/terminal.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "text/utf8.h"

namespace verbatim::text {
namespace {

size_t columns_of(char32_t code_point) {
    if (code_point < 0x300) {
        return code_point == 0xAD ? 0 : 1;
    }
    const auto value = static_cast<UChar32>(code_point);
    switch (u_charType(value)) {
        case U_NON_SPACING_MARK:
        case U_ENCLOSING_MARK:
        case U_FORMAT_CHAR:
            return 0;
        default:
            break;
    }
    if (code_point >= 0x1160 && code_point <= 0x11FF) {
        return 0;  // Hangul vowels and finals join the syllable before them
    }
    const int32_t width = u_getIntPropertyValue(value, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

size_t display_width(std::string_view text) {
    size_t width = 0;
    for (size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        width += columns_of(point.value);
        at += point.size;
    }
    return width;
}

size_t prefix_of_width(std::string_view text, size_t columns) {
    size_t width = 0;
    size_t at = 0;
    while (at < text.size()) {
        const CodePoint point = code_point_at(text, at);
        const size_t own = columns_of(point.value);
        if (width + own > columns) {
            break;
        }
        width += own;
        at += point.size;
    }
    return at;
}

std::string clip(std::string_view text, size_t columns) {
    if (prefix_of_width(text, columns) == text.size()) {
        return std::string(text);
    }
    if (columns == 0) {
        return {};
    }
    std::string out(text.substr(0, prefix_of_width(text, columns - 1)));
    out += "…";
    return out;
}

std::vector<std::string_view> wrap(std::string_view text, size_t columns) {
    columns = std::max<size_t>(columns, 2);  // room for one wide character
    std::vector<std::string_view> lines;
    while (true) {
        const size_t fits = prefix_of_width(text, columns);
        if (fits == text.size()) {
            lines.push_back(text);
            return lines;
        }
        size_t end = fits;
        if (text[fits] != ' ') {
            const size_t space = text.substr(0, fits).rfind(' ');
            end = space == std::string_view::npos || space == 0 ? fits : space;
        }
        std::string_view line = text.substr(0, end);
        while (!line.empty() && line.back() == ' ') {
            line.remove_suffix(1);
        }
        lines.push_back(line);
        text.remove_prefix(end);
        while (!text.empty() && text.front() == ' ') {
            text.remove_prefix(1);
        }
    }
}

}  // namespace verbatim::text
