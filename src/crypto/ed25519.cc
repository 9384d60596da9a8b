// SPDX-License-Identifier: Apache-2.0
#include "crypto/ed25519.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "crypto/random.h"

namespace verbatim::crypto {
namespace {

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeDigest {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

Error failed(std::string_view what) {
    return {Code::internal, "OpenSSL cannot " + std::string(what), {}, {}};
}

Key private_key(Bytes seed) {
    return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
}

}  // namespace

Result<Ed25519PrivateKey> Ed25519PrivateKey::from_seed(Bytes seed) {
    if (seed.size() != kSeedSize) {
        return Error{Code::usage, "an Ed25519 private key is 32 bytes, not " + std::to_string(seed.size()), {}, {}};
    }
    const Key key = private_key(seed);
    Ed25519PrivateKey result;
    size_t size = result.public_key_.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), result.public_key_.data(), &size) != 1 || size != 32) {
        return failed("derive an Ed25519 public key");
    }
    std::copy(seed.begin(), seed.end(), result.seed_.begin());
    return result;
}

Result<Ed25519PrivateKey> Ed25519PrivateKey::generate() {
    std::array<uint8_t, kSeedSize> seed{};
    VB_TRY(fill_random(seed));
    auto key = from_seed(seed);
    wipe(seed);
    return key;
}

Ed25519PrivateKey::~Ed25519PrivateKey() {
    wipe(seed_);
}

Result<Ed25519Signature> Ed25519PrivateKey::sign(Bytes message) const {
    const Key key = private_key(seed_);
    const Context context(EVP_MD_CTX_new());
    Ed25519Signature signature{};
    size_t size = signature.size();
    if (!key || !context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1 ||
        size != signature.size()) {
        return failed("sign");
    }
    return signature;
}

bool ed25519_verify(const Ed25519PublicKey& public_key, Bytes message, Bytes signature) {
    // A configuration file of the machine must not be able to change what verifies.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    if (signature.size() != std::tuple_size_v<Ed25519Signature>) {
        return false;
    }
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()));
    const Context context(EVP_MD_CTX_new());
    return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

}  // namespace verbatim::crypto
