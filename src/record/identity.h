// SPDX-License-Identifier: Apache-2.0
// Which conversation and which handles a record belongs to (docs/seals.md, section 1).
//
// Pure functions of the decoded groups: the sealing of a case and the verifier of a bundle both take them from here, so
// that a disclosed record can be held against the keys it was sealed under. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "record/message.h"

namespace verbatim::record {

// One byte for the kind, then the text. `out` is overwritten. Needs groups 3 and 4, and `object` only if those say
// nothing (first byte kIdentityObject).
void conversation_identity(const Message& message, const Hash& object, std::string& out);
inline constexpr char kIdentityNativeId = 1;
inline constexpr char kIdentityPeople = 2;
inline constexpr char kIdentityTitle = 3;
inline constexpr char kIdentityObject = 4;
inline constexpr char kIdentityDestroyed = 5;  // of every destroyed record, in seals made afterwards; no text

// Sender, participants and account, each once, in the order of their bytes; empty ones do not count. `out` is
// overwritten; the views are those of the message. Needs groups 2, 3 and 4.
void handles(const Message& message, std::vector<std::string_view>& out);

}  // namespace verbatim::record
