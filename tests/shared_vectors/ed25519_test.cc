// SPDX-License-Identifier: Apache-2.0
#include "crypto/ed25519.h"

#include <algorithm>

#include "vectors.h"

namespace verbatim::crypto {
namespace {

bool verified(const std::string& key_hex, const std::string& message, const std::string& signature_hex) {
    Ed25519PublicKey key{};
    const std::string key_bytes = *from_hex(key_hex);
    EXPECT_EQ(key_bytes.size(), key.size());
    std::copy_n(key_bytes.begin(), key.size(), key.begin());
    const std::string signature = *from_hex(signature_hex);
    return ed25519_verify(key, as_bytes(message), as_bytes(signature));
}

TEST(Wycheproof, Ed25519) {
    size_t count = 0;
    const auto file = read_json(vectors_folder() / "wycheproof/testvectors_v1/ed25519_test.json");
    for (const auto& group : file["testGroups"]) {
        for (const auto& test : group["tests"]) {
            EXPECT_EQ(verified(group["publicKey"]["pk"], *from_hex(test["msg"].get<std::string>()), test["sig"]),
                      test["result"] == "valid")
                << test["tcId"] << " " << test["comment"];
            ++count;
        }
    }
    EXPECT_EQ(count, 151u);
}

// The rule of crypto/ed25519.h, in the words of the vectors: refuse non_canonical_R and low_order_residue, accept the
// rest.
TEST(Cctv, Ed25519FollowsTheStatedRule) {
    size_t count = 0;
    for (const auto& test : read_json(vectors_folder() / "cctv/ed25519/ed25519vectors.json")) {
        bool expected = true;
        for (const auto& flag : test["flags"].is_null() ? nlohmann::json::array() : test["flags"]) {
            expected = expected && flag != "non_canonical_R" && flag != "low_order_residue";
        }
        EXPECT_EQ(verified(test["key"], test["msg"], test["sig"]), expected) << test["number"] << " " << test["flags"];
        ++count;
    }
    EXPECT_GT(count, 900u);
}

}  // namespace
}  // namespace verbatim::crypto
