// SPDX-License-Identifier: Apache-2.0
// Numbers as SHA-256 and the salts want them: most significant byte first.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace verbatim::crypto::internal {

inline void put_big_endian(uint64_t value, uint8_t* out) {
    if constexpr (std::endian::native == std::endian::little) {
        value = __builtin_bswap64(value);
    }
    std::memcpy(out, &value, sizeof value);
}

}  // namespace verbatim::crypto::internal
