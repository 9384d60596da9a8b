// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <cstring>

namespace verbatim {

CodePoint code_point_at(std::string_view text, size_t position) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[position + i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1, true};
    }
    // Length and the allowed range of the second byte: RFC 3629 section 4, which excludes overlong forms and
    // surrogates.
    uint8_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        low = lead == 0xE0 ? 0xA0 : 0x80;
        high = lead == 0xED ? 0x9F : 0xBF;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        low = lead == 0xF0 ? 0x90 : 0x80;
        high = lead == 0xF4 ? 0x8F : 0xBF;
    } else {
        return {};
    }
    char32_t value = lead & (0x7FU >> length);
    for (uint8_t i = 1; i < length; ++i) {
        if (position + i >= text.size() || byte(i) < low || byte(i) > high) {
            return {kReplacement, i, false};
        }
        value = value << 6 | (byte(i) & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    return {value, length, true};
}

bool is_ascii(std::string_view bytes) {
    size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, 8);
        if ((word & 0x8080808080808080U) != 0) {
            return false;
        }
    }
    for (; i < bytes.size(); ++i) {
        if (static_cast<unsigned char>(bytes[i]) >= 0x80) {
            return false;
        }
    }
    return true;
}

bool is_utf8(std::string_view text) {
    size_t position = 0;
    while (position < text.size()) {
        // Most text is ASCII, at least in runs.
        uint64_t word = 0;
        if (text.size() - position >= sizeof word) {
            std::memcpy(&word, text.data() + position, sizeof word);
            if ((word & 0x8080808080808080U) == 0) {
                position += sizeof word;
                continue;
            }
        }
        const CodePoint point = code_point_at(text, position);
        if (!point.valid) {
            return false;
        }
        position += point.size;
    }
    return true;
}

}  // namespace verbatim
