// SPDX-License-Identifier: Apache-2.0
#include "store/internal/conversation_positions.h"

#include <algorithm>
#include <unordered_map>

#include "store/internal/each_row.h"
#include "store/internal/state.h"

namespace verbatim::store {

Totals ConversationPositions::total() const {
    return {messages_before_.empty() ? rows_.size() : messages_before_.back(), rows_.size()};
}

size_t ConversationPositions::row_of(const Position& position) const {
    const auto at = std::lower_bound(rows_.begin(), rows_.end(), std::pair(position.sort_ms, position.seq));
    return static_cast<size_t>(at - rows_.begin());
}

Totals ConversationPositions::before(const Position& position) const {
    const size_t rows = row_of(position);
    return {messages_before_.empty() ? rows : messages_before_[rows], rows};
}

bool ConversationPositions::begins(size_t row) const {
    return messages_before_.empty() || messages_before_[row] != messages_before_[row + 1];
}

ConversationPositions::Neighbours ConversationPositions::around(const Position& position, uint64_t before,
                                                                uint64_t after) const {
    Neighbours out;
    const size_t anchor = row_of(position);
    for (size_t row = anchor; row > 0 && out.before.size() < before; --row) {
        if (begins(row - 1)) {
            out.before.push_back(rows_[row - 1].second);
        }
    }
    std::reverse(out.before.begin(), out.before.end());
    for (size_t row = anchor + 1; row < rows_.size() && out.after.size() < after; ++row) {
        if (begins(row)) {
            out.after.push_back(rows_[row].second);
        }
    }
    return out;
}

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
    std::vector<std::pair<int64_t, uint64_t>>& found = positions->rows_;
    std::vector<bool> begins;
    std::unordered_map<uint64_t, size_t> begun;  // by first seq: the row that begins the message
    VB_TRY(each_row(*state.engine, sql, {}, [&](RowReader& reader) {
        const auto sort_ms = reader.number<int64_t>();
        found.emplace_back(sort_ms, reader.number<uint64_t>());
        if (!linked) {
            return true;
        }
        begins.push_back(true);
        const bool has_company = reader.number<uint8_t>() != 0;
        const auto first_seq = reader.number<uint64_t>();
        if (!has_company) {
            return true;
        }
        const auto [at, is_first] = begun.try_emplace(first_seq, found.size() - 1);
        if (!is_first && found[at->second].first == kNoTime && sort_ms != kNoTime) {
            begins[at->second] = false;
            at->second = found.size() - 1;
        } else if (!is_first) {
            begins.back() = false;
        }
        return true;
    }));
    if (found.size() > kConversationRowsMax) {
        return std::shared_ptr<const ConversationPositions>();
    }
    if (linked) {
        positions->messages_before_.reserve(begins.size() + 1);
        uint32_t messages = 0;
        for (const bool one : begins) {
            positions->messages_before_.push_back(messages);
            messages += one ? 1 : 0;
        }
        positions->messages_before_.push_back(messages);
    }
    return std::shared_ptr<const ConversationPositions>(std::move(positions));
}

}  // namespace verbatim::store
