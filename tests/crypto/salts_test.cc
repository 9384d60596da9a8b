// SPDX-License-Identifier: Apache-2.0
#include "crypto/salts.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <set>

#include "crypto/random.h"

namespace verbatim::crypto {
namespace {

SaltKey counting_key() {
    std::array<uint8_t, 32> bytes{};
    for (size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<uint8_t>(i);
    }
    return *SaltKey::from_bytes(bytes);
}

// FIPS 197, appendix C.3: this key turns 00112233...ff into the block below; here through the oracle, to be sure that
// the oracle is AES-256 in one block.
Salt encrypt_block(const SaltKey& key, const Salt& block) {
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(context, EVP_aes_256_ecb(), nullptr, key.bytes().data(), nullptr);
    EVP_CIPHER_CTX_set_padding(context, 0);
    Salt out{};
    int size = 0;
    EVP_EncryptUpdate(context, out.data(), &size, block.data(), 16);
    EVP_CIPHER_CTX_free(context);
    return out;
}

TEST(SaltMaker, OracleIsAes256) {
    Salt block{};
    for (size_t i = 0; i < 16; ++i) {
        block[i] = static_cast<uint8_t>(i * 0x11);
    }
    EXPECT_EQ(to_hex(encrypt_block(counting_key(), block)), "8ea2b7ca516745bfeafc49904b496089");
}

TEST(SaltMaker, FollowsTheBlockLayout) {
    const SaltKey key = counting_key();
    SaltMaker maker(key);
    for (const uint64_t sequence : {uint64_t{0}, uint64_t{7}, uint64_t{0x0102030405060708}, ~uint64_t{0}}) {
        for (const uint32_t chunks : {0u, 3u, 300u, 1u}) {
            const auto salts = maker.make(sequence, chunks);
            ASSERT_EQ(salts.size(), 7 + chunks);
            const uint8_t groups[] = {1, 2, 3, 4, 5, 7, 8};
            for (size_t i = 0; i < salts.size(); ++i) {
                Salt block{};
                for (size_t j = 0; j < 8; ++j) {
                    block[j] = static_cast<uint8_t>(sequence >> (56 - 8 * j));
                }
                block[8] = i < 7 ? groups[i] : 6;
                const auto chunk = static_cast<uint32_t>(i < 7 ? 0 : i - 7);
                block[14] = static_cast<uint8_t>(chunk >> 8);
                block[15] = static_cast<uint8_t>(chunk);
                ASSERT_EQ(salts[i], encrypt_block(key, block)) << "sequence " << sequence << " salt " << i;
            }
        }
    }
}

TEST(SaltMaker, NoTwoSaltsAreEqual) {
    SaltMaker maker(counting_key());
    std::set<Salt> seen;
    for (uint64_t sequence = 0; sequence < 100; ++sequence) {
        for (const Salt& salt : maker.make(sequence, 20)) {
            EXPECT_TRUE(seen.insert(salt).second);
        }
    }
}

TEST(SaltKey, WantsThirtyTwoBytes) {
    const std::array<uint8_t, 31> bytes{};
    EXPECT_EQ(SaltKey::from_bytes(bytes).error().code, Code::usage);
    EXPECT_FALSE(constant_time_equal(SaltKey::generate()->bytes(), SaltKey::generate()->bytes()));
}

TEST(Random, ConstantTimeEqual) {
    EXPECT_TRUE(constant_time_equal(as_bytes("abc"), as_bytes("abc")));
    EXPECT_FALSE(constant_time_equal(as_bytes("abc"), as_bytes("abd")));
    EXPECT_FALSE(constant_time_equal(as_bytes("abc"), as_bytes("ab")));
    EXPECT_TRUE(constant_time_equal({}, {}));
}

TEST(Random, WipeOverwrites) {
    std::array<uint8_t, 4> secret{1, 2, 3, 4};
    wipe(secret);
    EXPECT_EQ(secret, (std::array<uint8_t, 4>{}));
}

TEST(SaltMaker, EntriesHaveABlockOfTheirOwn) {
    const SaltKey key = counting_key();
    SaltMaker maker(key);
    const uint64_t sequences[] = {0, 7, 0x0102030405060708};
    const auto salts = maker.make_entries(sequences);
    ASSERT_EQ(salts.size(), 3U);
    for (size_t i = 0; i < salts.size(); ++i) {
        Salt block{};
        for (size_t j = 0; j < 8; ++j) {
            block[j] = static_cast<uint8_t>(sequences[i] >> (56 - 8 * j));
        }
        block[8] = 0x22;
        EXPECT_EQ(salts[i], encrypt_block(key, block)) << i;
    }
}

// RFC 4231 has no case with a key of 32 bytes; this value is of `openssl mac -digest SHA256 HMAC`.
TEST(SaltOf, IsTheBeginningOfAnHmac) {
    EXPECT_EQ(to_hex(salt_of(counting_key(), as_bytes("abc"))), "f0133729c4163dede81e21cd47839256");
}

}  // namespace
}  // namespace verbatim::crypto
