// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <map>

#include "store/internal/each_row.h"
#include "store/internal/predicate_sql.h"
#include "store/internal/sql.h"
#include "store/internal/state.h"

namespace verbatim::store {
namespace {

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kDayMs = 24 * kHourMs;

int64_t period_begin(int64_t day_ms, Period period) {
    using namespace std::chrono;
    if (day_ms == kNoTime || period == Period::hour || period == Period::day) {
        return day_ms;
    }
    // Days beyond the years that the calendar type holds stay days.
    const auto day = sys_days(days(day_ms / kDayMs));
    const year_month_day date(day);
    const auto month = period == Period::year ? January : date.month();
    const auto begin = sys_days(date.year() / month / 1);
    return duration_cast<milliseconds>(begin.time_since_epoch()).count();
}

std::string group_key_sql(GroupKey key) {
    switch (key) {
        case GroupKey::sender:
            return "sender";
        case GroupKey::conversation:
            return "conversation";
        case GroupKey::platform:
            return "platform";
        case GroupKey::account:
            return "account";
        case GroupKey::source:
            return "toString(source)";
        case GroupKey::kind:
            return "toString(kind)";
        case GroupKey::party:
            return "arrayJoin(arrayFilter(h -> h != '', arrayDistinct(arrayConcat([sender], recipients))))";
    }
    return {};
}

}  // namespace

// Rows are counted per key. With links, each linked row is taken back from its key's messages, and each message given
// once to the key of its earliest matching sighting; or once to each of its keys, if it can have several.
std::string grouped_sql(const GroupedQuestion& question, bool with_links) {
    const std::string matching = "FROM messages WHERE (" + question.condition + ")";
    if (!with_links) {
        return "SELECT " + question.key_sql + " AS k, count() AS m, count() AS s " + matching + " GROUP BY k" +
               question.order_sql;
    }
    const std::string linked =
        "(SELECT x.k AS k, x.sort_ms AS sort_ms, x.seq AS seq, l.first_seq AS first_seq FROM "
        "(SELECT " +
        question.key_sql + " AS k, sort_ms, seq " + matching + ") AS x INNER JOIN links AS l ON x.seq = l.seq)";
    const std::string messages = question.several_keys
                                     ? "(SELECT k FROM " + linked + " GROUP BY first_seq, k)"
                                     : "(SELECT argMin(k, (sort_ms = " + time_literal(kNoTime) +
                                           ", sort_ms, seq)) AS k FROM " + linked + " GROUP BY first_seq)";
    return "SELECT k, toUInt64(sum(m0)) AS m, sum(s0) AS s FROM ("
           "SELECT " +
           question.key_sql + " AS k, toInt64(count()) AS m0, count() AS s0 " + matching +
           " GROUP BY k "
           "UNION ALL SELECT k, -toInt64(count()) AS m0, toUInt64(0) AS s0 FROM " +
           linked +
           " GROUP BY k "
           "UNION ALL SELECT k, toInt64(count()) AS m0, toUInt64(0) AS s0 FROM " +
           messages + " GROUP BY k) GROUP BY k" + question.order_sql;
}

Result<std::unique_ptr<HitCursor>> Store::search(const Predicate& predicate, const Page& page, const Control& control) {
    VB_TRY_ASSIGN(std::string condition, to_sql(*state_, predicate, control));
    return make_cursor(*state_, std::move(condition), page, control, time_bounds(predicate));
}

Result<Totals> Store::total(const Predicate& predicate, const Control& control) {
    VB_TRY_ASSIGN(const std::string condition, to_sql(*state_, predicate, control));
    return state_->totals(condition, control);
}

Result<Totals> Store::State::totals(const std::string& condition, const Control& control) {
    Totals totals;
    if (link_rows == 0) {
        VB_TRY_ASSIGN(totals.sightings, number("SELECT count() FROM messages WHERE " + condition, control));
        totals.messages = totals.sightings;
        return totals;
    }
    VB_TRY_ASSIGN(const Buffer rows, engine->query(grouped_sql({condition, "0", ""}, true), control));
    RowReader reader(rows.bytes());
    if (reader.more()) {
        (void)reader.number<uint8_t>();
        totals.messages = reader.number<uint64_t>();
        totals.sightings = reader.number<uint64_t>();
    }
    return reader.ok() ? Result<Totals>(totals) : short_answer();
}

Result<void> Store::histogram(const Predicate& predicate, Period period, const Each<PeriodCount>& each,
                              const Control& control) {
    VB_TRY_ASSIGN(const std::string condition, to_sql(*state_, predicate, control));
    const std::string step = std::to_string(period == Period::hour ? kHourMs : kDayMs);
    const std::string none = time_literal(kNoTime);
    const std::string key = "if(sort_ms = " + none + ", sort_ms, sort_ms - positiveModulo(sort_ms, " + step + "))";
    PeriodCount open;
    bool has_open = false;
    bool stopped = false;
    // Months and years are sums of days, which arrive in order: any year works, not only those of the engine's
    // calendar.
    VB_TRY(each_row(*state_->engine, grouped_sql({condition, key, " ORDER BY k"}, state_->link_rows > 0), control,
                    [&](RowReader& reader) {
                        PeriodCount count;
                        count.begin_ms = period_begin(reader.number<int64_t>(), period);
                        count.totals.messages = reader.number<uint64_t>();
                        count.totals.sightings = reader.number<uint64_t>();
                        if (has_open && open.begin_ms == count.begin_ms) {
                            open.totals.messages += count.totals.messages;
                            open.totals.sightings += count.totals.sightings;
                            return true;
                        }
                        stopped = has_open && !each(open);
                        open = count;
                        has_open = true;
                        return !stopped;
                    }));
    if (has_open && !stopped) {
        (void)each(open);
    }
    return {};
}

Result<void> Store::group_by(const Predicate& predicate, GroupKey key, const Each<GroupCount>& each,
                             const Control& control) {
    VB_TRY_ASSIGN(const std::string condition, to_sql(*state_, predicate, control));
    const GroupedQuestion question{condition, group_key_sql(key), " ORDER BY m DESC, k", key == GroupKey::party};
    const std::string sql = grouped_sql(question, state_->link_rows > 0);
    GroupCount group;
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        group.key = reader.text();
        if (key == GroupKey::kind) {
            group.key = record::name(static_cast<record::Kind>(std::stoul(group.key)));
        }
        group.totals.messages = reader.number<uint64_t>();
        group.totals.sightings = reader.number<uint64_t>();
        return each(group);
    });
}

