// SPDX-License-Identifier: Apache-2.0
#include "merkle/proof.h"

#include <algorithm>
#include <bit>
#include <string>

#include "merkle/tree.h"

namespace verbatim::merkle {
namespace {

Error usage(std::string what) { return {Code::usage, std::move(what), {}, {}}; }

// Size of the left child of a tree of n > 1 leaves: the largest power of two below n.
uint64_t left_size(uint64_t n) { return uint64_t{1} << (std::bit_width(n - 1) - 1); }

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

Result<std::vector<Hash>> consistency_proof(uint64_t size1, uint64_t size2, const NodeReader& nodes) {
    if (size1 == 0 || size1 > size2) {
        return usage("no consistency proof from size " + std::to_string(size1) + " to " + std::to_string(size2));
    }
    std::vector<Hash> proof;
    uint64_t begin = 0;
    uint64_t end = size2;
    while (end != size1) {
        const uint64_t middle = begin + left_size(end - begin);
        const bool left = size1 <= middle;
        VB_TRY_ASSIGN(const Hash sibling, left ? range_root(middle, end, nodes) : range_root(begin, middle, nodes));
        proof.push_back(sibling);
        (left ? end : begin) = middle;
    }
    if (begin != 0) {  // otherwise the last piece is the first tree itself, which the verifier has
        VB_TRY_ASSIGN(const Hash piece, range_root(begin, end, nodes));
        proof.push_back(piece);
    }
    std::ranges::reverse(proof);
    return proof;
}

}  // namespace verbatim::merkle
