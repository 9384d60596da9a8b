// SPDX-License-Identifier: Apache-2.0
// The oracle below is RFC 9162, sections 2.1.1 to 2.1.4, word for word: recursive, slow, obviously right.
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "crypto/sha256.h"
#include "merkle/frontier.h"
#include "merkle/gap.h"
#include "merkle/proof.h"
#include "merkle/tree.h"

namespace verbatim::merkle {
namespace {

using Leaves = std::span<const Hash>;  // leaf hashes

size_t split(size_t n) {
    size_t k = 1;
    while (k * 2 < n) {
        k *= 2;
    }
    return k;
}

Hash oracle_node(const Hash& left, const Hash& right) {
    std::string message(1, '\x01');
    message += as_text(left.span());
    message += as_text(right.span());
    return crypto::sha256(as_bytes(message));
}

Hash oracle_root(Leaves leaves) {
    if (leaves.empty()) {
        return crypto::sha256({});
    }
    if (leaves.size() == 1) {
        return leaves[0];
    }
    const size_t k = split(leaves.size());
    return oracle_node(oracle_root(leaves.first(k)), oracle_root(leaves.subspan(k)));
}

std::vector<Hash> oracle_path(size_t m, Leaves leaves) {
    if (leaves.size() == 1) {
        return {};
    }
    const size_t k = split(leaves.size());
    auto path = m < k ? oracle_path(m, leaves.first(k)) : oracle_path(m - k, leaves.subspan(k));
    path.push_back(oracle_root(m < k ? leaves.subspan(k) : leaves.first(k)));
    return path;
}

std::vector<Hash> oracle_subproof(size_t m, Leaves leaves, bool whole) {
    if (m == leaves.size()) {
        return whole ? std::vector<Hash>{} : std::vector<Hash>{oracle_root(leaves)};
    }
    const size_t k = split(leaves.size());
    auto proof = m <= k ? oracle_subproof(m, leaves.first(k), whole) : oracle_subproof(m - k, leaves.subspan(k), false);
    proof.push_back(oracle_root(m <= k ? leaves.subspan(k) : leaves.first(k)));
    return proof;
}

std::vector<Hash> make_leaves(size_t count) {
    std::vector<Hash> leaves;
    for (size_t i = 0; i < count; ++i) {
        leaves.push_back(leaf_hash(as_bytes(std::to_string(i))));
    }
    return leaves;
}

// All levels of perfect subtrees over the leaves.
class Nodes {
  public:
    explicit Nodes(std::vector<Hash> leaves) {
        levels_.push_back(std::move(leaves));
        while (levels_.back().size() > 1) {
            std::vector<Hash> up(levels_.back().size() / 2);
            node_hashes(Leaves(levels_.back()).first(up.size() * 2), up);
            levels_.push_back(std::move(up));
        }
    }
    Result<Hash> operator()(unsigned level, uint64_t index) const { return levels_.at(level).at(index); }
    const std::vector<Hash>& leaves() const { return levels_[0]; }

