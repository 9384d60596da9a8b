// SPDX-License-Identifier: Apache-2.0
// Making proofs (RFC 9162, sections 2.1.3.1 and 2.1.4.1) over any store of node hashes.
//
// NodeReader(level, index) gives the hash of the perfect subtree of leaves [index << level, (index + 1) << level);
// level 0 is the leaf hashes. It is asked only for subtrees that lie wholly inside the tree, a few hundred times a
// proof at most.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/hash.h"

namespace verbatim::merkle {

using NodeReader = std::function<Result<Hash>(unsigned level, uint64_t index)>;

// Root of leaves [begin, end), where [begin, end) is a subtree or begins at 0 (merkle/tree.h: is_subtree).
Result<Hash> range_root(uint64_t begin, uint64_t end, const NodeReader& nodes);
// Code::usage unless index < size.
Result<std::vector<Hash>> inclusion_proof(uint64_t index, uint64_t size, const NodeReader& nodes);
// Code::usage unless 0 < size1 <= size2.
Result<std::vector<Hash>> consistency_proof(uint64_t size1, uint64_t size2, const NodeReader& nodes);
// Proof that leaf `index` is in the subtree [begin, end).
Result<std::vector<Hash>> subtree_inclusion_proof(uint64_t index, uint64_t begin, uint64_t end,
                                                  const NodeReader& nodes);
// Proof that the subtree [begin, end) is part of the tree of `size` leaves (merkle/tree.h).
Result<std::vector<Hash>> subtree_consistency_proof(uint64_t begin, uint64_t end, uint64_t size,
                                                    const NodeReader& nodes);

}  // namespace verbatim::merkle
