// SPDX-License-Identifier: Apache-2.0
#include "store/internal/following.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "store/internal/each_row.h"
#include "store/internal/sql.h"

namespace verbatim::store {
namespace {

// The conversation as sixteen bytes, which sort faster than its id.
constexpr const char* kConversation = "sipHash128(conversation)";
constexpr size_t kConversationBytes = 16;
// Up to so many conversations are looked up in the index (which takes some microseconds each in each part), are
// compared with the column, and so many rows are kept as a set of conversation and time.
constexpr size_t kIndexedConversationsMax = 200;
constexpr size_t kListedConversationsMax = 2000;
constexpr uint64_t kRareRowsMax = 1'000'000;

std::string timed() {
    return "sort_ms > " + time_literal(kNoTime);
}

std::string rows_where(const std::string& condition, const char* flags) {
    return std::string("SELECT ") + kConversation + " AS c, sort_ms, seq, " + flags + " FROM messages WHERE " +
           timed() + " AND " + condition;
}

// Rows without a time too: the index alone answers this, and it only tells which side is rarer.
Result<uint64_t> count_rows(Engine& engine, const std::string& condition, const Control& control) {
    VB_TRY_ASSIGN(const Buffer rows, engine.query("SELECT count() FROM messages WHERE " + condition, control));
    RowReader reader(rows.bytes());
    const auto count = reader.number<uint64_t>();
    return reader.ok() ? Result<uint64_t>(count) : short_answer();
}

// A condition that holds for every row that the rows of the rarer side can have to do with, and for as few others as
// can be said cheaply.
Result<std::string> near_rare_side(Engine& engine, const FollowingQuestion& question, bool first_is_rare,
                                   uint64_t rare_rows, const Control& control) {
    const std::string rare = first_is_rare ? question.first_sql : question.second_sql;
    const std::string from_rare = std::string(" FROM messages WHERE ") + timed() + " AND " + rare;
    VB_TRY_ASSIGN(const Buffer rows, engine.query("SELECT DISTINCT conversation" + from_rare + " LIMIT " +
                                                      std::to_string(kListedConversationsMax + 1),
                                                  control));
    std::vector<std::string> conversations;
    RowReader reader(rows.bytes());
    while (reader.more()) {
        conversations.emplace_back(reader.text());
    }
    if (!reader.ok()) {
        return short_answer();
    }
    if (conversations.size() <= kIndexedConversationsMax) {
        return "has(" + quote_list(conversations) + ", conversation)";
    }
    if (conversations.size() <= kListedConversationsMax) {
        return "identity(conversation) IN " + quote_set(conversations);
    }
    if (question.messages == 0 && rare_rows <= kRareRowsMax) {
        // Rows that are no further apart than a stretch lie in the same stretch of time or in two that touch.
        const std::string stretch = "intDiv(sort_ms, " + std::to_string(question.ms) + ")";
        const std::string both = first_is_rare ? stretch + ", " + stretch + " + 1" : stretch + ", " + stretch + " - 1";
        return "(" + std::string(kConversation) + ", " + stretch + ") IN (SELECT " + kConversation + ", arrayJoin([" +
               both + "])" + from_rare + ")";
    }
    return std::string(kConversation) + " IN (SELECT " + kConversation + from_rare + ")";
}

std::string rows_sql(const FollowingQuestion& question, bool first_is_rare, const std::string& near_rare, bool linked) {
    const auto side = [&](const std::string& condition, bool is_rare, const char* flags) {
        return rows_where(is_rare ? condition : condition + " AND " + near_rare, flags);
    };
    std::string all = side(question.first_sql, first_is_rare, "1 AS a, 0 AS b") + " UNION ALL " +
                      side(question.second_sql, !first_is_rare, "0 AS a, 1 AS b");
    if (question.messages > 0) {
        all += " UNION ALL " + rows_where(near_rare + " AND " + question.between_sql,
                                          "0 AS a, 0 AS b");  // what stands between them counts too
    }
    const std::string rows = "SELECT c, sort_ms, seq, toUInt8(max(a)) AS first, toUInt8(max(b)) AS second FROM (" +
                             all + ") GROUP BY c, sort_ms, seq";
    if (!linked) {
        return "SELECT c, sort_ms, seq, first, second, toUInt8(0), toUInt64(0) FROM (" + rows +
               ") ORDER BY c, sort_ms, seq";
    }
    return "SELECT r.c, r.sort_ms, r.seq, r.first, r.second, l.present, l.first_seq FROM (" + rows +
           ") AS r LEFT JOIN (SELECT seq, first_seq, present FROM links WHERE seq IN (SELECT seq FROM (" + all +
           "))) AS l ON r.seq = l.seq ORDER BY r.c, r.sort_ms, r.seq";
}

struct ConversationRow {
    Position position;
    bool first = false;
    bool second = false;
    uint64_t message = 0;
};

// One conversation, row by row in its order.
class Conversation {
  public:
    explicit Conversation(const FollowingQuestion& question) : question_(question) {}

