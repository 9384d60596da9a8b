// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <random>
#include <string>
#include <vector>

namespace verbatim::crypto {
namespace {

// The oracle: OpenSSL's one-shot EVP call, no code of ours.
Hash oracle(Bytes data) {
    Hash hash;
    unsigned size = 0;
    EVP_Digest(data.data(), data.size(), hash.bytes.data(), &size, EVP_sha256(), nullptr);
    return hash;
}

std::vector<uint8_t> random_bytes(std::mt19937_64& random, size_t size) {
    std::vector<uint8_t> bytes(size);
    for (auto& byte : bytes) {
        byte = static_cast<uint8_t>(random());
    }
    return bytes;
}

// FIPS 180-4 examples.
TEST(Sha256, KnownAnswers) {
    EXPECT_EQ(sha256({}).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256(as_bytes("abc")).hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).hex(),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, PiecesGiveTheSameAsTheWhole) {
    std::mt19937_64 random(1);
    const auto data = random_bytes(random, 5000);
    Sha256 hash;
    for (size_t at = 0; at < data.size();) {
        const size_t size = std::min<size_t>(random() % 200, data.size() - at);
        hash.update(Bytes(data).subspan(at, size));
        at += size;
    }
    EXPECT_EQ(hash.finish(), oracle(data));
    EXPECT_EQ(hash.finish(), oracle({})) << "finish() starts anew";
}

class HashBatchPath : public testing::TestWithParam<HashPath> {
  protected:
    void SetUp() override {
        if (!is_available(GetParam())) {
            GTEST_SKIP() << "this processor lacks the instructions";
        }
    }
};

TEST_P(HashBatchPath, EveryLengthAroundTheBlockBoundaries) {
    std::mt19937_64 random(2);
    HashBatch batch(GetParam());
    std::vector<std::vector<uint8_t>> messages;
    for (size_t size = 0; size <= 260; ++size) {
        messages.push_back(random_bytes(random, size));
    }
    for (const auto& message : messages) {
        std::copy(message.begin(), message.end(), batch.add(message.size()));
    }
    const auto hashes = batch.finish();
    ASSERT_EQ(hashes.size(), messages.size());
    for (size_t i = 0; i < messages.size(); ++i) {
        EXPECT_EQ(hashes[i], oracle(messages[i])) << "length " << i;
    }
}

TEST_P(HashBatchPath, MixedLengthsInAnyNumber) {
    std::mt19937_64 random(3);
    HashBatch batch(GetParam());
    for (size_t count = 0; count < 60; ++count) {
        std::vector<std::vector<uint8_t>> messages;
        batch.clear();
        for (size_t i = 0; i < count; ++i) {
            messages.push_back(random_bytes(random, random() % (random() % 10 == 0 ? 3000 : 100)));
            std::copy(messages.back().begin(), messages.back().end(), batch.add(messages.back().size()));
        }
        const auto hashes = batch.finish();
        ASSERT_EQ(hashes.size(), count);
        for (size_t i = 0; i < count; ++i) {
            ASSERT_EQ(hashes[i], oracle(messages[i]));
        }
    }
}

// The hardest cases for lanes that are refilled: few long ones among many short ones, and every number left over.
TEST_P(HashBatchPath, RandomNumbersAndLengthsGiveTheSameAsOneByOne) {
    std::mt19937_64 random(4);
    HashBatch batch(GetParam());
    for (int round = 0; round < 300; ++round) {
        const size_t count = random() % (round % 3 == 0 ? 200 : 40);
        const size_t longest = 1 + random() % (round % 2 == 0 ? 1000 : 100);
        std::vector<std::vector<uint8_t>> messages;
        batch.clear();
        for (size_t i = 0; i < count; ++i) {
            messages.push_back(random_bytes(random, random() % longest));
            batch.add(messages.back().size());
        }
        ASSERT_EQ(batch.size(), count);
        for (size_t i = 0; i < count; ++i) {
            std::copy(messages[i].begin(), messages[i].end(), batch.message(i));
        }
        const auto hashes = batch.finish();
        batch.clear();
        batch.add(1000);
        for (size_t i = 0; i < count; ++i) {
            ASSERT_EQ(hashes[i], sha256(messages[i])) << "message " << i << " of " << count << " in round " << round;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Paths, HashBatchPath,
                         testing::Values(HashPath::portable, HashPath::sha_ni, HashPath::avx512, HashPath::automatic));

}  // namespace
}  // namespace verbatim::crypto