Result<std::vector<Hit>> Store::lookup(std::span<const uint64_t> seqs, bool with_record) {
    constexpr size_t kStep = 1000;
    std::vector<Hit> out;
    out.reserve(seqs.size());
    for (size_t begin = 0; begin < seqs.size(); begin += kStep) {
        const std::span<const uint64_t> step = seqs.subspan(begin, std::min(kStep, seqs.size() - begin));
        const Page page{Order::sequence, Collapse::sightings, {}, 0, with_record};
        VB_TRY_ASSIGN(const auto cursor, make_cursor(*state_, "seq IN " + number_list(step), page, {}));
        std::map<uint64_t, Hit> found;
        Hit hit;
        while (true) {
            VB_TRY_ASSIGN(const bool more, cursor->next(hit));
            if (!more) {
                break;
            }
            const uint64_t seq = hit.seq;
            found[seq] = std::move(hit);
        }
        for (const uint64_t seq : step) {
            const auto at = found.find(seq);
            if (at == found.end()) {
                return Error{Code::not_found, "there is no message " + std::to_string(seq), {}, ""};
            }
            out.push_back(at->second);
        }
    }
    return out;
}

Result<std::vector<Sighting>> Store::sightings(uint64_t seq) {
    const uint64_t seqs[] = {seq};
    VB_TRY_ASSIGN(const std::vector<Hit> hits, lookup(seqs, false));
    if (!hits.front().sightings.empty()) {
        return hits.front().sightings;
    }
    return std::vector<Sighting>{{seq, hits.front().source, hits.front().sort_ms, LinkReason::none}};
}

