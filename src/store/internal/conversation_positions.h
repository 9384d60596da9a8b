// SPDX-License-Identifier: Apache-2.0
// ConversationPositions: where the messages of the conversation that is being read stand, so that "message 712,340 of
// 1,004,118" costs a binary search and not a walk over the conversation for every page that is turned.
//
//   VB_TRY_ASSIGN(auto positions, load_positions(state, condition));
//   if (positions) { positions->total(); positions->before({sort_ms, seq}); }  // none: too long to be kept
//
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

  private:
    friend Result<std::shared_ptr<const ConversationPositions>> load_positions(Store::State& state,
                                                                               const std::string& condition);
    std::vector<std::pair<int64_t, uint64_t>> rows_;  // sort_ms and seq, ascending
    std::vector<uint32_t> messages_before_;           // by row, of the messages begun in rows before it; empty: rows
    uint64_t messages_ = 0;
};

// `condition` is SQL that picks the conversation.
Result<std::shared_ptr<const ConversationPositions>> load_positions(Store::State& state, const std::string& condition);

}  // namespace verbatim::store
