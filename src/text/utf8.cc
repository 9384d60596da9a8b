// SPDX-License-Identifier: Apache-2.0
#include "text/utf8.h"

#include <simdjson.h>

#include <array>

namespace verbatim::text {
namespace {

// Code points of the bytes 0x80-0x9F in windows-1252; the five unassigned ones stay C1 controls.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                   0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
    return simdjson::validate_utf8(bytes.data(), bytes.size());
}

size_t valid_utf8_prefix(std::string_view bytes) {
    if (is_valid_utf8(bytes)) {
        return bytes.size();
    }
    size_t position = 0;
    while (position < bytes.size()) {
        const CodePoint point = code_point_at(bytes, position);
        if (!point.valid) {
            break;
        }
        position += point.size;
    }
    return position;
}

void append_utf8(std::string& out, char32_t code_point) {
    const auto put = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0 | code_point >> 6);
        put(0x80 | (code_point & 0x3F));
    } else if (code_point >= 0xD800 && code_point <= 0xDFFF) {
        append_utf8(out, kReplacement);
    } else if (code_point < 0x10000) {
        put(0xE0 | code_point >> 12);
        put(0x80 | (code_point >> 6 & 0x3F));
        put(0x80 | (code_point & 0x3F));
    } else if (code_point <= 0x10FFFF) {
        put(0xF0 | code_point >> 18);
        put(0x80 | (code_point >> 12 & 0x3F));
        put(0x80 | (code_point >> 6 & 0x3F));
        put(0x80 | (code_point & 0x3F));
    } else {
        append_utf8(out, kReplacement);
    }
}

Repaired repair_utf8(std::string_view bytes, std::string& scratch) {
    if (is_valid_utf8(bytes)) {
        return {bytes};
    }
    Repaired repaired;
    scratch.clear();
    for (size_t position = 0; position < bytes.size();) {
        const CodePoint point = code_point_at(bytes, position);
        if (point.valid) {
            scratch.append(bytes.substr(position, point.size));
        } else {
            if (repaired.replaced++ == 0) {
                repaired.first_offset = position;
            }
            append_utf8(scratch, kReplacement);
        }
        position += point.size;
    }
    repaired.text = scratch;
    return repaired;
}

std::string_view decode_windows_1252(std::string_view bytes, std::string& scratch) {
    if (is_ascii(bytes)) {
        return bytes;
    }
    scratch.clear();
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        append_utf8(scratch, byte >= 0x80 && byte < 0xA0 ? char32_t{kWindows1252[byte - 0x80]} : char32_t{byte});
    }
    return scratch;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

std::string_view without_bom(std::string_view text) {
    return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

}  // namespace verbatim::text
