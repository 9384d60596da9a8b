// SPDX-License-Identifier: Apache-2.0
// One-time codes of a second factor: RFC 6238 with HMAC-SHA1, six digits and steps of 30 seconds, which is what the
// programs on telephones know. Pure functions but new_totp_secret(); any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace verbatim::crypto {

inline constexpr int64_t kTotpStepMs = 30'000;

Result<std::string> new_totp_secret();          // 20 random bytes
std::string base32(Bytes bytes);                // RFC 4648, without padding: how a secret is typed in
std::string hotp(Bytes secret, uint64_t step);  // RFC 4226: six digits
// The step whose code this is: that of `now_ms`, the one before or the one after; none if it is of no such step.
std::optional<uint64_t> totp_step(Bytes secret, std::string_view code, int64_t now_ms);

}  // namespace verbatim::crypto
