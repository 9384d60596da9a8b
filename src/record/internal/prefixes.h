// SPDX-License-Identifier: Apache-2.0
// First byte of every hashed message, so that no two kinds can be taken for each other (docs/proofs.md, section 2).
#pragma once

#include <cstdint>

namespace verbatim::record::internal {

inline constexpr uint8_t kGroupPrefix = 0x10;
inline constexpr uint8_t kRecordPrefix = 0x11;
inline constexpr uint8_t kTextPrefix = 0x12;
inline constexpr uint8_t kChunkPrefix = 0x13;

}  // namespace verbatim::record::internal
