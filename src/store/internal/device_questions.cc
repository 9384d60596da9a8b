// SPDX-License-Identifier: Apache-2.0
// Devices: narrow rows of everything, sorted by the engine, which goes to disk where they do not fit.
#include <algorithm>
#include <functional>
#include <set>

#include "store/internal/each_row.h"
#include "store/internal/sql.h"
#include "store/internal/state.h"

namespace verbatim::store {
namespace {

constexpr const char* kDevice = "if(empty(device), account, device)";
constexpr uint64_t kSightingsCompared = 3'000'000;
constexpr const char* kUnnumbered = "18446744073709551615";

std::string none() {
    return time_literal(kNoTime);
}

// Rows of conversation_sides(), sorted by conversation, into one ConversationSides for each.
class SidesMerge {
  public:
    explicit SidesMerge(const Each<ConversationSides>& each) : each_(each) {}

    // False: nobody wants more, or the row is broken.
    bool add(RowReader& reader) {
        const std::string_view conversation = reader.text();
        if (begun_ && conversation != conversation_ && !give()) {
            return false;
        }
        if (!begun_) {
            begun_ = true;
            conversation_.assign(conversation);
        }
        keep(devices_, reader.text());
        keep(handles_, reader.text());
        for (int list = 0; list < 2; ++list) {
            reader.list(people_);
            for (const std::string& handle : people_) {
                keep(handles_, handle);
            }
        }
        sides_.rows += reader.number<uint64_t>();
        const auto first = reader.number<int64_t>();
        if (reader.number<uint64_t>() > 0) {
            sides_.first_ms = sides_.first_ms == kNoTime ? first : std::min(sides_.first_ms, first);
        }
        sides_.last_ms = std::max(sides_.last_ms, reader.number<int64_t>());
        return reader.ok();
    }

    void finish() {
        if (begun_) {
            static_cast<void>(give());
        }
    }

  private:
    using Names = std::set<std::string, std::less<>>;

    static void keep(Names& names, std::string_view name) {
        if (!name.empty() && !names.contains(name)) {
            names.emplace(name);
        }
    }

    bool give() {
        sides_.conversation = conversation_;
        sides_.devices.assign(devices_.begin(), devices_.end());
        sides_.handles.assign(handles_.begin(), handles_.end());
        const bool wanted = each_(sides_);
        sides_ = {};
        devices_.clear();
        handles_.clear();
        begun_ = false;
        return wanted;
    }

    const Each<ConversationSides>& each_;
    bool begun_ = false;
    std::string conversation_;
    Names devices_;
    Names handles_;
    std::vector<std::string> people_;
    ConversationSides sides_;
};

}  // namespace

Result<void> Store::devices(const Each<DeviceInfo>& each, const Control& control) {
    const std::string numbered = std::string("sequence != ") + kUnnumbered;
    const std::string sql = std::string("SELECT ") + kDevice + " AS d, count(), countIf(" + numbered +
                            ") AS n, min(sequence), maxIf(sequence, " + numbered +
                            ") FROM messages GROUP BY d ORDER BY d";
    DeviceInfo info;
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        info.device = reader.text();
        info.rows = reader.number<uint64_t>();
        info.numbered = reader.number<uint64_t>();
        info.number_min = reader.number<uint64_t>();
        info.number_max = reader.number<uint64_t>();
        return !reader.ok() || each(info);
    });
}

Result<void> Store::device_rows(DeviceOrder order, const Each<DeviceRow>& each, const Control& control) {
    const std::string sql = std::string("SELECT ") + kDevice +
                            " AS d, sequence, sort_ms, seq, direction FROM messages ORDER BY d, " +
                            (order == DeviceOrder::number ? "sequence, " : "") + "sort_ms, seq";
    DeviceRow row;
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        row.device = reader.text();
        row.sequence = reader.number<uint64_t>();
        row.sort_ms = reader.number<int64_t>();
        row.seq = reader.number<uint64_t>();
        row.direction = static_cast<record::Direction>(reader.number<uint8_t>());
        return !reader.ok() || each(row);
    });
}

Result<void> Store::hours(const Each<HourCount>& each, const Control& control) {
    const std::string sql = std::string("SELECT if(sort_ms = ") + none() +
                            ", sort_ms, sort_ms - positiveModulo(sort_ms, 3600000)) AS h, count() FROM messages "
                            "GROUP BY h ORDER BY h";
    HourCount count;
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        count.begin_ms = reader.number<int64_t>();
        count.rows = reader.number<uint64_t>();
        return !reader.ok() || each(count);
    });
}

