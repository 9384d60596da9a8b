// SPDX-License-Identifier: Apache-2.0
#include "merkle/tree.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>

#include "crypto/sha256.h"

namespace verbatim::merkle {
namespace {

constexpr uint8_t kLeafPrefix = 0x00;
constexpr uint8_t kNodePrefix = 0x01;
// Messages per HashBatch run: enough to hide its fixed cost, small enough to stay in the first-level cache.
constexpr size_t kBatch = 128;

Error malformed(std::string what) {
    return {Code::malformed, std::move(what), {}, {}};
}

Result<void> require_equal(std::string_view which, const Hash& computed, const Hash& expected) {
    if (computed == expected) {
        return {};
    }
    return Error{Code::integrity,
                 std::string(which) + " does not match: computed " + computed.hex() + ", expected " + expected.hex(),
                 {},
                 {}};
}

void put_node(uint8_t* out, const Hash& left, const Hash& right) {
    out[0] = kNodePrefix;
    std::memcpy(out + 1, left.bytes.data(), Hash::kSize);
    std::memcpy(out + 1 + Hash::kSize, right.bytes.data(), Hash::kSize);
}

}  // namespace

Hash empty_root() {
    return crypto::sha256({});
}

Hash leaf_hash(Bytes leaf) {
    std::array<uint8_t, 1 + Hash::kSize> message;
    if (leaf.size() == Hash::kSize) {  // a record commitment: the usual leaf, and on the path of every record
        message[0] = kLeafPrefix;
        std::memcpy(message.data() + 1, leaf.data(), Hash::kSize);
        return crypto::sha256(message);
    }
    crypto::Sha256 hash;
    hash.update({&kLeafPrefix, 1});
    hash.update(leaf);
    return hash.finish();
}

Hash node_hash(const Hash& left, const Hash& right) {
    std::array<uint8_t, 1 + 2 * Hash::kSize> message;
    put_node(message.data(), left, right);
    return crypto::sha256(message);
}

void leaf_hashes(std::span<const Hash> leaves, std::span<Hash> out) {
    VB_ASSERT(out.size() == leaves.size());
    crypto::HashBatch batch;
    for (size_t begin = 0; begin < leaves.size(); begin += kBatch) {
        const size_t end = std::min(leaves.size(), begin + kBatch);
        batch.clear();
        for (size_t i = begin; i < end; ++i) {
            uint8_t* message = batch.add(1 + Hash::kSize);
            message[0] = kLeafPrefix;
            std::memcpy(message + 1, leaves[i].bytes.data(), Hash::kSize);
        }
        std::ranges::copy(batch.finish(), out.begin() + static_cast<std::ptrdiff_t>(begin));
    }
}

void node_hashes(std::span<const Hash> nodes, std::span<Hash> out) {
    VB_ASSERT(nodes.size() == 2 * out.size());
    crypto::HashBatch batch;
    for (size_t begin = 0; begin < out.size(); begin += kBatch) {
        const size_t end = std::min(out.size(), begin + kBatch);
        batch.clear();
        for (size_t i = begin; i < end; ++i) {
            put_node(batch.add(1 + 2 * Hash::kSize), nodes[2 * i], nodes[2 * i + 1]);
        }
        std::ranges::copy(batch.finish(), out.begin() + static_cast<std::ptrdiff_t>(begin));
    }
}

Result<Hash> root_from_inclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> proof) {
    if (index >= size) {
        return malformed("index " + std::to_string(index) + " is not below the tree size " + std::to_string(size));
    }
    uint64_t node = index;     // "fn" of the RFC
    uint64_t last = size - 1;  // "sn"
    Hash root = leaf;
    for (const Hash& sibling : proof) {
        if (last == 0) {
            return malformed("inclusion proof has too many hashes");
        }
        if ((node & 1) != 0 || node == last) {
            root = node_hash(sibling, root);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            root = node_hash(root, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if (last != 0) {
        return malformed("inclusion proof has too few hashes");
    }
    return root;
}

Result<void> verify_inclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> proof,
                              const Hash& root) {
    VB_TRY_ASSIGN(const Hash computed, root_from_inclusion(index, size, leaf, proof));
    return require_equal("root hash", computed, root);
}

Result<void> verify_consistency(uint64_t size1, uint64_t size2, std::span<const Hash> proof, const Hash& root1,
                                const Hash& root2) {
    if (size1 > size2) {
        return malformed("first tree size " + std::to_string(size1) + " is above the second, " + std::to_string(size2));
    }
    if (size1 == size2) {
        if (!proof.empty()) {
            return malformed("consistency proof between equal sizes is not empty");
        }
        if (size1 == 0) {
            VB_TRY(require_equal("root hash of the empty tree", root1, empty_root()));
        }
        return require_equal("second root hash", root2, root1);
    }
    if (size1 == 0) {
        return malformed("consistency with the empty tree proves nothing");
    }
    return verify_subtree_consistency(0, size1, size2, proof, root1, root2);
}

bool is_subtree(uint64_t begin, uint64_t end) {
    if (begin >= end) {
        return false;
    }
    const uint64_t size = end - begin;
    if (size > uint64_t{1} << 63) {
        return begin == 0;
    }
    return (begin & (std::bit_ceil(size) - 1)) == 0;
}

Result<void> verify_subtree_inclusion(uint64_t index, uint64_t begin, uint64_t end, const Hash& leaf,
                                      std::span<const Hash> proof, const Hash& root) {
    if (!is_subtree(begin, end)) {
        return malformed("[" + std::to_string(begin) + ", " + std::to_string(end) + ") is not a subtree");
    }
    if (index < begin || index >= end) {
        return malformed("index " + std::to_string(index) + " is outside the subtree");
    }
    return verify_inclusion(index - begin, end - begin, leaf, proof, root);
}

Result<void> verify_subtree_consistency(uint64_t begin, uint64_t end, uint64_t size, std::span<const Hash> proof,
                                        const Hash& subtree_root, const Hash& tree_root) {
    if (begin == end && end <= size) {
        if (!proof.empty()) {
            return malformed("consistency proof of the empty subtree is not empty");
        }
        return require_equal("root hash of the empty subtree", empty_root(), subtree_root);
    }
    if (!is_subtree(begin, end) || end > size) {
        return malformed("[" + std::to_string(begin) + ", " + std::to_string(end) + ") is not a subtree of " +
                         std::to_string(size) + " leaves");
    }
    uint64_t first = begin;    // "fn" of the draft
    uint64_t node = end - 1;   // "sn"
    uint64_t last = size - 1;  // "tn"
    const auto up = [&] {
        first >>= 1;
        node >>= 1;
        last >>= 1;
    };
    const bool to_the_end = node == last;
    while (first != node && (to_the_end || (node & 1) != 0)) {
        up();
    }
    // A subtree that is one node of the tree is not repeated in the proof.
    const bool repeated = first != node;
    if (repeated && proof.empty()) {
        return malformed("consistency proof is empty");
    }
    Hash of_subtree = repeated ? proof.front() : subtree_root;
    Hash of_tree = of_subtree;
    for (const Hash& hash : proof.subspan(repeated ? 1 : 0)) {
        if (last == 0) {
            return malformed("consistency proof has too many hashes");
        }
        if ((node & 1) != 0 || node == last) {
            if (first < node) {
                of_subtree = node_hash(hash, of_subtree);
            }
            of_tree = node_hash(hash, of_tree);
            while ((node & 1) == 0 && node != 0) {
                up();
            }
        } else {
            of_tree = node_hash(of_tree, hash);
        }
        up();
    }
    if (last != 0) {
        return malformed("consistency proof has too few hashes");
    }
    VB_TRY(require_equal("first root hash", of_subtree, subtree_root));
    return require_equal("second root hash", of_tree, tree_root);
}

}  // namespace verbatim::merkle
