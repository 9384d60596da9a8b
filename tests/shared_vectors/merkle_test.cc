// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "crypto/base64.h"
#include "merkle/tree.h"
#include "vectors.h"

namespace verbatim::merkle {
namespace {

// Some vectors have "hashes" of other lengths. A short one stands for itself padded with zeros: equal stays equal.
Hash hash_of(const nlohmann::json& base64) {
    const std::string bytes = *crypto::from_base64(base64.get<std::string>());
    Hash hash;
    std::copy_n(bytes.begin(), std::min(bytes.size(), Hash::kSize), hash.bytes.begin());
    return hash;
}

std::optional<std::vector<Hash>> proof_of(const nlohmann::json& list) {
    std::vector<Hash> proof;
    for (const auto& item : list) {
        const auto hash = crypto::hash_from_base64(item.get<std::string>());
        if (!hash) {
            return std::nullopt;
        }
        proof.push_back(*hash);
    }
    return proof;
}

bool accepted(const nlohmann::json& v, const std::string& kind) {
    const auto proof = proof_of(v["proof"]);
    if (!proof) {
        return false;
    }
    if (kind == "consistency") {
        return verify_consistency(v["size1"], v["size2"], *proof, hash_of(v["root1"]), hash_of(v["root2"])).ok();
    }
    if (kind == "subtreeconsistency") {
        return verify_subtree_consistency(v["start"], v["end"], v["size"], *proof, hash_of(v["root1"]),
                                          hash_of(v["root2"]))
            .ok();
    }
    const Hash leaf = hash_of(v["leafHash"]);
    if (kind == "inclusion") {
        // An empty string is no hash at all.
        return !v["root"].get<std::string>().empty() && !v["leafHash"].get<std::string>().empty() &&
               verify_inclusion(v["leafIdx"], v["treeSize"], leaf, *proof, hash_of(v["root"])).ok();
    }
    return !v["root"].get<std::string>().empty() && !v["leafHash"].get<std::string>().empty() &&
           verify_subtree_inclusion(v["leafIdx"], v["start"], v["end"], leaf, *proof, hash_of(v["root"])).ok();
}

TEST(TransparencyDevMerkle, AllVectors) {
    size_t count = 0;
    for (const std::string kind : {"inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"}) {
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(vectors_folder() / "transparency-merkle" / kind)) {
            if (entry.is_regular_file() && entry.path().extension() == ".json") {
                const auto vector = read_json(entry.path());
                EXPECT_EQ(accepted(vector, kind), !vector["wantErr"].get<bool>()) << entry.path();
                ++count;
            }
        }
    }
    EXPECT_EQ(count, 518u);
}

}  // namespace
}  // namespace verbatim::merkle
