// SPDX-License-Identifier: Apache-2.0
// Map keys of the groups: docs/record.md, section 3, is normative. A key is never used again for another meaning.
#pragma once

#include <cstdint>

namespace verbatim::record::internal {

namespace source_key {
inline constexpr uint64_t kObject = 0, kBegin = 1, kEnd = 2, kTable = 3, kRow = 4, kParser = 5, kParserVersion = 6,
                          kContainer = 7, kSettings = 8;
}
namespace account_key {
inline constexpr uint64_t kPlatform = 0, kAccount = 1, kDevice = 2;
}
namespace conversation_key {
inline constexpr uint64_t kId = 0, kTitle = 1, kKind = 2, kParticipants = 3;
}
namespace sender_key {
inline constexpr uint64_t kHandle = 0, kName = 1, kDirection = 2;
}
namespace time_key {  // the keys of the group itself are those of TimeKind
inline constexpr uint64_t kRaw = 0, kUtcMs = 1, kZone = 2, kBasis = 3, kPrecision = 4;
}
namespace attachments_key {
inline constexpr uint64_t kList = 0;
}
namespace attachment_key {
inline constexpr uint64_t kName = 0, kMimeStated = 1, kMimeFound = 2, kSize = 3, kSha256 = 4, kHashStated = 5, kUrl = 6,
                          kKind = 7;
}
namespace rest_key {
inline constexpr uint64_t kKind = 0, kNativeId = 1, kReplyTo = 2, kForwardedFrom = 3, kFields = 4;
}

}  // namespace verbatim::record::internal
