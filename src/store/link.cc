// SPDX-License-Identifier: Apache-2.0
// Link: which rows show the same message. The rules stand in docs/store.md, "Sightings".
//
// The links of a fingerprint depend only on the rows that bear it, so a pass may look at new fingerprints alone and end
// with the same table as a pass over everything. Fingerprints are taken in shards of a few million rows: memory is
// bounded by the shard's fingerprints, and within it by one fingerprint's rows.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "store/internal/row_reader.h"
#include "store/internal/sql.h"
#include "store/internal/state.h"
#include "store/store.h"

namespace verbatim::store {
namespace {

constexpr uint64_t kShardRows = 4'000'000;
constexpr size_t kLinkGroupRowsMax = 1'000'000;
constexpr size_t kWriteRows = 500'000;

struct Candidate {
    uint64_t seq = 0;
    uint32_t source = 0;
    int64_t sort_ms = kNoTime;
    bool exact_time = false;
    std::string native_id;
    uint64_t old_first = 0;  // with old_present: as the table has it now
    uint8_t old_reason = 0;
    bool old_present = false;
    // what this pass finds
    size_t group = 0;
    LinkReason reason = LinkReason::none;
};

struct Group {
    int64_t begin_ms = kNoTime;  // time of its first row in time order
    uint64_t first_seq = 0;
    std::vector<uint32_t> sources;  // that have shown it
    size_t rows = 0;

    bool seen_in(uint32_t source) const { return std::find(sources.begin(), sources.end(), source) != sources.end(); }
};

// Groups the rows of one fingerprint. A pure function of the rows.
class Grouping {
  public:
    Grouping(std::vector<Candidate>& rows, int64_t window_ms) : rows_(rows), window_ms_(window_ms) {}

    void run() {
        // Time order, rows without a time last; the same rows give the same order whatever order they came in.
        std::sort(rows_.begin(), rows_.end(), [](const Candidate& a, const Candidate& b) {
            const auto key = [](const Candidate& c) { return std::tuple(c.sort_ms == kNoTime, c.sort_ms, c.seq); };
            return key(a) < key(b);
        });
        for (const Candidate& row : rows_) {
            if (!row.native_id.empty()) {
                ++id_rows_[row.native_id];
            }
        }
        for (Candidate& row : rows_) {
            // An id that several rows bear says more than clocks do: such rows never join by time.
            const bool by_id_only = !row.native_id.empty() && id_rows_[row.native_id] > 1;
            if (by_id_only ? !join_by_id(row) : !join_as_duplicate(row) && !join_by_time(row)) {
                begin_group(row);
            }
            remember(row);
        }
        for (Candidate& row : rows_) {
            Group& group = groups_[row.group];
            group.first_seq = std::min(group.first_seq, row.seq);
            ++group.rows;
        }
        set_reasons();
    }
    const Group& group(const Candidate& row) const { return groups_[row.group]; }

  private:
    // The same native id and the same content is the same message, however far the clocks are apart.
    bool join_by_id(Candidate& row) {
        const auto found = by_id_.find(row.native_id);
        if (found == by_id_.end()) {
            return false;
        }
        return join(row, found->second);
    }

    // Written twice in one source: all that is known of both is equal, and the time is fine enough to mean it.
    bool join_as_duplicate(Candidate& row) {
        if (!row.exact_time && row.sort_ms != kNoTime) {
            return false;
        }
        const auto found = by_exact_.find({row.sort_ms, row.native_id});
        if (found == by_exact_.end()) {
            return false;
        }
        for (const size_t group : found->second) {
            const bool same_source = groups_[group].seen_in(row.source);
            // Without any time only identical rows of different sources are one message: in one source two equal rows
            // without time or id may well be two.
            if (row.sort_ms == kNoTime ? !same_source : same_source) {
                return join(row, group);
            }
        }
        return false;
    }

    // The oldest message in reach that this source has not shown yet: with skewed clocks the order stays, so the first
    // of one phone is the first of the other.
    bool join_by_time(Candidate& row) {
        if (row.sort_ms == kNoTime) {
            return false;
        }
        // What is out of reach or shown already stays so for later rows of this source.
        size_t& next = next_open_[row.source];
        while (next < timed_.size() && (row.sort_ms - groups_[timed_[next]].begin_ms > window_ms_ ||
                                        groups_[timed_[next]].seen_in(row.source))) {
            ++next;
        }
        return next < timed_.size() && join(row, timed_[next]);
    }

