// SPDX-License-Identifier: Apache-2.0
// Ed25519 signatures (RFC 8032, section 5.1), by OpenSSL.
//
// Which odd signatures verify: S must be below the group order, R must be canonically encoded, and the equation is
// checked without the cofactor ([S]B = R + [k]A). Low-order and non-canonically encoded public keys are not rejected
// (a verifier trusts a key it was given, not one an attacker chose). In the words of the CCTV vectors: reject
// `non_canonical_R` and `low_order_residue`, accept the rest. verifier/verify.py follows the same rule.
// All functions are pure and may be called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/hash.h"

namespace verbatim::crypto {

using Ed25519PublicKey = std::array<uint8_t, 32>;
using Ed25519Signature = std::array<uint8_t, 64>;

class Ed25519PrivateKey {
  public:
    static constexpr size_t kSeedSize = 32;

    static Result<Ed25519PrivateKey> generate();
    static Result<Ed25519PrivateKey> from_seed(Bytes seed);  // exactly kSeedSize bytes
    Ed25519PrivateKey(const Ed25519PrivateKey&) = default;
    Ed25519PrivateKey(Ed25519PrivateKey&&) = default;
    Ed25519PrivateKey& operator=(const Ed25519PrivateKey&) = default;
    Ed25519PrivateKey& operator=(Ed25519PrivateKey&&) = default;
    ~Ed25519PrivateKey();  // wipes

    Bytes seed() const { return seed_; }
    const Ed25519PublicKey& public_key() const { return public_key_; }
    Result<Ed25519Signature> sign(Bytes message) const;

  private:
    Ed25519PrivateKey() = default;
    std::array<uint8_t, kSeedSize> seed_{};
    Ed25519PublicKey public_key_{};
};

bool ed25519_verify(const Ed25519PublicKey& key, Bytes message, Bytes signature);

}  // namespace verbatim::crypto
