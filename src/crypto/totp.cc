// SPDX-License-Identifier: Apache-2.0
#include "crypto/totp.h"

#include <openssl/hmac.h>

#include <array>

#include "crypto/random.h"

namespace verbatim::crypto {
namespace {

constexpr size_t kSecretBytes = 20;
constexpr size_t kSha1Bytes = 20;
constexpr size_t kDigits = 6;
constexpr uint32_t kModulus = 1'000'000;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

Result<std::string> new_totp_secret() {
    std::array<uint8_t, kSecretBytes> bytes{};
    VB_TRY(fill_random(bytes));
    return std::string(as_text(bytes));
}

std::string base32(Bytes bytes) {
    constexpr unsigned kBits = 5;
    std::string out;
    uint32_t held = 0;
    unsigned bits = 0;
    for (const uint8_t byte : bytes) {
        held = held << 8 | byte;
        for (bits += 8; bits >= kBits; bits -= kBits) {
            out += kAlphabet[held >> (bits - kBits) & 31U];
        }
    }
    if (bits > 0) {
        out += kAlphabet[held << (kBits - bits) & 31U];
    }
    return out;
}

std::string hotp(Bytes secret, uint64_t step) {
    std::array<uint8_t, 8> message{};
    for (size_t at = message.size(); at > 0; --at, step >>= 8) {
        message[at - 1] = static_cast<uint8_t>(step);
    }
    std::array<uint8_t, kSha1Bytes> code{};
    VB_ASSERT(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(), message.size(),
                   code.data(), nullptr) != nullptr);
    const size_t at = code.back() & 15U;
    const uint32_t number =
        (code[at] & 127U) << 24 | uint32_t{code[at + 1]} << 16 | uint32_t{code[at + 2]} << 8 | code[at + 3];
    const std::string digits = std::to_string(number % kModulus);
    return std::string(kDigits - digits.size(), '0') + digits;
}

std::optional<uint64_t> totp_step(Bytes secret, std::string_view code, int64_t now_ms) {
    const auto now = static_cast<uint64_t>(now_ms / kTotpStepMs);
    std::optional<uint64_t> found;
    for (const uint64_t step : {now - 1, now, now + 1}) {
        if (constant_time_equal(as_bytes(hotp(secret, step)), as_bytes(code))) {
            found = step;
        }
    }
    return found;
}

}  // namespace verbatim::crypto
