// SPDX-License-Identifier: Apache-2.0
// Frontier: the state needed to append to a Merkle tree and know its root: one hash per one-bit of the size.
//
// At most 64 hashes however large the tree. The hashes are the roots of the perfect subtrees that the leaves divide
// into, largest (leftmost) first. Value type; one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/hash.h"

namespace verbatim::merkle {

class Frontier {
  public:
    Frontier() = default;
    // The state of a tree of `size` leaves; as many hashes as `size` has one-bits, otherwise Code::malformed.
    static Result<Frontier> restore(uint64_t size, std::vector<Hash> hashes);

    // Told of each inner node that becomes final: level 1 stands above two leaves; index counts nodes of that level.
    using NodeSink = std::function<void(unsigned level, uint64_t index, const Hash& hash)>;

    void append(const Hash& leaf_hash) { append(leaf_hash, {}); }
    void append(const Hash& leaf_hash, const NodeSink& sink);
    // Adds a perfect subtree of 2^level leaves; the size must be a multiple of 2^level.
    void append_subtree(unsigned level, const Hash& hash);

    uint64_t size() const { return size_; }
    Hash root() const;
    std::span<const Hash> hashes() const { return hashes_; }

  private:
    void merge(unsigned level, const NodeSink& sink);
    uint64_t size_ = 0;
    std::vector<Hash> hashes_;
};

}  // namespace verbatim::merkle
