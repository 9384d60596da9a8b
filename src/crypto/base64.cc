// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.h"

#include <array>

namespace verbatim::crypto {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint32_t kBadDigit = 0x80000000;

// kShifted[p][c]: the six bits of character c at place p of four digits, or kBadDigit.
constexpr auto make_shifted() {
    std::array<std::array<uint32_t, 256>, 4> tables{};
    for (unsigned place = 0; place < 4; ++place) {
        tables[place].fill(kBadDigit);
        for (uint32_t i = 0; i < kAlphabet.size(); ++i) {
            tables[place][static_cast<uint8_t>(kAlphabet[i])] = i << (6 * (3 - place));
        }
    }
    return tables;
}
constexpr auto kShifted = make_shifted();

size_t padding_of(std::string_view text) {
    size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
        ++padding;
    }
    return padding;
}

Error malformed(std::string what, size_t offset) {
    return {Code::malformed, std::move(what), {"base64", offset}, {}};
}

}  // namespace

std::string to_base64(Bytes bytes) {
    std::string text;
    append_base64(text, bytes);
    return text;
}

void append_base64(std::string& out, Bytes bytes) {
    size_t at = out.size();
    out.resize(at + (bytes.size() + 2) / 3 * 4);
    const auto put = [&](uint32_t group) {
        out[at] = kAlphabet[group >> 18];
        out[at + 1] = kAlphabet[(group >> 12) & 63];
        out[at + 2] = kAlphabet[(group >> 6) & 63];
        out[at + 3] = kAlphabet[group & 63];
        at += 4;
    };
    size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        put(uint32_t{bytes[i]} << 16 | uint32_t{bytes[i + 1]} << 8 | bytes[i + 2]);
    }
    if (i < bytes.size()) {
        const bool one = i + 1 == bytes.size();
        put(uint32_t{bytes[i]} << 16 | (one ? 0U : uint32_t{bytes[i + 1]} << 8));
        out[out.size() - 1] = '=';
        if (one) {
            out[out.size() - 2] = '=';
        }
    }
}

std::optional<size_t> base64_size(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    return text.size() / 4 * 3 - padding_of(text);
}

bool decode_base64(std::string_view text, std::span<uint8_t> out) {
    const size_t padding = padding_of(text);
    if (text.size() % 4 != 0 || out.size() != text.size() / 4 * 3 - padding) {
        return false;
    }
    const auto* digits = reinterpret_cast<const uint8_t*>(text.data());
    const size_t whole = out.size() / 3;
    uint32_t all = 0;  // of every four digits; a digit that is none leaves a high bit in it
    uint8_t* to = out.data();
    for (size_t i = 0; i < whole; ++i, digits += 4, to += 3) {
        const uint32_t group =
            kShifted[0][digits[0]] | kShifted[1][digits[1]] | kShifted[2][digits[2]] | kShifted[3][digits[3]];
        all |= group;
        to[0] = static_cast<uint8_t>(group >> 16);
        to[1] = static_cast<uint8_t>(group >> 8);
        to[2] = static_cast<uint8_t>(group);
    }
    if (padding > 0) {
        uint32_t group = kShifted[0][digits[0]] | kShifted[1][digits[1]];
        group |= padding == 1 ? kShifted[2][digits[2]] : 0;
        all |= group;
        if ((group & (padding == 1 ? 0xff : 0xffff)) != 0) {  // the bits under the padding
            return false;
        }
        to[0] = static_cast<uint8_t>(group >> 16);
        if (padding == 1) {
            to[1] = static_cast<uint8_t>(group >> 8);
        }
    }
    return (all & kBadDigit) == 0;
}

Result<std::string> from_base64(std::string_view text) {
    const auto size = base64_size(text);
    if (!size) {
        return malformed("base64 text is not a multiple of four characters", text.size());
    }
    std::string bytes(*size, '\0');
    if (decode_base64(text, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()})) {
        return bytes;
    }
    const size_t digits = text.size() - padding_of(text);
    for (size_t i = 0; i < digits; ++i) {
        if (kShifted[3][static_cast<uint8_t>(text[i])] == kBadDigit) {
            return malformed("character is not of the base64 alphabet", i);
        }
    }
    return malformed("bits under the base64 padding are not zero", digits);
}

Result<Hash> hash_from_base64(std::string_view text) {
    VB_TRY_ASSIGN(const std::string bytes, from_base64(text));
    if (bytes.size() != Hash::kSize) {
        return Error{Code::malformed, "a hash is 32 bytes, not " + std::to_string(bytes.size()), {"base64", {}}, {}};
    }
    return Hash::from_bytes(as_bytes(bytes));
}

}  // namespace verbatim::crypto
