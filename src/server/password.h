// SPDX-License-Identifier: Apache-2.0
// Passwords as Argon2id hashes (RFC 9106) in their usual text form, which states its parameters: what a hash was made
// with is what it is checked with, also after the parameters below have been raised. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace verbatim::server {

inline constexpr size_t kPasswordLeast = 12;  // characters
inline constexpr size_t kPasswordMost = 1000;

// Code::usage if it is too short or too long. Takes about a tenth of a second and 64 MiB, as password_matches() does.
Result<std::string> hash_password(std::string_view password);
bool password_matches(const std::string& hash, std::string_view password);

}  // namespace verbatim::server