Result<Store::ConversationPage> Store::conversation_around(uint64_t seq, uint64_t before, uint64_t after,
                                                           bool with_record) {
    const uint64_t seqs[] = {seq};
    VB_TRY_ASSIGN(std::vector<Hit> anchors, lookup(seqs, with_record));
    const std::string condition = conversation_sql(anchors.front().conversation);
    const auto collect = [&](const Page& page, const std::string& where, std::vector<Hit>& out) -> Result<void> {
        VB_TRY_ASSIGN(const auto cursor, make_cursor(*state_, where, page, {}));
        Hit hit;
        while (true) {
            VB_TRY_ASSIGN(const bool more, cursor->next(hit));
            if (!more) {
                return {};
            }
            out.push_back(std::move(hit));
            hit = Hit();
        }
    };
    // The anchor's message is shown by its earliest sighting in the conversation, which may be another row.
    std::vector<Hit> anchor;
    if (anchors.front().sightings.empty()) {
        anchor.push_back(std::move(anchors.front()));
    } else {
        std::vector<uint64_t> members;
        for (const Sighting& sighting : anchors.front().sightings) {
            members.push_back(sighting.seq);
        }
        VB_TRY(collect({Order::oldest, Collapse::messages, {}, 0, with_record},
                       "seq IN " + number_list(members) + " AND (" + condition + ")", anchor));
    }
    if (anchor.size() != 1) {
        return Error{Code::internal, "the anchor is not in its conversation", {}, ""};
    }
    const Position position{anchor.front().sort_ms, anchor.front().seq};
    ConversationPage out;
    VB_TRY_ASSIGN(const auto positions,
                  state_->conversation_positions.get(condition, [&] { return load_positions(*state_, condition); }));
    if (positions) {
        out.before = positions->before(position);
        out.total = positions->total();
        auto next_to = positions->around(position, before, after);
        out.anchor_index = next_to.before.size();
        next_to.before.insert(next_to.before.end(), next_to.after.begin(), next_to.after.end());
        VB_TRY_ASSIGN(out.hits, lookup(next_to.before, with_record));
        out.hits.insert(out.hits.begin() + static_cast<std::ptrdiff_t>(out.anchor_index), std::move(anchor.front()));
        return out;
    }
    if (before > 0) {
        const Page page{Order::newest, Collapse::messages, position, before, with_record};
        VB_TRY(collect(page, condition, out.hits));
        std::reverse(out.hits.begin(), out.hits.end());
    }
    out.anchor_index = out.hits.size();
    out.hits.push_back(std::move(anchor.front()));
    if (after > 0) {
        const Page page{Order::oldest, Collapse::messages, position, after, with_record};
        VB_TRY(collect(page, condition, out.hits));
    }
    const std::string ms = time_literal(position.sort_ms);
    const std::string earlier =
        "(sort_ms < " + ms + " OR (sort_ms = " + ms + " AND seq < " + std::to_string(position.seq) + "))";
    VB_TRY_ASSIGN(out.before, state_->totals("(" + condition + ") AND " + earlier, {}));
    VB_TRY_ASSIGN(out.total, state_->totals(condition, {}));
    return out;
}

Result<void> Store::threads(const Predicate& predicate, const Each<ThreadRow>& each, const Control& control) {
    VB_TRY_ASSIGN(const std::string condition, to_sql(*state_, predicate, control));
    const std::string rows = "SELECT conversation, sort_ms, seq FROM messages WHERE " + condition;
    // Both sides are sorted, on disk if need be: a hash of all links would not fit.
    const std::string sql =
        state_->link_rows > 0
            ? "SELECT m.conversation AS conversation, m.sort_ms AS sort_ms, m.seq AS seq, l.present, l.first_seq FROM "
              "(" +
                  rows +
                  ") AS m LEFT JOIN (SELECT seq, first_seq, present FROM links) AS l ON m.seq = l.seq ORDER BY "
                  "conversation, sort_ms, seq SETTINGS join_algorithm = 'full_sorting_merge'"
            : "SELECT conversation, sort_ms, seq, toUInt8(0), toUInt64(0) FROM (" + rows +
                  ") ORDER BY conversation, sort_ms, seq";
    ThreadRow row;
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        row.conversation = reader.text();
        row.sort_ms = reader.number<int64_t>();
        row.seq = reader.number<uint64_t>();
        const bool has_company = reader.number<uint8_t>() != 0;
        const auto first_seq = reader.number<uint64_t>();
        row.message = has_company ? first_seq : row.seq;
        return each(row);
    });
}

}  // namespace verbatim::store
