// SPDX-License-Identifier: Apache-2.0
// Questions about conversations and handles: who, with whom, under which name.
#include "store/internal/each_row.h"
#include "store/internal/predicate_sql.h"
#include "store/internal/sql.h"
#include "store/internal/state.h"

namespace verbatim::store {

Result<void> Store::conversations(const Predicate& predicate, const Each<ConversationInfo>& each,
                                  const Control& control) {
    VB_TRY_ASSIGN(const std::string condition, to_sql(*state_, predicate, control));
    const std::string none = time_literal(kNoTime);
    std::string sql =
        "SELECT conversation, argMaxIf(conversation_title, (sort_ms, seq), conversation_title != '') AS title, "
        "argMin(platform, seq) AS p, count() AS n, toUInt64(0) AS again, minIf(sort_ms, sort_ms != " +
        none +
        ") AS first0, "
        "countIf(sort_ms != " +
        none +
        ") AS timed, max(sort_ms) AS last, "
        "arraySort(arrayFilter(x -> x != '', groupUniqArrayArray(arrayConcat(recipients, participants, [sender])))) AS "
        "people "
        "FROM messages WHERE (" +
        condition + ") GROUP BY conversation";
    if (state_->link_rows > 0) {
        // Rows that show a message which another row of the conversation shows too.
        const std::string again =
            "SELECT x.conversation AS conversation, toUInt64(count() - uniqExact(l.first_seq)) AS again FROM "
            "(SELECT conversation, seq FROM messages WHERE (" +
            condition + ")) AS x INNER JOIN links AS l ON x.seq = l.seq GROUP BY conversation";
        sql =
            "SELECT c.conversation AS conversation, c.title, c.p, c.n, a.again, c.first0, c.timed, c.last AS last, "
            "c.people FROM (" +
            sql + ") AS c LEFT JOIN (" + again + ") AS a ON c.conversation = a.conversation";
    }
    ConversationInfo info;
    return each_row(*state_->engine, sql + " ORDER BY last DESC, conversation", control, [&](RowReader& reader) {
        info.conversation = reader.text();
        info.title = reader.text();
        info.platform = reader.text();
        info.sightings = reader.number<uint64_t>();
        info.messages = info.sightings - reader.number<uint64_t>();
        const auto first = reader.number<int64_t>();
        info.first_ms = reader.number<uint64_t>() == 0 ? kNoTime : first;
        info.last_ms = reader.number<int64_t>();
        reader.list(info.participants);
        return each(info);
    });
}

Result<bool> Store::conversation_page(const Predicate& predicate, const std::optional<ConversationPlace>& after,
                                      uint64_t limit, const Each<ConversationInfo>& each, const Control& control) {
    VB_TRY_ASSIGN(const std::string condition, to_sql(*state_, predicate, control));
    std::string sql =
        "SELECT conversation, max(sort_ms) AS last FROM messages WHERE (" + condition + ") GROUP BY conversation";
    if (after) {
        const std::string ms = time_literal(after->last_ms);
        sql += " HAVING last < " + ms + " OR (last = " + ms + " AND conversation > " + quote(after->conversation) + ")";
    }
    sql += " ORDER BY last DESC, conversation LIMIT " + std::to_string(limit + 1);
    std::vector<Predicate> keys;
    VB_TRY(each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        keys.push_back(value(Field::conversation_key, std::string(reader.text())));
        (void)reader.number<int64_t>();
        return true;
    }));
    const bool more = keys.size() > limit;
    if (more) {
        keys.pop_back();
    }
    if (!keys.empty()) {
        VB_TRY(conversations(all_of({predicate, any_of(std::move(keys))}), each, control));
    }
    return more;
}

Result<void> Store::handles(const Predicate& predicate, const Each<HandleInfo>& each, const Control& control) {
    VB_TRY_ASSIGN(const std::string condition, to_sql(*state_, predicate, control));
    const std::string none = time_literal(kNoTime);
    const std::string sql =
        "SELECT sender, arraySort(arrayFilter(x -> x != '', groupUniqArray(sender_name))) AS names, count() AS n, "
        "minIf(sort_ms, sort_ms != " +
        none + ") AS first0, countIf(sort_ms != " + none +
        ") AS timed, "
        "max(sort_ms) AS last FROM messages WHERE (" +
        condition + ") GROUP BY sender ORDER BY n DESC, sender";
    HandleInfo info;
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        info.sender = reader.text();
        reader.list(info.names);
        info.sightings = reader.number<uint64_t>();
        const auto first = reader.number<int64_t>();
        info.first_ms = reader.number<uint64_t>() == 0 ? kNoTime : first;
        info.last_ms = reader.number<int64_t>();
        return each(info);
    });
}

Result<void> Store::given_names(const Predicate& predicate, const Each<GivenName>& each, const Control& control) {
    VB_TRY_ASSIGN(const std::string condition, to_sql(*state_, predicate, control));
    const std::string sql = "SELECT sender_name, account, count() AS n FROM messages WHERE (" + condition +
                            ") AND sender_name != '' GROUP BY sender_name, account ORDER BY n DESC, sender_name, "
                            "account";
    GivenName name;
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        name.name = reader.text();
        name.account = reader.text();
        name.sightings = reader.number<uint64_t>();
        return each(name);
    });
}

Result<void> Store::pairs(const Predicate& predicate, std::span<const std::string> among, const Each<HandlePair>& each,
                          const Control& control) {
    VB_TRY_ASSIGN(const std::string condition, to_sql(*state_, predicate, control));
    const std::string within = among.empty() ? "" : " IN " + quote_set(among);
    const std::string readers = "arrayFilter(r -> r != '' AND r != sender" + (among.empty() ? "" : " AND r" + within) +
                                ", arrayDistinct(recipients))";
    const GroupedQuestion question{
        // identity() keeps the index out of it: most rows are of somebody among them.
        "(" + condition + ") AND sender != ''" + (among.empty() ? "" : " AND identity(sender)" + within),
        "arrayJoin(arrayMap(r -> (least(sender, r), greatest(sender, r)), " + readers + "))", " ORDER BY m DESC, k",
        true};
    HandlePair pair;
    return each_row(*state_->engine, grouped_sql(question, state_->link_rows > 0), control, [&](RowReader& reader) {
        pair.a = reader.text();
        pair.b = reader.text();
        pair.totals.messages = reader.number<uint64_t>();
        pair.totals.sightings = reader.number<uint64_t>();
        return each(pair);
    });
}

}  // namespace verbatim::store