    bool join(Candidate& row, size_t group) {
        row.group = group;
        if (!groups_[group].seen_in(row.source)) {
            groups_[group].sources.push_back(row.source);
        }
        return true;
    }

    void begin_group(Candidate& row) {
        row.group = groups_.size();
        groups_.push_back({row.sort_ms, row.seq, {row.source}, 0});
        if (row.sort_ms != kNoTime) {
            timed_.push_back(row.group);
        }
    }

    void remember(const Candidate& row) {
        if (!row.native_id.empty()) {
            by_id_.try_emplace(row.native_id, row.group);
        }
        if (row.exact_time || row.sort_ms == kNoTime) {
            std::vector<size_t>& groups = by_exact_[{row.sort_ms, row.native_id}];
            if (groups.empty() || groups.back() != row.group) {
                groups.push_back(row.group);
            }
        }
    }

    // By seq: the first sighting of a message, then for each other whether its own source had shown the message before.
    void set_reasons() {
        std::vector<Candidate*> by_seq;
        by_seq.reserve(rows_.size());
        for (Candidate& row : rows_) {
            by_seq.push_back(&row);
        }
        std::sort(by_seq.begin(), by_seq.end(), [](const Candidate* a, const Candidate* b) { return a->seq < b->seq; });
        for (Group& group : groups_) {
            group.sources.clear();
        }
        for (Candidate* row : by_seq) {
            Group& group = groups_[row->group];
            if (group.first_seq == row->seq) {
                row->reason = LinkReason::none;
            } else {
                row->reason =
                    group.seen_in(row->source) ? LinkReason::duplicate_row : LinkReason::same_message_other_source;
            }
            if (!group.seen_in(row->source)) {
                group.sources.push_back(row->source);
            }
        }
    }

    std::vector<Candidate>& rows_;
    int64_t window_ms_;
    std::vector<Group> groups_;
    std::vector<size_t> timed_;                       // groups in order of begin_ms
    std::unordered_map<uint32_t, size_t> next_open_;  // by source, an index of timed_
    std::unordered_map<std::string, size_t> by_id_;
    std::unordered_map<std::string, size_t> id_rows_;
    std::map<std::pair<int64_t, std::string>, std::vector<size_t>> by_exact_;
};

struct Change {
    uint64_t seq = 0;
    uint64_t first_seq = 0;
    LinkReason reason = LinkReason::none;
};

class Pass {
  public:
    Pass(Store::State& state, uint64_t from_seq, const Control& control)
        : state_(state), from_seq_(from_seq), control_(control) {}

    Result<LinkReport> run() {
        VB_TRY_ASSIGN(const uint64_t rows, state_.number("SELECT count() FROM messages"));
        VB_TRY_ASSIGN(const uint64_t fresh,
                      state_.number("SELECT count() FROM messages WHERE seq >= " + std::to_string(from_seq_)));
        // Few new rows: their fingerprints are the set to look for. Many: shards of all of them.
        const uint64_t shards = std::max<uint64_t>(1, (std::min(rows, fresh * 4) + kShardRows - 1) / kShardRows);
        for (uint64_t shard = 0; fresh > 0 && shard < shards; ++shard) {
            VB_TRY(run_shard("fingerprint % " + std::to_string(shards) + " = " + std::to_string(shard)));
        }
        VB_TRY(write());
        VB_TRY_ASSIGN(state_.link_rows, state_.number("SELECT count() FROM links"));
        return report_;
    }

