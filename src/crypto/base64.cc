// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.h"

#include <array>

namespace verbatim::crypto {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kInvalid = 0xff;

constexpr std::array<uint8_t, 256> make_values() {
    std::array<uint8_t, 256> values{};
    values.fill(kInvalid);
    for (size_t i = 0; i < kAlphabet.size(); ++i) {
        values[static_cast<uint8_t>(kAlphabet[i])] = static_cast<uint8_t>(i);
    }
    return values;
}
constexpr std::array<uint8_t, 256> kValues = make_values();

Error malformed(std::string what, size_t offset) {
    return {Code::malformed, std::move(what), {"base64", offset}, {}};
}

}  // namespace

std::string to_base64(Bytes bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const size_t left = bytes.size() - i;
        const uint32_t b = left > 1 ? bytes[i + 1] : 0;
        const uint32_t c = left > 2 ? bytes[i + 2] : 0;
        const uint32_t group = (uint32_t{bytes[i]} << 16) | (b << 8) | c;
        text += kAlphabet[group >> 18];
        text += kAlphabet[(group >> 12) & 63];
        text += left > 1 ? kAlphabet[(group >> 6) & 63] : '=';
        text += left > 2 ? kAlphabet[group & 63] : '=';
    }
    return text;
}

Result<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return malformed("base64 text is not a multiple of four characters", text.size());
    }
    size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
        ++padding;
    }
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    uint32_t group = 0;
    const size_t digits = text.size() - padding;
    for (size_t i = 0; i < digits; ++i) {
        const uint8_t value = kValues[static_cast<uint8_t>(text[i])];
        if (value == kInvalid) {
            return malformed("character is not of the base64 alphabet", i);
        }
        group = (group << 6) | value;
        if (i % 4 == 3) {
            bytes += static_cast<char>(group >> 16);
            bytes += static_cast<char>(group >> 8);
            bytes += static_cast<char>(group);
            group = 0;
        }
    }
    if (padding == 1) {  // three digits, two bytes, two unused bits
        if ((group & 0x3) != 0) {
            return malformed("bits under the base64 padding are not zero", digits);
        }
        bytes += static_cast<char>(group >> 10);
        bytes += static_cast<char>(group >> 2);
    } else if (padding == 2) {  // two digits, one byte, four unused bits
        if ((group & 0xf) != 0) {
            return malformed("bits under the base64 padding are not zero", digits);
        }
        bytes += static_cast<char>(group >> 4);
    }
    return bytes;
}

Result<Hash> hash_from_base64(std::string_view text) {
    VB_TRY_ASSIGN(const std::string bytes, from_base64(text));
    if (bytes.size() != Hash::kSize) {
        return Error{Code::malformed, "a hash is 32 bytes, not " + std::to_string(bytes.size()), {"base64", {}}, {}};
    }
    return Hash::from_bytes(as_bytes(bytes));
}

}  // namespace verbatim::crypto
