// SPDX-License-Identifier: Apache-2.0
// WalkWriter: writes a walk (docs/seals.md, section 3): some leaves of a tree as lines, the rest as gaps with hashes.
//
//   WalkWriter walk("log", seal.log, nodes, sink);
//   for (...) { VB_TRY(walk.leaf(position, leaf_hash, line)); }         // rising positions; gaps come by themselves
//   VB_TRY(walk.finish());                                              // the last gap; integrity: not the tree's root
//
// Lines are given without their newline. What is written is bounded by nothing but the leaves shown; memory by a
// buffer. finish() has followed every line to the root as a reader will: a walk from damaged files never leaves the
// house as if it proved. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "merkle/frontier.h"
#include "merkle/proof.h"
#include "note/seal.h"

namespace verbatim::log {

using WalkSink = std::function<Result<void>(std::string_view bytes)>;

class WalkWriter {
  public:
    // `tree` is the word of the first line: log, conversations, participations, sources.
    WalkWriter(std::string_view tree, const note::TreeHead& head, merkle::NodeReader nodes, WalkSink sink);

    uint64_t position() const { return frontier_.size(); }
    // Stands for the leaves up to `position`, if any.
    Result<void> skip_to(uint64_t position);
    // A line that is no leaf: conversation, handle.
    Result<void> heading(std::string_view line) { return put(line); }
    Result<void> leaf(uint64_t position, const Hash& leaf_hash, std::string_view line);
    Result<void> finish();

  private:
    Result<void> put(std::string_view line);

    std::string tree_;
    note::TreeHead head_;
    merkle::NodeReader nodes_;
    WalkSink sink_;
    merkle::Frontier frontier_;  // of what the lines so far stand for
    std::string buffer_;
};

}  // namespace verbatim::log
