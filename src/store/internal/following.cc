// SPDX-License-Identifier: Apache-2.0
#include "store/internal/following.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "store/internal/each_row.h"
#include "store/internal/sql.h"

namespace verbatim::store {
namespace {

// Up to so many conversations are looked up in the index (which takes some microseconds each in each part); more are
// compared with the column.
constexpr size_t kIndexedConversationsMax = 200;
// What one pass keeps in memory, and how many rows of the rarer side it begins with.
constexpr size_t kPassRowsMax = 8'000'000;
constexpr uint64_t kPassRareRows = 2'000'000;
constexpr uint64_t kPartsMax = 1'000'000;
constexpr size_t kLinkStep = 100'000;

struct ConversationRow {
    uint32_t conversation = 0;  // number of the pass
    bool first = false;         // matches the first question
    bool second = false;
    Position position;
    uint64_t message = 0;  // first sighting

    auto place() const { return std::tuple(conversation, position.sort_ms, position.seq); }
};

struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
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

// One part of all conversations, small enough for memory. `part_sql` picks it, of all if empty.
class Pass {
  public:
    Pass(Engine& engine, const FollowingQuestion& question, bool first_is_rare, std::string part_sql, bool linked,
         const Control& control)
        : engine_(engine),
          question_(question),
          first_is_rare_(first_is_rare),
          part_sql_(std::move(part_sql)),
          linked_(linked),
          control_(control) {}

    // Appends what was found; false: it does not fit, and a smaller part must be taken.
    Result<bool> run(std::vector<Position>& found) {
        VB_TRY(read_rare());
        if (fits_) {
            VB_TRY(read_other());
        }
        if (fits_ && question_.messages > 0) {
            VB_TRY(read_between());
        }
        if (!fits_) {
            return false;
        }
        if (linked_) {
            VB_TRY(read_links());
        }
        std::sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) { return a.place() < b.place(); });
        walk(found);
        return true;
    }

  private:
    // Sorted, so that the few rows of each granule come in large blocks: fetching a block costs more than sorting it.
    std::string rows_where(const std::string& condition) const {
        return "SELECT conversation, sort_ms, seq FROM messages WHERE sort_ms > " + time_literal(kNoTime) + " AND " +
               condition + part_sql_ + " ORDER BY seq";
    }

    // Calls keep(conversation, position) for each row while there is room.
    template <class Keep>
    Result<void> each(const std::string& condition, Keep&& keep) {
        return each_row(engine_, rows_where(condition), control_, [&](RowReader& reader) {
            const std::string_view conversation = reader.text();
            const auto sort_ms = reader.number<int64_t>();
            keep(conversation, Position{sort_ms, reader.number<uint64_t>()});
            fits_ = rows_.size() <= kPassRowsMax;
            return fits_;
        });
    }

    void add(uint32_t conversation, const Position& position, bool first, bool second) {
        rows_.push_back({conversation, first, second, position, position.seq});
    }

    Result<void> read_rare() {
        VB_TRY(each(first_is_rare_ ? question_.first_sql : question_.second_sql,
                    [&](std::string_view conversation, const Position& position) {
                        auto at = numbers_.find(conversation);
                        if (at == numbers_.end()) {
                            at = numbers_.emplace(conversation, static_cast<uint32_t>(times_.size())).first;
                            times_.emplace_back();
                            shared_.push_back(false);
                        }
                        times_[at->second].push_back(position.sort_ms);
                        add(at->second, position, first_is_rare_, !first_is_rare_);
                    }));
        for (std::vector<int64_t>& times : times_) {
            std::sort(times.begin(), times.end());
        }
        return {};
    }

    // Of the other side only what a row of the rarer one is near enough to.
    Result<void> read_other() {
        return each(first_is_rare_ ? question_.second_sql : question_.first_sql,
                    [&](std::string_view conversation, const Position& position) {
                        const auto at = numbers_.find(conversation);
                        if (at != numbers_.end() && is_near(times_[at->second], position.sort_ms)) {
                            add(at->second, position, !first_is_rare_, first_is_rare_);
                            shared_[at->second] = true;
                        }
                    });
    }

    bool is_near(const std::vector<int64_t>& times, int64_t ms) const {
        const auto later = first_is_rare_ ? std::upper_bound(times.begin(), times.end(), ms)
                                          : std::lower_bound(times.begin(), times.end(), ms);
        if (later == (first_is_rare_ ? times.begin() : times.end())) {
            return false;
        }
        const int64_t apart = first_is_rare_ ? ms - *std::prev(later) : *later - ms;
        return question_.messages > 0 || apart <= question_.ms;
    }

    // What stands between them counts too.
    Result<void> read_between() {
        std::vector<std::string> names;
        for (const auto& [name, number] : numbers_) {
            if (shared_[number]) {
                names.push_back(name);
            }
        }
        if (names.empty()) {
            return {};
        }
        const std::string in_them = names.size() <= kIndexedConversationsMax
                                        ? "has(" + quote_list(names) + ", conversation)"
                                        : "identity(conversation) IN " + quote_set(names);
        return each(in_them + " AND " + question_.between_sql,
                    [&](std::string_view conversation, const Position& position) {
                        add(numbers_.find(conversation)->second, position, false, false);
                    });
    }

