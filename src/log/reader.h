// SPDX-License-Identifier: Apache-2.0
// Reader: hashes and proofs out of a tile log, ours or any other C2SP log with SHA-256 tiles. Reads only, takes no
// lock.
//
// A Reader sees the tree of one size for ever, also while a writer goes on. It keeps the last tile of each level in
// memory. Tiles are not checked against the root on reading: a proof made from damaged tiles does not verify, and fsck
// (log/log.h) finds the damage. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/hash.h"
#include "note/checkpoint.h"

namespace verbatim::log {

class Reader {
  public:
    Reader(std::filesystem::path folder, uint64_t size) : folder_(std::move(folder)), size_(size) {}

    // The tree of the checkpoint file. Its signature is not checked here.
    static Result<Reader> open(const std::filesystem::path& folder);
    // The signed note that open() read; empty otherwise.
    const std::string& checkpoint_note() const { return note_; }

    uint64_t size() const { return size_; }
    Result<Hash> leaf_hash(uint64_t index);
    // A merkle::NodeReader: the root of a perfect subtree inside the tree.
    Result<Hash> node(unsigned level, uint64_t index);
    // Sizes up to size(), otherwise Code::usage.
    Result<Hash> root_at(uint64_t size);
    Result<std::vector<Hash>> inclusion_proof(uint64_t index, uint64_t size);
    Result<std::vector<Hash>> consistency_proof(uint64_t size1, uint64_t size2);
    // Calls `each` with consecutive runs of leaf hashes that together are [begin, end).
    using LeafVisitor = std::function<Result<void>(uint64_t first, std::span<const Hash> hashes)>;
    Result<void> read_leaves(uint64_t begin, uint64_t end, const LeafVisitor& each);

  private:
    struct Cached {
        uint64_t index = 0;
        std::vector<Hash> hashes;  // empty: nothing cached
    };
    Result<std::span<const Hash>> tile(unsigned level, uint64_t index);
    Result<void> require_size(uint64_t size) const;

    std::filesystem::path folder_;
    uint64_t size_;
    std::string note_;
    std::vector<Cached> cache_;
};

}  // namespace verbatim::log
