// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/printable.h"

#include <array>
#include <cstdio>

#include "base/utf8.h"
#include "verify/verify.h"

namespace verbatim::verify {
namespace {

// Controls, and what changes the order or the look of the text around it without being seen.
bool is_hidden(char32_t point) {
    const auto in = [point](char32_t from, char32_t to) { return point >= from && point <= to; };
    return in(0, 0x1f) || in(0x7f, 0x9f) || point == 0xad || point == 0x61c || point == 0x180e || point == 0x200b ||
           in(0x200e, 0x200f) || in(0x2028, 0x202e) || in(0x2060, 0x206f) || point == 0xfeff || in(0xfff9, 0xfffb) ||
           in(0xe0000, 0xe007f);
}

template <class Escape>
std::string escaped(std::string_view text, Escape&& escape) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint point = code_point_at(text, 0);
        const size_t size = point.valid ? point.size : 1;
        if (!escape(point, static_cast<uint8_t>(text[0]), out)) {
            out += text.substr(0, size);
        }
        text.remove_prefix(size);
    }
    return out;
}

}  // namespace

std::string printable(std::string_view text) {
    return escaped(text, [](CodePoint point, uint8_t byte, std::string& out) {
        std::array<char, 16> buffer;
        if (!point.valid) {
            std::snprintf(buffer.data(), buffer.size(), "\\x%02x", byte);
        } else if (is_hidden(point.value)) {
            std::snprintf(buffer.data(), buffer.size(), "\\u{%x}", static_cast<unsigned>(point.value));
        } else {
            return false;
        }
        out += buffer.data();
        return true;
    });
}

namespace internal {

std::string json_string(std::string_view text) {
    return "\"" +
           escaped(text,
                   [](CodePoint point, uint8_t, std::string& out) {
                       std::array<char, 16> buffer;
                       if (!point.valid) {
                           out += "\\ufffd";
                       } else if (point.value == '"' || point.value == '\\') {
                           out += '\\';
                           out += static_cast<char>(point.value);
                       } else if (point.value == '\n') {
                           out += "\\n";
                       } else if (is_hidden(point.value) && point.value < 0x10000) {
                           std::snprintf(buffer.data(), buffer.size(), "\\u%04x", static_cast<unsigned>(point.value));
                           out += buffer.data();
                       } else if (is_hidden(point.value)) {
                           const uint32_t rest = point.value - 0x10000;
                           std::snprintf(buffer.data(), buffer.size(), "\\u%04x\\u%04x", 0xd800 + (rest >> 10),
                                         0xdc00 + (rest & 0x3ff));
                           out += buffer.data();
                       } else {
                           return false;
                       }
                       return true;
                   }) +
           "\"";
}

}  // namespace internal
}  // namespace verbatim::verify
