// SPDX-License-Identifier: Apache-2.0
// First byte of every hashed message, so that no two kinds can be taken for each other (docs/proofs.md, section 2;
// docs/seals.md, section 1).
#pragma once

#include <cstdint>

namespace verbatim::record::internal {

inline constexpr uint8_t kGroupPrefix = 0x10;
inline constexpr uint8_t kRecordPrefix = 0x11;
inline constexpr uint8_t kTextPrefix = 0x12;
inline constexpr uint8_t kChunkPrefix = 0x13;
inline constexpr uint8_t kConversationKeyPrefix = 0x20;
inline constexpr uint8_t kHandleKeyPrefix = 0x21;
inline constexpr uint8_t kEntryPrefix = 0x22;
inline constexpr uint8_t kConversationLeafPrefix = 0x23;
inline constexpr uint8_t kParticipationLeafPrefix = 0x24;
inline constexpr uint8_t kSourceLeafPrefix = 0x25;
inline constexpr uint8_t kLeafPrefix = 0x00;  // of RFC 9162, before those of the leaves

}  // namespace verbatim::record::internal