  private:
    Result<void> run_shard(const std::string& in_shard) {
        const std::string fresh =
            "SELECT fingerprint FROM messages WHERE " + in_shard + " AND seq >= " + std::to_string(from_seq_);
        const std::string shared = "SELECT fingerprint FROM messages WHERE " + in_shard +
                                   (from_seq_ == 0 ? "" : " AND fingerprint IN (" + fresh + ")") +
                                   " GROUP BY fingerprint HAVING count() > 1";
        const std::string sql =
            "SELECT m.fingerprint, m.seq, m.source, m.sort_ms, m.exact_time, m.native_id, l.first_seq, l.reason, "
            "l.present FROM (SELECT fingerprint, seq, source, sort_ms, exact_time, native_id FROM messages WHERE " +
            in_shard + " AND fingerprint IN (" + shared +
            ")) AS m LEFT JOIN links AS l ON m.seq = l.seq "
            "ORDER BY m.fingerprint, m.seq";
        VB_TRY_ASSIGN(Lease lease, state_.engine->lease());
        VB_TRY(lease.begin(sql, control_));
        std::vector<Candidate> rows;
        uint64_t fingerprint = 0;
        size_t left_out = 0;
        while (true) {
            VB_TRY_ASSIGN(const Buffer chunk, lease.fetch());
            if (chunk.bytes().empty()) {
                break;
            }
            RowReader reader(chunk.bytes());
            while (reader.more()) {
                const auto own = reader.number<uint64_t>();
                if (own != fingerprint) {
                    VB_TRY(finish(rows, left_out));
                    fingerprint = own;
                    left_out = 0;
                }
                Candidate row;
                row.seq = reader.number<uint64_t>();
                row.source = reader.number<uint32_t>();
                row.sort_ms = reader.number<int64_t>();
                row.exact_time = reader.number<uint8_t>() != 0;
                row.native_id = reader.text();
                row.old_first = reader.number<uint64_t>();
                row.old_reason = reader.number<uint8_t>();
                row.old_present = reader.number<uint8_t>() != 0;
                if (rows.size() < kLinkGroupRowsMax) {
                    rows.push_back(std::move(row));
                } else {
                    ++left_out;
                }
            }
            if (!reader.ok()) {
                return short_answer();
            }
        }
        return finish(rows, left_out);
    }

    Result<void> finish(std::vector<Candidate>& rows, size_t left_out) {
        if (left_out > 0) {
            report_.rows_seen += rows.size() + left_out;
            ++report_.oversized;
            rows.clear();
            return {};
        }
        report_.rows_seen += rows.size();
        Grouping grouping(rows, state_.options.link_window_ms);
        grouping.run();
        for (const Candidate& row : rows) {
            const Group& group = grouping.group(row);
            const bool linked = group.rows > 1;
            if (linked && row.reason == LinkReason::none) {
                ++report_.messages_with_several;
            }
            report_.duplicate_rows += row.reason == LinkReason::duplicate_row ? 1 : 0;
            report_.same_message_other_source += row.reason == LinkReason::same_message_other_source ? 1 : 0;
            const bool same = row.old_present && linked && row.old_first == group.first_seq &&
                              row.old_reason == static_cast<uint8_t>(row.reason);
            if (same || (!linked && !row.old_present)) {
                continue;
            }
            if (row.old_present) {
                stale_.push_back(row.seq);
            }
            if (linked) {
                changes_.push_back({row.seq, group.first_seq, row.reason});
            }
        }
        rows.clear();
        return changes_.size() + stale_.size() > kWriteRows ? write() : Result<void>();
    }

    // Old links go before new ones come: a crash in between leaves sightings unlinked, never linked wrongly, and the
    // next pass over them sets it right.
    Result<void> write() {
        constexpr size_t kStep = 50'000;
        for (size_t begin = 0; begin < stale_.size(); begin += kStep) {
            const auto step = std::span<const uint64_t>(stale_).subspan(begin, std::min(kStep, stale_.size() - begin));
            VB_TRY(state_.run("ALTER TABLE links DELETE WHERE seq IN " + number_list(step)));
        }
        stale_.clear();
        if (!changes_.empty()) {
            std::string body;
            const auto put = [&](const auto& value) {
                body.append(reinterpret_cast<const char*>(&value), sizeof value);
            };
            constexpr uint8_t kPresent = 1;
            for (const Change& change : changes_) {
                put(change.seq);
                put(change.first_seq);
                put(static_cast<uint8_t>(change.reason));
                put(kPresent);
            }
            changes_.clear();
            VB_TRY_ASSIGN(Lease lease, state_.engine->lease());
            const std::string_view pieces[] = {body};
            VB_TRY(lease.insert("INSERT INTO links (seq, first_seq, reason, present)", "RowBinary", pieces));
        }
        return {};
    }

    Store::State& state_;
    uint64_t from_seq_;
    const Control& control_;
    LinkReport report_;
    std::vector<Change> changes_;
    std::vector<uint64_t> stale_;
};

}  // namespace

Result<LinkReport> Store::link(uint64_t from_seq, const Control& control) {
    Result<LinkReport> report = Pass(*state_, from_seq, control).run();
    state_->forget_answers();
    return report;
}

}  // namespace verbatim::store