  private:
    std::vector<std::vector<Hash>> levels_;
};

TEST(Tree, KnownRoots) {
    // The empty tree and the one-leaf tree with the empty leaf (RFC 9162, 2.1.1).
    EXPECT_EQ(empty_root().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(leaf_hash({}).hex(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(Tree, EverySizeTo130) {
    const Nodes nodes(make_leaves(130));
    const Leaves all(nodes.leaves());
    Frontier frontier;
    for (size_t size = 0; size <= 130; ++size) {
        const Leaves leaves = all.first(size);
        const Hash root = oracle_root(leaves);
        ASSERT_EQ(frontier.root(), root) << size;
        ASSERT_EQ(*range_root(0, size, nodes), root) << size;
        for (size_t i = 0; i < size; ++i) {
            const auto proof = inclusion_proof(i, size, nodes);
            ASSERT_EQ(*proof, oracle_path(i, leaves)) << i << " of " << size;
            ASSERT_TRUE(verify_inclusion(i, size, leaves[i], *proof, root));
        }
        for (size_t old = 1; old <= size; ++old) {
            const auto proof = consistency_proof(old, size, nodes);
            ASSERT_EQ(*proof, oracle_subproof(old, leaves, true)) << old << " to " << size;
            ASSERT_TRUE(verify_consistency(old, size, *proof, oracle_root(leaves.first(old)), root));
        }
        if (size < 130) {
            frontier.append(all[size]);
        }
    }
}

TEST(Tree, RandomSizesToAMillion) {
    std::mt19937_64 random(7);
    std::vector<Hash> leaves(size_t{1} << 20);
    for (size_t i = 0; i < leaves.size(); ++i) {
        std::memcpy(leaves[i].bytes.data(), &i, sizeof i);
    }
    leaf_hashes(leaves, leaves);
    const Nodes nodes(std::move(leaves));
    const Leaves all(nodes.leaves());
    for (int round = 0; round < 40; ++round) {
        const uint64_t size = 1 + random() % all.size();
        const uint64_t index = random() % size;
        const uint64_t old = 1 + random() % size;
        const Hash root = *range_root(0, size, nodes);
        EXPECT_TRUE(verify_inclusion(index, size, all[index], *inclusion_proof(index, size, nodes), root));
        EXPECT_TRUE(
            verify_consistency(old, size, *consistency_proof(old, size, nodes), *range_root(0, old, nodes), root));
    }
    EXPECT_EQ(*range_root(0, 77777, nodes), oracle_root(all.first(77777)));
}

TEST(Tree, EverySubtreeTo40) {
    const Nodes nodes(make_leaves(40));
    const Leaves all(nodes.leaves());
    for (size_t begin = 0; begin < 40; ++begin) {
        for (size_t end = begin + 1; end <= 40; ++end) {
            if (!is_subtree(begin, end)) {
                EXPECT_FALSE(range_root(begin, end, nodes));
                continue;
            }
            const Leaves leaves = all.subspan(begin, end - begin);
            const Hash root = oracle_root(leaves);
            ASSERT_EQ(*range_root(begin, end, nodes), root);
            for (size_t i = begin; i < end; ++i) {
                const auto proof = subtree_inclusion_proof(i, begin, end, nodes);
                ASSERT_EQ(*proof, oracle_path(i - begin, leaves));
                ASSERT_TRUE(verify_subtree_inclusion(i, begin, end, all[i], *proof, root));
            }
        }
    }
    EXPECT_TRUE(is_subtree(4, 7));
    EXPECT_FALSE(is_subtree(2, 5));
    EXPECT_TRUE(is_subtree(0, ~uint64_t{0}));
    EXPECT_FALSE(is_subtree(1, ~uint64_t{0}));
    EXPECT_FALSE(is_subtree(3, 3));
}

TEST(Tree, EverySubtreeIsConsistentWithEveryTreeTo40) {
    const Nodes nodes(make_leaves(40));
    const Leaves all(nodes.leaves());
    for (size_t size = 1; size <= 40; ++size) {
        const Hash root = oracle_root(all.first(size));
        for (size_t begin = 0; begin < size; ++begin) {
            for (size_t end = begin + 1; end <= size; ++end) {
                const auto proof = subtree_consistency_proof(begin, end, size, nodes);
                ASSERT_EQ(proof.ok(), is_subtree(begin, end));
                if (!proof) {
                    continue;
                }
                const Hash subtree = oracle_root(all.subspan(begin, end - begin));
                ASSERT_TRUE(verify_subtree_consistency(begin, end, size, *proof, subtree, root))
                    << begin << " " << end << " " << size;
                ASSERT_FALSE(verify_subtree_consistency(begin, end, size, *proof, empty_root(), root));
                ASSERT_FALSE(verify_subtree_consistency(begin, end, size, *proof, subtree, empty_root()));
                for (size_t i = 0; i < proof->size(); ++i) {
                    auto changed = *proof;
                    changed[i].bytes[0] ^= 1;
                    ASSERT_FALSE(verify_subtree_consistency(begin, end, size, changed, subtree, root));
                    changed = *proof;
                    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
                    ASSERT_FALSE(verify_subtree_consistency(begin, end, size, changed, subtree, root));
                }
                auto longer = *proof;
                longer.push_back(root);
                ASSERT_FALSE(verify_subtree_consistency(begin, end, size, longer, subtree, root));
            }
        }
    }
}

// Each way to alter an inclusion proof is refused: flipped hash, missing, added, swapped, other index, size or leaf.
TEST(Tree, TamperedInclusionIsRefused) {
    const Nodes nodes(make_leaves(21));
    const Leaves all(nodes.leaves());
    const Hash root = oracle_root(all);
    for (size_t i = 0; i < all.size(); ++i) {
        const auto good = *inclusion_proof(i, all.size(), nodes);
        const auto refused = [&](std::vector<Hash> proof) {
            return !verify_inclusion(i, all.size(), all[i], proof, root).ok();
        };
        for (size_t j = 0; j < good.size(); ++j) {
            auto proof = good;
            proof[j].bytes[j % 32] ^= 1;
            EXPECT_TRUE(refused(proof));
            proof = good;
            proof.erase(proof.begin() + static_cast<std::ptrdiff_t>(j));
            EXPECT_TRUE(refused(proof));
            proof = good;
            proof.insert(proof.begin() + static_cast<std::ptrdiff_t>(j), proof[j]);
            EXPECT_TRUE(refused(proof));
            if (j > 0) {
                proof = good;
                std::swap(proof[j], proof[j - 1]);
                EXPECT_TRUE(refused(proof));
            }
        }
        auto longer = good;
        longer.push_back(root);
        EXPECT_TRUE(refused(longer));
        for (size_t other = 0; other <= all.size(); ++other) {
            EXPECT_EQ(verify_inclusion(other, all.size(), all[i], good, root).ok(), other == i);
        }
        EXPECT_FALSE(verify_inclusion(i, all.size(), all[(i + 1) % all.size()], good, root));
        EXPECT_FALSE(verify_inclusion(i, all.size(), all[i], good, empty_root()));
        EXPECT_FALSE(verify_inclusion(i, 0, all[i], good, root));
    }
}

TEST(Tree, TamperedConsistencyIsRefused) {
    const Nodes nodes(make_leaves(21));
    const Leaves all(nodes.leaves());
    const Hash root2 = oracle_root(all);
    for (size_t old = 1; old < all.size(); ++old) {
        const Hash root1 = oracle_root(all.first(old));
        const auto good = *consistency_proof(old, all.size(), nodes);
        for (size_t j = 0; j < good.size(); ++j) {
            auto proof = good;
            proof[j].bytes[31] ^= 0x80;
            EXPECT_FALSE(verify_consistency(old, all.size(), proof, root1, root2));
            proof = good;
            proof.erase(proof.begin() + static_cast<std::ptrdiff_t>(j));
            EXPECT_FALSE(verify_consistency(old, all.size(), proof, root1, root2));
        }
        EXPECT_FALSE(verify_consistency(old, all.size(), good, root2, root1));
        EXPECT_FALSE(verify_consistency(all.size(), old, good, root1, root2));
        EXPECT_FALSE(verify_consistency(old, all.size(), {}, root1, root2));
        EXPECT_EQ(verify_consistency(old, all.size(), good, root1, root1).error().code, Code::integrity);
    }
    EXPECT_EQ(verify_consistency(0, 5, {}, empty_root(), root2).error().code, Code::malformed);
    EXPECT_TRUE(verify_consistency(0, 0, {}, empty_root(), empty_root()));
    EXPECT_FALSE(verify_consistency(0, 0, {}, root2, root2));
}

TEST(Frontier, SubtreesAndRestoreGiveTheSameRoot) {
    const auto leaves = make_leaves(777);
    Frontier one_by_one;
    Frontier by_tile;
    for (size_t i = 0; i < leaves.size(); ++i) {
        one_by_one.append(leaves[i]);
    }
    size_t at = 0;
    for (; at + 256 <= leaves.size(); at += 256) {
        by_tile.append_subtree(8, oracle_root(Leaves(leaves).subspan(at, 256)));
    }
    auto restored = Frontier::restore(by_tile.size(), {by_tile.hashes().begin(), by_tile.hashes().end()});
    ASSERT_TRUE(restored);
    for (; at < leaves.size(); ++at) {
        restored->append(leaves[at]);
    }
    EXPECT_EQ(restored->root(), one_by_one.root());
    EXPECT_EQ(restored->size(), 777u);
    EXPECT_EQ(Frontier::restore(3, {Hash{}}).error().code, Code::malformed);
}

TEST(Frontier, TellsOfEveryInnerNode) {
    const Nodes nodes(make_leaves(64));
    Frontier frontier;
    size_t told = 0;
    for (const Hash& leaf : nodes.leaves()) {
        frontier.append(leaf, [&](unsigned level, uint64_t index, const Hash& hash) {
            EXPECT_EQ(hash, *nodes(level, index));
            ++told;
        });
    }
    EXPECT_EQ(told, 63u);
}

TEST(Tree, ManyAtOnceGiveTheSameAsOneByOne) {
    std::vector<Hash> leaves = make_leaves(300);
    std::vector<Hash> hashed(leaves.size());
    leaf_hashes(leaves, hashed);
    for (size_t i = 0; i < leaves.size(); ++i) {
        ASSERT_EQ(hashed[i], leaf_hash(leaves[i].span()));
    }
}

// Walks through random trees, leaves and gaps by turns: the frontier of what is shown has the root of the tree.
TEST(Gap, FrontierOfRandomWalksGivesTheRoot) {
    std::mt19937_64 random(11);
    for (int round = 0; round < 400; ++round) {
        const size_t size = 1 + random() % 600;
        const Nodes nodes(make_leaves(size));
        Frontier frontier;
        while (frontier.size() < size) {
            const uint64_t begin = frontier.size();
            const uint64_t end = begin + 1 + random() % std::min<uint64_t>(size - begin, 1 + random() % 200);
            if (random() % 2 == 0) {
                frontier.append(nodes.leaves()[begin]);
                continue;
            }
            EXPECT_TRUE(each_subtree(begin, end, [&](unsigned level, uint64_t index) -> Result<void> {
                EXPECT_EQ(index << level, frontier.size());
                VB_TRY_ASSIGN(const Hash hash, nodes(level, index));
                frontier.append_subtree(level, hash);
                return {};
            }));
            ASSERT_EQ(frontier.size(), end);
        }
        ASSERT_EQ(frontier.root(), oracle_root(Leaves(nodes.leaves())));
    }
}

TEST(Gap, IsDividedIntoTheLargestSubtrees) {
    for (uint64_t begin = 0; begin < 70; ++begin) {
        for (uint64_t end = begin; end < 140; ++end) {
            uint64_t at = begin;
            each_subtree(begin, end, [&](unsigned level, uint64_t index) {
                const uint64_t leaves = uint64_t{1} << level;
                EXPECT_EQ(index * leaves, at);
                EXPECT_TRUE(at % (2 * leaves) != 0 || 2 * leaves > end - at);  // no larger one would do
                at += leaves;
            });
            ASSERT_EQ(at, end);
        }
    }
    EXPECT_EQ(subtree_level(0, ~uint64_t{0}), 63u);
    EXPECT_EQ(each_subtree(0, 7,
                           [](unsigned, uint64_t) -> Result<void> {
                               return Error{Code::io, {}, {}, {}};
                           })
                  .ok(),
              false);
}

TEST(Proof, RefusesWhatCannotBe) {
    const Nodes nodes(make_leaves(4));
    EXPECT_EQ(inclusion_proof(4, 4, nodes).error().code, Code::usage);
    EXPECT_EQ(inclusion_proof(0, 0, nodes).error().code, Code::usage);
    EXPECT_EQ(consistency_proof(0, 4, nodes).error().code, Code::usage);
    EXPECT_EQ(consistency_proof(4, 3, nodes).error().code, Code::usage);
    EXPECT_TRUE(consistency_proof(4, 4, nodes)->empty());
}

}  // namespace
}  // namespace verbatim::merkle
