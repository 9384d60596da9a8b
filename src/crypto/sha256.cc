// SPDX-License-Identifier: Apache-2.0
// OpenSSL's low-level SHA-256 calls are deprecated in favour of EVP, whose fixed cost per message is several times the
// hash of a short message; the low-level ones stay available and use the processor's SHA instructions as well.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/sha256.h"

#include <openssl/sha.h>

namespace verbatim::crypto {
struct Sha256::State {
    SHA256_CTX context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    SHA256_Init(&state_->context);
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(Bytes data) {
    SHA256_Update(&state_->context, data.data(), data.size());
}

Hash Sha256::finish() {
    Hash hash;
    SHA256_Final(hash.bytes.data(), &state_->context);
    SHA256_Init(&state_->context);
    return hash;
}

Hash sha256(Bytes data) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, data.data(), data.size());
    Hash hash;
    SHA256_Final(hash.bytes.data(), &context);
    return hash;
}

}  // namespace verbatim::crypto
