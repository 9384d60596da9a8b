// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648, section 4), standard alphabet with padding, strict both ways.
//
// Each byte string has one spelling: decoding rejects missing or surplus padding, non-zero bits under the padding,
// white space and every other character. Signed notes and proof files depend on it: there is nothing to alter unseen.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.h"

namespace verbatim::crypto {

std::string to_base64(Bytes bytes);
Result<std::string> from_base64(std::string_view text);  // raw bytes; Code::malformed
Result<Hash> hash_from_base64(std::string_view text);    // exactly 32 bytes

}  // namespace verbatim::crypto
