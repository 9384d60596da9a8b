// SPDX-License-Identifier: Apache-2.0
// Hash: a SHA-256 value, and hexadecimal text. Computing one is crypto/sha256.h.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace verbatim {

using Bytes = std::span<const uint8_t>;

inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(Bytes bytes);                      // lower case
Result<std::string> from_hex(std::string_view text);  // raw bytes; accepts either case, nothing else

struct Hash {
    static constexpr size_t kSize = 32;
    std::array<uint8_t, kSize> bytes{};

    auto operator<=>(const Hash&) const = default;
    Bytes span() const { return bytes; }
    std::string hex() const { return to_hex(bytes); }
    static Result<Hash> from_hex(std::string_view text);
    static Hash from_bytes(Bytes source);  // source.size() == 32
};

}  // namespace verbatim

template <>
struct std::hash<verbatim::Hash> {
    size_t operator()(const verbatim::Hash& source) const noexcept {
        size_t value = 0;
        std::memcpy(&value, source.bytes.data(), sizeof value);  // already uniform
        return value;
    }
};
