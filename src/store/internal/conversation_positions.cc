// SPDX-License-Identifier: Apache-2.0
#include "store/internal/conversation_positions.h"

#include <algorithm>
#include <unordered_set>

#include "store/internal/each_row.h"
#include "store/internal/state.h"

namespace verbatim::store {

Totals ConversationPositions::total() const {
    return {messages_, rows_.size()};
}

Totals ConversationPositions::before(const Position& position) const {
    const auto at = std::lower_bound(rows_.begin(), rows_.end(), std::pair(position.sort_ms, position.seq));
    const auto rows = static_cast<size_t>(at - rows_.begin());
    if (messages_before_.empty()) {
        return {rows, rows};
    }
    return {rows == rows_.size() ? messages_ : messages_before_[rows], rows};
}

// Of a message with several sightings the first in the conversation's order begins it.
Result<std::shared_ptr<const ConversationPositions>> load_positions(Store::State& state, const std::string& condition) {
    const bool linked = state.link_rows > 0;
    const std::string rows = "SELECT sort_ms, seq FROM messages WHERE " + condition;
    const std::string limit = " ORDER BY sort_ms, seq LIMIT " + std::to_string(kConversationRowsMax + 1);
    const std::string sql =
        linked ? "SELECT m.sort_ms AS sort_ms, m.seq AS seq, l.present, l.first_seq FROM (" + rows +
                     ") AS m LEFT JOIN (SELECT seq, first_seq, present FROM links WHERE seq IN (SELECT seq FROM "
                     "messages WHERE " +
                     condition + ")) AS l ON m.seq = l.seq" + limit
               : rows + limit;
    auto positions = std::make_shared<ConversationPositions>();
    std::unordered_set<uint64_t> begun;
    VB_TRY(each_row(*state.engine, sql, {}, [&](RowReader& reader) {
        const auto sort_ms = reader.number<int64_t>();
        positions->rows_.emplace_back(sort_ms, reader.number<uint64_t>());
        if (!linked) {
            ++positions->messages_;
            return true;
        }
        positions->messages_before_.push_back(static_cast<uint32_t>(positions->messages_));
        const bool has_company = reader.number<uint8_t>() != 0;
        const auto first_seq = reader.number<uint64_t>();
        if (!has_company || begun.insert(first_seq).second) {
            ++positions->messages_;
        }
        return true;
    }));
    if (positions->rows_.size() > kConversationRowsMax) {
        return std::shared_ptr<const ConversationPositions>();
    }
    return std::shared_ptr<const ConversationPositions>(std::move(positions));
}

}  // namespace verbatim::store
