// SPDX-License-Identifier: Apache-2.0
#include "server/password.h"

#include <sodium.h>

#include <array>

#include "base/utf8.h"

namespace verbatim::server {
namespace {

constexpr unsigned long long kPasses = 3;
constexpr size_t kMemoryBytes = size_t{64} << 20;

size_t characters(std::string_view text) {
    size_t count = 0;
    for (size_t at = 0; at < text.size(); at += code_point_at(text, at).size) {
        ++count;
    }
    return count;
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
    const size_t length = characters(password);
    if (length < kPasswordLeast || length > kPasswordMost || !is_utf8(password)) {
        return Error{
            Code::usage,
            "a password has " + std::to_string(kPasswordLeast) + " to " + std::to_string(kPasswordMost) + " characters",
            {},
            "several words are easier to remember than signs"};
    }
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (sodium_init() < 0 || crypto_pwhash_str_alg(text.data(), password.data(), password.size(), kPasses, kMemoryBytes,
                                                   crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return Error{Code::limit, "there is not enough memory to hash a password", {}, {}};
    }
    return std::string(text.data());
}

bool password_matches(const std::string& hash, std::string_view password) {
    return sodium_init() >= 0 && crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace verbatim::server
