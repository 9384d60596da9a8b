// SPDX-License-Identifier: Apache-2.0
// ConversationPositions: where the messages of the conversation that is being read stand, so that "message 712,340 of
// 1,004,118" costs a binary search and not a walk over the conversation for every page that is turned.
//
//   VB_TRY_ASSIGN(auto positions, load_positions(state, condition));
//   if (positions) {  // none: too long to be kept
//       positions->total(), positions->before({sort_ms, seq}), positions->around({sort_ms, seq}, 20, 20);
//   }
//
// A message with several sightings in the conversation stands where its earliest one does; one without a time is the
// earliest only if all are.
// 20 bytes a row, up to kConversationRowsMax rows. The store remembers those of the last conversation asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

namespace verbatim::store {

inline constexpr size_t kConversationRowsMax = 4'000'000;

class ConversationPositions {
  public:
    Totals total() const;
    Totals before(const Position& position) const;  // rows that sort before it, and their messages
    struct Neighbours {
        std::vector<uint64_t> before;  // seqs, in the conversation's order
        std::vector<uint64_t> after;
    };
    // The messages next to a row of the conversation, at most so many on each side.
    Neighbours around(const Position& position, uint64_t before, uint64_t after) const;

  private:
    friend Result<std::shared_ptr<const ConversationPositions>> load_positions(Store::State& state,
                                                                               const std::string& condition);
    size_t row_of(const Position& position) const;
    bool begins(size_t row) const;

    std::vector<std::pair<int64_t, uint64_t>> rows_;  // sort_ms and seq, ascending
    // By row, of the messages begun in rows before it, and of all; empty: each row is a message.
    std::vector<uint32_t> messages_before_;
};

// `condition` is SQL that picks the conversation.
Result<std::shared_ptr<const ConversationPositions>> load_positions(Store::State& state, const std::string& condition);

}  // namespace verbatim::store
