// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648, section 4), standard alphabet with padding, strict both ways.
//
// Each byte string has one spelling: decoding rejects missing or surplus padding, non-zero bits under the padding,
// white space and every other character. Signed notes and proof files depend on it: there is nothing to alter unseen.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace verbatim::crypto {

std::string to_base64(Bytes bytes);
void append_base64(std::string& out, Bytes bytes);       // for hot loops
Result<std::string> from_base64(std::string_view text);  // raw bytes; Code::malformed
Result<Hash> hash_from_base64(std::string_view text);    // exactly 32 bytes

// For hot loops. The number of bytes that `text` stands for, if its length and padding can be right;
std::optional<size_t> base64_size(std::string_view text);
// and the bytes, into exactly so many: false if `text` is not the one spelling of any.
bool decode_base64(std::string_view text, std::span<uint8_t> out);

}  // namespace verbatim::crypto
