// SPDX-License-Identifier: Apache-2.0
// The walks that prove completeness (docs/seals.md, sections 3 and 4): what a bundle's files verify/conversations,
// verify/participations and verify/sources hold.
//
//   ConversationWalk walk(tree);
//   VB_TRY(walk.add({key, from_ms, to_ms, /*undated=*/true}));         // any number, in any order, also overlapping
//   VB_TRY(walk.write(opener, sink));
//   VB_TRY(write_participation_walk(tree, handle_keys, opener, sink));
//   VB_TRY(write_source_walk(tree, source_numbers, sink));
//
// Each scope is shown with the leaves that enclose it, of which no more is opened than the proof needs. Memory grows
// with the number of scopes, not with their messages. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "log/seal_trees.h"
#include "log/walk_writer.h"

namespace verbatim::log {

// What opens a key: its salt and identity or handle. None: the key is shown unopened.
struct KeyOpening {
    crypto::Salt salt{};
    std::string text;
};
using KeyOpener = std::function<std::optional<KeyOpening>(const Hash& key)>;

// All records of a conversation with from <= time < to (none: open), and its undated ones if asked for.
struct ConversationScope {
    Hash key;
    std::optional<int64_t> from;
    std::optional<int64_t> to;
    bool undated = false;
};

class ConversationWalk {
  public:
    explicit ConversationWalk(ConversationTree& tree) : tree_(tree) {}
    Result<void> add(const ConversationScope& scope);
    Result<void> write(const KeyOpener& opener, const WalkSink& sink);

  private:
    struct Shown {
        uint64_t begin = 0;
        uint64_t end = 0;
        bool opened = false;
        auto operator<=>(const Shown&) const = default;
    };
    Result<void> enclose(const KeyRange& range, const Positions& positions);
    Result<void> write_leaves(WalkWriter& writer, const Shown& shown, const KeyOpener& opener);
    std::vector<Shown> merged() const;

    ConversationTree& tree_;
    std::vector<Shown> shown_;
    std::optional<Hash> heading_;  // the key that the last `conversation` line names; none after a gap
};

// All conversations of each handle.
Result<void> write_participation_walk(ParticipationTree& tree, std::vector<Hash> handle_keys, const KeyOpener& opener,
                                      const WalkSink& sink);
// The lines of these sources, opened.
Result<void> write_source_walk(SourceTree& tree, std::vector<uint64_t> sources, const WalkSink& sink);

}  // namespace verbatim::log
