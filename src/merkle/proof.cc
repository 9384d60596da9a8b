// SPDX-License-Identifier: Apache-2.0
#include "merkle/proof.h"

#include <algorithm>
#include <bit>
#include <string>

#include "merkle/tree.h"

namespace verbatim::merkle {
namespace {

Error usage(std::string what) {
    return {Code::usage, std::move(what), {}, {}};
}

// Size of the left child of a tree of n > 1 leaves: the largest power of two below n.
uint64_t left_size(uint64_t n) {
    return uint64_t{1} << (std::bit_width(n - 1) - 1);
}

}  // namespace

Result<Hash> range_root(uint64_t begin, uint64_t end, const NodeReader& nodes) {
    if (begin == end && begin == 0) {
        return empty_root();
    }
    if (!is_subtree(begin, end)) {
        return usage("[" + std::to_string(begin) + ", " + std::to_string(end) + ") is not a subtree");
    }
    // The perfect subtrees from right to left, joined as they come.
    Hash root;
    bool first = true;
    for (uint64_t at = end; at > begin;) {
        const auto level = static_cast<unsigned>(std::countr_zero(at - begin));
        at -= uint64_t{1} << level;
        VB_TRY_ASSIGN(const Hash hash, nodes(level, at >> level));
        root = first ? hash : node_hash(hash, root);
        first = false;
    }
    return root;
}

Result<std::vector<Hash>> subtree_inclusion_proof(uint64_t index, uint64_t begin, uint64_t end,
                                                  const NodeReader& nodes) {
    if (!is_subtree(begin, end) || index < begin || index >= end) {
        return usage("leaf " + std::to_string(index) + " is not in a subtree [" + std::to_string(begin) + ", " +
                     std::to_string(end) + ")");
    }
    std::vector<Hash> proof;  // from the root down, turned round at the end
    while (end - begin > 1) {
        const uint64_t middle = begin + left_size(end - begin);
        const bool left = index < middle;
        VB_TRY_ASSIGN(const Hash sibling, left ? range_root(middle, end, nodes) : range_root(begin, middle, nodes));
        proof.push_back(sibling);
        (left ? end : begin) = middle;
    }
    std::ranges::reverse(proof);
    return proof;
}

Result<std::vector<Hash>> inclusion_proof(uint64_t index, uint64_t size, const NodeReader& nodes) {
    return subtree_inclusion_proof(index, 0, size, nodes);
}

Result<std::vector<Hash>> subtree_consistency_proof(uint64_t begin, uint64_t end, uint64_t size,
                                                    const NodeReader& nodes) {
    if (!is_subtree(begin, end) || end > size) {
        return usage("[" + std::to_string(begin) + ", " + std::to_string(end) + ") is not a subtree of " +
                     std::to_string(size) + " leaves");
    }
    std::vector<Hash> proof;  // from the root down, turned round at the end
    uint64_t low = 0;
    uint64_t high = size;
    bool cut = false;  // the subtree is not one node of the tree: the proof begins with its right part
    while (low != begin || high != end) {
        const uint64_t middle = low + left_size(high - low);
        const bool left = end <= middle;
        VB_TRY_ASSIGN(const Hash sibling, left ? range_root(middle, high, nodes) : range_root(low, middle, nodes));
        proof.push_back(sibling);
        if (!left && begin < middle) {
            cut = true;
            begin = middle;
        }
        (left ? high : low) = middle;
    }
    if (cut) {
        VB_TRY_ASSIGN(const Hash part, range_root(low, high, nodes));
        proof.push_back(part);
    }
    std::ranges::reverse(proof);
    return proof;
}

Result<std::vector<Hash>> consistency_proof(uint64_t size1, uint64_t size2, const NodeReader& nodes) {
    if (size1 == 0 || size1 > size2) {
        return usage("no consistency proof from size " + std::to_string(size1) + " to " + std::to_string(size2));
    }
    return subtree_consistency_proof(0, size1, size2, nodes);
}

}  // namespace verbatim::merkle