    void clear() {
        places_.clear();
        firsts_.clear();
    }

    // True if the row matches the second question and follows.
    bool follows(const ConversationRow& row) {
        const int64_t place = question_.messages > 0 ? place_of(row.message) : row.position.sort_ms;
        const bool found = row.second && has_first_before(place, row.message);
        if (row.first) {
            // Nearly always at the end: only a later sighting stands further up.
            const First first{place, row.message};
            firsts_.insert(std::upper_bound(firsts_.begin(), firsts_.end(), first), first);
        }
        return found;
    }

  private:
    using First = std::pair<int64_t, uint64_t>;  // place, message

    // No message follows itself.
    bool has_first_before(int64_t place, uint64_t message) const {
        const int64_t reach = question_.messages > 0 ? int64_t{question_.messages} : question_.ms;
        auto at = std::upper_bound(firsts_.begin(), firsts_.end(), First{place, UINT64_MAX});
        while (at != firsts_.begin() && place - (--at)->first <= reach) {
            if (at->second != message) {
                return true;
            }
        }
        return false;
    }

    // Of a message among those of its conversation; a later sighting stands where its message does.
    int64_t place_of(uint64_t message) {
        return places_.try_emplace(message, static_cast<int64_t>(places_.size())).first->second;
    }

    const FollowingQuestion& question_;
    std::unordered_map<uint64_t, int64_t> places_;
    std::vector<First> firsts_;  // ascending
};

}  // namespace

Result<std::shared_ptr<const std::vector<Position>>> following_rows(Engine& engine, const FollowingQuestion& asked,
                                                                    bool linked, const Control& control) {
    const FollowingQuestion question{"(" + asked.first_sql + ")", "(" + asked.second_sql + ")", asked.messages,
                                     asked.ms, asked.between_sql};
    std::vector<Position> found;
    VB_TRY_ASSIGN(const uint64_t first_rows, count_rows(engine, question.first_sql, control));
    VB_TRY_ASSIGN(const uint64_t second_rows, count_rows(engine, question.second_sql, control));
    if (first_rows == 0 || second_rows == 0) {
        return std::make_shared<const std::vector<Position>>();
    }
    const bool first_is_rare = first_rows <= second_rows;
    VB_TRY_ASSIGN(const std::string near_rare,
                  near_rare_side(engine, question, first_is_rare, std::min(first_rows, second_rows), control));
    Conversation conversation(question);
    std::string open;
    VB_TRY(each_row(engine, rows_sql(question, first_is_rare, near_rare, linked), control, [&](RowReader& reader) {
        const std::string_view id = reader.bytes(kConversationBytes);
        ConversationRow row;
        row.position.sort_ms = reader.number<int64_t>();
        row.position.seq = reader.number<uint64_t>();
        row.first = reader.number<uint8_t>() != 0;
        row.second = reader.number<uint8_t>() != 0;
        const bool has_company = reader.number<uint8_t>() != 0;
        const auto first_seq = reader.number<uint64_t>();
        row.message = has_company ? first_seq : row.position.seq;
        if (id != open) {
            open = id;
            conversation.clear();
        }
        if (conversation.follows(row)) {
            found.push_back(row.position);
        }
        return found.size() <= kFollowingMax;
    }));
    if (found.size() > kFollowingMax) {
        return Error{Code::limit,
                     "more than " + std::to_string(kFollowingMax) + " messages follow one another like this",
                     {},
                     "narrow one of the two sides of THEN, or the distance"};
    }
    std::sort(found.begin(), found.end(), [](const Position& a, const Position& b) {
        return std::pair(a.sort_ms, a.seq) < std::pair(b.sort_ms, b.seq);
    });
    return std::make_shared<const std::vector<Position>>(std::move(found));
}

}  // namespace verbatim::store
