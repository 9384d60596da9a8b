// SPDX-License-Identifier: Apache-2.0
// Keys of signed notes (c2sp.org/signed-note): a name, a key id and an Ed25519 key.
//
// A verifier key is public text: `name+hash+base64`. A signer holds the private key; its text form
// `PRIVATE+KEY+name+hash+base64` is what keys/ of a case keeps. Only signature type 0x01 (Ed25519) is read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "crypto/ed25519.h"

namespace verbatim::note {

// Non-empty UTF-8 without Unicode spaces, control characters and '+'.
bool is_key_name(std::string_view name);

struct VerifierKey {
    std::string name;
    uint32_t id = 0;
    crypto::Ed25519PublicKey key{};

    static Result<VerifierKey> make(std::string_view name, const crypto::Ed25519PublicKey& key);
    // Strict; the key id must be the one the specification recommends.
    static Result<VerifierKey> parse(std::string_view text);
    std::string to_string() const;
    bool operator==(const VerifierKey&) const = default;
};

class Signer {
  public:
    static Result<Signer> make(std::string_view name, crypto::Ed25519PrivateKey key);
    static Result<Signer> generate(std::string_view name);
    static Result<Signer> parse(std::string_view private_text);
    std::string private_text() const;
    // The same key under another name: for another log of the same owner.
    Result<Signer> named(std::string_view name) const { return make(name, key_); }

    const VerifierKey& verifier() const { return verifier_; }
    Result<crypto::Ed25519Signature> sign(Bytes text) const { return key_.sign(text); }

  private:
    Signer(VerifierKey verifier, crypto::Ed25519PrivateKey key)
        : verifier_(std::move(verifier)), key_(std::move(key)) {}
    VerifierKey verifier_;
    crypto::Ed25519PrivateKey key_;
};

}  // namespace verbatim::note
