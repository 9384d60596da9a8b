// SPDX-License-Identifier: Apache-2.0
// The inner hashes of a seal's tree, on disk: every eighth level, one file `level-8`, `level-16` ... of 32-byte hashes.
//
// With them any node of a tree of 100 million leaves takes at most 256 hashes to read or leaves to make anew. Derived:
// a walk made from damaged files does not lead to the root, which its writer sees. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/hash.h"
#include "io/file.h"
#include "merkle/frontier.h"
#include "note/seal.h"

namespace verbatim::log::internal {

class TreeWriter {
  public:
    explicit TreeWriter(std::string folder) : folder_(std::move(folder)) {}
    Result<void> append(std::span<const Hash> leaf_hashes);
    Result<note::TreeHead> finish();  // the files are whole, not yet synced

  private:
    struct Level {
        io::AppendFile file;
        std::vector<Hash> pending;  // of the next node eight levels above
    };
    Result<void> fold();
    Result<void> add(size_t level, const Hash& hash);

    std::string folder_;
    std::vector<Hash> pending_;  // leaf hashes
    std::vector<Level> levels_;
    merkle::Frontier frontier_;
};

class TreeLevels {
  public:
    // Leaf hashes [first, first + out.size()).
    using LeafReader = std::function<Result<void>(uint64_t first, std::span<Hash> out)>;

    // Code::integrity if the files are not of a tree of this size.
    static Result<TreeLevels> open(const std::string& folder, uint64_t size);
    Result<Hash> node(unsigned level, uint64_t index, const LeafReader& leaves) const;

  private:
    struct Level {
        std::string path;
        io::Descriptor fd;
    };
    std::vector<Level> levels_;
};

}  // namespace verbatim::log::internal
