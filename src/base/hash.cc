// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <algorithm>

namespace verbatim {
namespace {

int nibble(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

}  // namespace

std::string to_hex(Bytes bytes) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const uint8_t byte : bytes) {
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
    return out;
}

Result<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) {
        return Error{Code::malformed, "hexadecimal text has an odd number of digits", {}, {}};
    }
    std::string out;
    out.reserve(text.size() / 2);
    for (size_t i = 0; i < text.size(); i += 2) {
        const int high = nibble(text[i]);
        const int low = nibble(text[i + 1]);
        if (high < 0 || low < 0) {
            return Error{Code::malformed, "not a hexadecimal digit", {{}, high < 0 ? i : i + 1}, {}};
        }
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

Result<Hash> Hash::from_hex(std::string_view text) {
    VB_TRY_ASSIGN(const std::string raw, verbatim::from_hex(text));
    if (raw.size() != kSize) {
        return Error{Code::malformed, "a SHA-256 value has 64 hexadecimal digits", {}, {}};
    }
    return from_bytes(as_bytes(raw));
}

Hash Hash::from_bytes(Bytes source) {
    VB_ASSERT(source.size() == kSize);
    Hash hash;
    std::copy(source.begin(), source.end(), hash.bytes.begin());
    return hash;
}

}  // namespace verbatim