Result<void> Store::device_handles(const Each<DeviceHandle>& each, const Control& control) {
    const std::string outgoing = std::to_string(static_cast<int>(record::Direction::outgoing));
    const std::string sql = std::string(
                                "SELECT d, h FROM (SELECT device AS d, account AS h FROM messages WHERE "
                                "notEmpty(device) AND notEmpty(account) "
                                "GROUP BY d, h UNION ALL SELECT ") +
                            kDevice + " AS d, sender AS h FROM messages WHERE direction = " + outgoing +
                            " AND notEmpty(sender) GROUP BY d, h) WHERE notEmpty(d) GROUP BY d, h ORDER BY d, h";
    DeviceHandle own;
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        own.device = reader.text();
        own.handle = reader.text();
        return !reader.ok() || each(own);
    });
}

Result<uint64_t> Store::clock_pairs(const Each<ClockPair>& each, const Control& control) {
    const uint64_t one_in = 1 + state_->link_rows / kSightingsCompared;
    if (state_->link_rows == 0) {
        return one_in;
    }
    // sent_offset_ms is the sent time less sort_ms; rows without one say nothing of a clock. The links stand on the
    // right, which a join keeps in memory.
    const std::string sighting =
        std::string("(SELECT l.first_seq AS first_seq, m.seq AS seq, m.d AS d, m.sent AS sent FROM (SELECT seq, ") +
        kDevice + " AS d, sort_ms + sent_offset_ms AS sent FROM messages WHERE sent_offset_ms != " + none() +
        " AND d != '') AS m INNER JOIN (SELECT seq, first_seq FROM links WHERE intHash64(first_seq) % " +
        std::to_string(one_in) + " = 0) AS l ON m.seq = l.seq)";
    const std::string sql =
        "SELECT if(swap, d, first_d) AS a, if(swap, first_d, d) AS b, if(swap, sent, first_sent) AS sent_a, "
        "if(swap, first_sent, sent) AS sent_b FROM (SELECT tupleElement(s, 1) AS d, tupleElement(s, 2) AS sent, "
        "tupleElement(f, 1) AS first_d, tupleElement(f, 2) AS first_sent, first_d > d AS swap FROM "
        "(SELECT argMin((d, sent), seq) AS f, groupUniqArray((d, sent)) AS g FROM " +
        sighting + " GROUP BY first_seq) ARRAY JOIN g AS s WHERE d != first_d) ORDER BY a, b, sent_a, sent_b";
    ClockPair pair;
    VB_TRY(each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        pair.device_a = reader.text();
        pair.device_b = reader.text();
        pair.sent_a_ms = reader.number<int64_t>();
        pair.sent_b_ms = reader.number<int64_t>();
        return !reader.ok() || each(pair);
    }));
    return one_in;
}

// The engine only tells apart who stands in the rows of a conversation; the lists are put together here, one
// conversation after the other: lists of all conversations at once are too much for a question's memory at a hundred
// million rows.
Result<void> Store::conversation_sides(const Each<ConversationSides>& each, const Control& control) {
    const std::string sql = std::string("SELECT conversation, ") + kDevice +
                            " AS d, sender, recipients, participants, count(), minIf(sort_ms, sort_ms != " + none() +
                            "), countIf(sort_ms != " + none() +
                            "), max(sort_ms) FROM messages GROUP BY conversation, d, sender, recipients, participants "
                            "ORDER BY conversation";
    SidesMerge merge(each);
    bool wanted = true;
    VB_TRY(each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        wanted = merge.add(reader);
        return wanted;
    }));
    if (wanted) {
        merge.finish();
    }
    return {};
}

Result<void> Store::attachment_counts(const Each<AttachmentCount>& each, const Control& control) {
    const std::string sql = std::string("SELECT ") + kDevice +
                            " AS d, conversation, sum(length(attachment_names)), sum(attachments_absent) FROM messages "
                            "WHERE notEmpty(attachment_names) GROUP BY d, conversation ORDER BY d, conversation";
    AttachmentCount count;
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        count.device = reader.text();
        count.conversation = reader.text();
        count.named = reader.number<uint64_t>();
        count.absent = reader.number<uint64_t>();
        return !reader.ok() || each(count);
    });
}

}  // namespace verbatim::store
