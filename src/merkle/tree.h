// SPDX-License-Identifier: Apache-2.0
// The Merkle tree of RFC 9162, section 2.1: hashes, and the checking of inclusion, subtree and consistency proofs.
//
// Pure functions on hashes: no state, no I/O, any thread. Checks fail with Code::integrity when hashes do not agree
// (both are named) and with Code::malformed when the proof cannot be one (sizes, indexes, number of hashes).
// An index is 0-based; a size is a number of leaves.
#pragma once

#include <cstdint>
#include <span>

#include "base/hash.h"

namespace verbatim::merkle {

Hash empty_root();                                    // the hash of the empty string
Hash leaf_hash(Bytes leaf);                           // H(0x00 || leaf)
Hash node_hash(const Hash& left, const Hash& right);  // H(0x01 || left || right)

// The same for many at once, several times faster. `out` has as many elements as `leaves`, or half as many as `nodes`;
// it may be the memory of the input.
void leaf_hashes(std::span<const Hash> leaves, std::span<Hash> out);  // leaves of 32 bytes: record commitments
void node_hashes(std::span<const Hash> nodes, std::span<Hash> out);   // of nodes 0 and 1, 2 and 3 ...

// RFC 9162, section 2.1.3.2: the root that the proof leads to.
Result<Hash> root_from_inclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> proof);
Result<void> verify_inclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> proof,
                              const Hash& root);

// RFC 9162, section 2.1.4.2: the tree of `size2` leaves begins with the tree of `size1` leaves.
Result<void> verify_consistency(uint64_t size1, uint64_t size2, std::span<const Hash> proof, const Hash& root1,
                                const Hash& root2);

// A subtree [begin, end): begin is a multiple of the smallest power of two that is >= end - begin
// (draft-ietf-plants-merkle-tree-certs, section 4). It is hashed as a tree of its own.
bool is_subtree(uint64_t begin, uint64_t end);
Result<void> verify_subtree_inclusion(uint64_t index, uint64_t begin, uint64_t end, const Hash& leaf,
                                      std::span<const Hash> proof, const Hash& root);
// The tree of `size` leaves and root `tree_root` holds, as its leaves [begin, end), the subtree with `subtree_root`
// (section 4.4 there). The empty subtree is part of every tree.
Result<void> verify_subtree_consistency(uint64_t begin, uint64_t end, uint64_t size, std::span<const Hash> proof,
                                        const Hash& subtree_root, const Hash& tree_root);

}  // namespace verbatim::merkle