    Result<void> read_links() {
        std::sort(rows_.begin(), rows_.end(),
                  [](const auto& a, const auto& b) { return a.position.seq < b.position.seq; });
        std::vector<uint64_t> seqs;
        for (size_t begin = 0; begin < rows_.size(); begin += kLinkStep) {
            const auto step = std::span(rows_).subspan(begin, std::min(kLinkStep, rows_.size() - begin));
            seqs.clear();
            for (const ConversationRow& row : step) {
                seqs.push_back(row.position.seq);
            }
            auto row = step.begin();
            VB_TRY(each_row(
                engine_, "SELECT seq, first_seq FROM links WHERE seq IN " + number_list(seqs) + " ORDER BY seq",
                control_, [&](RowReader& reader) {
                    const auto seq = reader.number<uint64_t>();
                    const auto message = reader.number<uint64_t>();
                    row = std::find_if(row, step.end(), [&](const auto& other) { return other.position.seq >= seq; });
                    for (; row != step.end() && row->position.seq == seq; ++row) {
                        row->message = message;
                    }
                    return true;
                }));
        }
        return {};
    }

    // A row stands in rows_ once for each question that gave it.
    void walk(std::vector<Position>& found) const {
        Conversation conversation(question_);
        for (size_t at = 0; at < rows_.size();) {
            ConversationRow row = rows_[at];
            if (at == 0 || rows_[at - 1].conversation != row.conversation) {
                conversation.clear();
            }
            for (; at < rows_.size() && rows_[at].place() == row.place(); ++at) {
                row.first = row.first || rows_[at].first;
                row.second = row.second || rows_[at].second;
            }
            if (conversation.follows(row)) {
                found.push_back(row.position);
            }
        }
    }

    Engine& engine_;
    const FollowingQuestion& question_;
    bool first_is_rare_;
    std::string part_sql_;
    bool linked_;
    const Control& control_;
    std::unordered_map<std::string, uint32_t, TextHash, std::equal_to<>> numbers_;  // of conversations
    std::vector<std::vector<int64_t>> times_;                                       // of the rarer side, by number
    std::vector<bool> shared_;                                                      // both sides are there
    std::vector<ConversationRow> rows_;
    bool fits_ = true;
};

// Rows without a time too: the index alone answers this, and it only tells which side is rarer.
Result<uint64_t> count_rows(Engine& engine, const std::string& condition, const Control& control) {
    VB_TRY_ASSIGN(const Buffer rows, engine.query("SELECT count() FROM messages WHERE " + condition, control));
    RowReader reader(rows.bytes());
    const auto count = reader.number<uint64_t>();
    return reader.ok() ? Result<uint64_t>(count) : short_answer();
}

// Part p of n holds the same conversations as parts 4p to 4p + 3 of 4n.
std::string part_of(uint64_t part, uint64_t parts) {
    return parts == 1 ? std::string()
                      : " AND intDiv(bitShiftRight(sipHash64(conversation), 32) * " + std::to_string(parts) +
                            ", 4294967296) = " + std::to_string(part);
}

}  // namespace

Result<std::shared_ptr<const std::vector<Position>>> following_rows(Engine& engine, const FollowingQuestion& asked,
                                                                    bool linked, const Control& control) {
    const FollowingQuestion question{"(" + asked.first_sql + ")", "(" + asked.second_sql + ")", asked.messages,
                                     asked.ms, asked.between_sql};
    VB_TRY_ASSIGN(const uint64_t first_rows, count_rows(engine, question.first_sql, control));
    VB_TRY_ASSIGN(const uint64_t second_rows, count_rows(engine, question.second_sql, control));
    std::vector<Position> found;
    const uint64_t rare_rows = std::min(first_rows, second_rows);
    uint64_t parts = rare_rows / kPassRareRows + 1;
    for (uint64_t part = 0; rare_rows > 0 && part < parts;) {
        Pass pass(engine, question, first_rows <= second_rows, part_of(part, parts), linked, control);
        VB_TRY_ASSIGN(const bool fitted, pass.run(found));
        if (fitted) {
            ++part;
        } else if (parts < kPartsMax) {
            part *= 4;
            parts *= 4;
        } else {
            return Error{Code::limit,
                         "one conversation has more than " + std::to_string(kPassRowsMax) + " messages to be ordered",
                         {},
                         "narrow THEN to a period"};
        }
        if (found.size() > kFollowingMax) {
            return Error{Code::limit,
                         "more than " + std::to_string(kFollowingMax) + " messages follow one another like this",
                         {},
                         "narrow one of the two sides of THEN, or the distance"};
        }
    }
    std::sort(found.begin(), found.end(), [](const Position& a, const Position& b) {
        return std::pair(a.sort_ms, a.seq) < std::pair(b.sort_ms, b.seq);
    });
    return std::make_shared<const std::vector<Position>>(std::move(found));
}

}  // namespace verbatim::store
