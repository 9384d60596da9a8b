// SPDX-License-Identifier: Apache-2.0
#include "crypto/ed25519.h"

#include <gtest/gtest.h>

#include "crypto/base64.h"

namespace verbatim::crypto {
namespace {

struct KnownAnswer {
    const char* seed;
    const char* key;
    const char* message;
    const char* signature;
};

// RFC 8032, section 7.1, tests 1 to 3.
constexpr KnownAnswer kKnown[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
     "55141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
     "00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
     "027beceea1ec40a"}};

TEST(Ed25519, KnownAnswers) {
    for (const auto& known : kKnown) {
        const auto key = Ed25519PrivateKey::from_seed(as_bytes(*from_hex(known.seed)));
        ASSERT_TRUE(key);
        EXPECT_EQ(to_hex(key->public_key()), known.key);
        const std::string message = *from_hex(known.message);
        const auto signature = key->sign(as_bytes(message));
        ASSERT_TRUE(signature);
        EXPECT_EQ(to_hex(*signature), known.signature);
        EXPECT_TRUE(ed25519_verify(key->public_key(), as_bytes(message), *signature));
    }
}

TEST(Ed25519, EveryFlippedBitIsSeen) {
    const auto key = Ed25519PrivateKey::generate();
    ASSERT_TRUE(key);
    std::string message = "a message";
    auto signature = *key->sign(as_bytes(message));
    for (size_t bit = 0; bit < signature.size() * 8; ++bit) {
        signature[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
        EXPECT_FALSE(ed25519_verify(key->public_key(), as_bytes(message), signature)) << "bit " << bit;
        signature[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
    }
    EXPECT_TRUE(ed25519_verify(key->public_key(), as_bytes(message), signature));
    message[0] = 'b';
    EXPECT_FALSE(ed25519_verify(key->public_key(), as_bytes(message), signature));
}

TEST(Ed25519, SizesAreChecked) {
    const auto key = Ed25519PrivateKey::generate();
    const auto signature = *key->sign({});
    EXPECT_FALSE(ed25519_verify(key->public_key(), {}, Bytes(signature).first(63)));
    EXPECT_FALSE(ed25519_verify(key->public_key(), {}, {}));
    EXPECT_EQ(Ed25519PrivateKey::from_seed(Bytes(signature)).error().code, Code::usage);
}

}  // namespace
}  // namespace verbatim::crypto
