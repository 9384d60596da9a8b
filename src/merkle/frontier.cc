// SPDX-License-Identifier: Apache-2.0
#include "merkle/frontier.h"

#include <bit>
#include <string>

#include "merkle/tree.h"

namespace verbatim::merkle {

Result<Frontier> Frontier::restore(uint64_t size, std::vector<Hash> hashes) {
    if (hashes.size() != static_cast<size_t>(std::popcount(size))) {
        return Error{Code::malformed,
                     "a tree of " + std::to_string(size) + " leaves needs " + std::to_string(std::popcount(size)) +
                         " hashes, not " + std::to_string(hashes.size()),
                     {},
                     {}};
    }
    Frontier frontier;
    frontier.size_ = size;
    frontier.hashes_ = std::move(hashes);
    return frontier;
}

void Frontier::append(const Hash& leaf_hash, const NodeSink& sink) {
    hashes_.push_back(leaf_hash);
    merge(0, sink);
}

void Frontier::append_subtree(unsigned level, const Hash& hash) {
    VB_ASSERT(level < 64 && (size_ & ((uint64_t{1} << level) - 1)) == 0);
    hashes_.push_back(hash);
    merge(level, {});
}

// Like a carry in binary addition: the new subtree of 2^level leaves joins its left neighbour of the same size, and so
// on.
void Frontier::merge(unsigned level, const NodeSink& sink) {
    uint64_t index = size_ >> level;
    size_ += uint64_t{1} << level;
    while ((index & 1) != 0) {
        const Hash right = hashes_.back();
        hashes_.pop_back();
        hashes_.back() = node_hash(hashes_.back(), right);
        index >>= 1;
        ++level;
        if (sink) {
            sink(level, index, hashes_.back());
        }
    }
}

Hash Frontier::root() const {
    if (hashes_.empty()) {
        return empty_root();
    }
    Hash root = hashes_.back();
    for (size_t i = hashes_.size() - 1; i > 0; --i) {
        root = node_hash(hashes_[i - 1], root);
    }
    return root;
}

}  // namespace verbatim::merkle
