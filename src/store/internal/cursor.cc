// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "store/internal/row_reader.h"
#include "store/internal/schema.h"
#include "store/internal/sql.h"
#include "store/internal/state.h"

namespace verbatim::store {
namespace {

// Rows looked at together for their sightings.
constexpr size_t kBatchRows = 1024;
// A page up to this long is asked for by LIMIT, which lets the engine read only its head; longer ones are streamed.
constexpr uint64_t kPagedLimit = 1000;

std::string hit_columns(bool with_record) {
    std::string columns =
        "seq, source, kind, direction, zone_basis, sort_ms, sent_offset_ms, platform, account, conversation, "
        "conversation_title, sender, sender_name, recipients, sender_position, participants, text, attachment_names, "
        "native_id";
    return with_record ? columns + ", record" : columns;
}

// The list as the source gives it: it is stored whole where the recipients and the sender's place do not tell it.
void read_participants(RowReader& reader, Hit& hit) {
    reader.list(hit.participants);
    const auto sender_position = reader.number<uint16_t>();
    std::vector<std::string> whole;
    reader.list(whole);
    if (!whole.empty()) {
        hit.participants.swap(whole);
    } else if (sender_position != kSenderNotListed && sender_position <= hit.participants.size()) {
        hit.participants.insert(hit.participants.begin() + sender_position, hit.sender);
    }
}

void read_hit(RowReader& reader, bool with_record, Hit& hit) {
    hit.seq = reader.number<uint64_t>();
    hit.source = reader.number<uint32_t>();
    hit.kind = static_cast<record::Kind>(reader.number<uint8_t>());
    hit.direction = static_cast<record::Direction>(reader.number<uint8_t>());
    hit.zone_basis = static_cast<record::ZoneBasis>(reader.number<uint8_t>());
    hit.sort_ms = reader.number<int64_t>();
    const auto sent_offset = reader.number<int64_t>();
    hit.sent_ms.reset();
    if (sent_offset != kNoSentTime) {
        hit.sent_ms = static_cast<int64_t>(static_cast<uint64_t>(hit.sort_ms) + static_cast<uint64_t>(sent_offset));
    }
    hit.platform = reader.text();
    hit.account = reader.text();
    hit.conversation = reader.text();
    hit.conversation_title = reader.text();
    hit.sender = reader.text();
    hit.sender_name = reader.text();
    read_participants(reader, hit);
    hit.text = reader.text();
    reader.list(hit.attachment_names);
    hit.native_id = reader.text();
    hit.record.clear();
    if (with_record) {
        hit.record = reader.text();
    }
    hit.first_seq = hit.seq;
    hit.sightings.clear();
}

std::string order_by(Order order) {
    switch (order) {
        case Order::newest:
            return " ORDER BY sort_ms DESC, seq DESC";
        case Order::oldest:
            return " ORDER BY sort_ms, seq";
        case Order::sequence:
            return " ORDER BY seq";
    }
    return {};
}

std::string after_condition(Order order, const Position& position) {
    const std::string ms = time_literal(position.sort_ms);
    const std::string seq = std::to_string(position.seq);
    switch (order) {
        // The first comparison is what the primary key can use.
        case Order::newest:
            return "sort_ms <= " + ms + " AND (sort_ms < " + ms + " OR seq < " + seq + ")";
        case Order::oldest:
            return "sort_ms >= " + ms + " AND (sort_ms > " + ms + " OR seq > " + seq + ")";
        case Order::sequence:
            return "seq > " + seq;
    }
    return {};
}

// One row of a message with several sightings.
struct Member {
    Sighting sighting;
    bool matches = false;
};

bool earlier(const Sighting& a, const Sighting& b) {
    const auto key = [](const Sighting& s) { return std::tuple(s.sort_ms == kNoTime, s.sort_ms, s.seq); };
    return key(a) < key(b);
}

class Cursor final : public HitCursor {
  public:
    Cursor(Store::State& state, std::string condition, const Page& page, const Control& control,
           const TimeBounds& within)
        : state_(state),
          condition_(std::move(condition)),
          page_(page),
          control_(control),
          within_(within),
          after_(page.after) {}

    Result<bool> next(Hit& hit) override {
        if (page_.limit != 0 && given_ == page_.limit) {
            return false;
        }
        while (at_ == batch_.size()) {
            if (ended_) {
                return false;
            }
            VB_TRY(fill());
        }
        std::swap(hit, batch_[at_++]);
        ++given_;
        return true;
    }

  private:
    bool collapses() const { return page_.collapse == Collapse::messages && state_.link_rows > 0; }

    std::string sql(uint64_t limit) const {
        std::string out = "SELECT " + hit_columns(page_.with_record) + " FROM messages WHERE (" + condition_ + ")";
        if (windows_) {
            // Inside this window and outside those before it.
            const bool newest = page_.order == Order::newest;
            if (window_ < windows_->size()) {
                out += (newest ? " AND sort_ms > " : " AND sort_ms < ") + time_literal((*windows_)[window_]);
            }
            if (window_ > 0) {
                out += (newest ? " AND sort_ms <= " : " AND sort_ms >= ") + time_literal((*windows_)[window_ - 1]);
            }
        }
        if (after_) {
            out += " AND (" + after_condition(page_.order, *after_) + ")";
        }
        out += order_by(page_.order);
        if (limit > 0) {
            // The index is asked once for each part, not once more for each range that is read.
            out += " LIMIT " + std::to_string(limit) + " SETTINGS use_skip_indexes_on_data_read = 0";
        }
        return out;
    }

    Result<void> fill() {
        batch_.clear();
        at_ = 0;
        if (page_.limit != 0 && page_.limit <= kPagedLimit) {
            VB_TRY(fill_page());
        } else {
            VB_TRY(fill_stream());
        }
        return state_.link_rows > 0 ? add_sightings() : Result<void>();
    }

    Result<void> fill_page() {
        // Every row of a page may be a later sighting of a hit that was given already: then the next page follows.
        const uint64_t wanted = page_.limit - given_;
        const uint64_t rows = collapses() ? std::min<uint64_t>(wanted * 2 + 16, kBatchRows) : wanted;
        if (!windows_) {
            VB_TRY_ASSIGN(const auto parts,
                          state_.part_times.get({}, [this] { return load_part_times(*state_.engine); }));
            windows_ = page_windows(*parts, page_.order, within_, after_);
        }
        while (true) {
            const uint64_t missing = rows - batch_.size();
            VB_TRY_ASSIGN(const Buffer buffer, state_.engine->query(sql(missing), control_));
            RowReader reader(buffer.bytes());
            const size_t before = batch_.size();
            while (reader.more()) {
                read_hit(reader, page_.with_record, batch_.emplace_back());
            }
            if (!reader.ok()) {
                return short_answer();
            }
            if (!batch_.empty()) {
                after_ = Position{batch_.back().sort_ms, batch_.back().seq};
            }
            if (batch_.size() - before == missing) {
                return {};
            }
            if (window_ == windows_->size()) {
                ended_ = true;
                return {};
            }
            ++window_;
        }
    }

    Result<void> fill_stream() {
        if (!lease_) {
            VB_TRY_ASSIGN(Lease lease, state_.engine->lease());
            lease_.emplace(std::move(lease));
            VB_TRY(lease_->begin(sql(0), control_));
        }
        while (batch_.size() < kBatchRows) {
            if (!reader_.more()) {
                if (!reader_.ok()) {
                    return short_answer();
                }
                VB_TRY_ASSIGN(chunk_, lease_->fetch());
                if (chunk_.bytes().empty()) {
                    ended_ = true;
                    return {};
                }
                reader_ = RowReader(chunk_.bytes());
            }
            read_hit(reader_, page_.with_record, batch_.emplace_back());
        }
        return {};
    }

    // Gives each row its sightings, and drops those that are not the earliest matching sighting of their message. Only
    // the messages of this batch are held in memory.
    Result<void> add_sightings() {
        std::vector<uint64_t> seqs;
        for (const Hit& hit : batch_) {
            seqs.push_back(hit.seq);
        }
        if (seqs.empty()) {
            return {};
        }
        std::map<uint64_t, std::vector<Member>> messages;  // by first_seq
        std::map<uint64_t, uint64_t> first_of;
        VB_TRY(read_links(seqs, messages, first_of));
        if (messages.empty()) {
            return {};
        }
        VB_TRY(mark_members(messages));
        std::vector<Hit> kept;
        for (Hit& hit : batch_) {
            const auto first = first_of.find(hit.seq);
            if (first == first_of.end()) {
                kept.push_back(std::move(hit));
                continue;
            }
            const std::vector<Member>& members = messages[first->second];
            const Member* earliest = nullptr;
            hit.first_seq = first->second;
            for (const Member& member : members) {
                hit.sightings.push_back(member.sighting);
                if (member.matches && (earliest == nullptr || earlier(member.sighting, earliest->sighting))) {
                    earliest = &member;
                }
            }
            if (page_.collapse == Collapse::sightings || earliest == nullptr || earliest->sighting.seq == hit.seq) {
                kept.push_back(std::move(hit));
            }
        }
        batch_ = std::move(kept);
        return {};
    }

    Result<void> read_links(const std::vector<uint64_t>& seqs, std::map<uint64_t, std::vector<Member>>& messages,
                            std::map<uint64_t, uint64_t>& first_of) {
        VB_TRY_ASSIGN(
            const Buffer rows,
            state_.engine->query("SELECT seq, first_seq, reason FROM links WHERE first_seq IN (SELECT first_seq "
                                 "FROM links WHERE seq IN " +
                                 number_list(seqs) + ") ORDER BY seq"));
        RowReader reader(rows.bytes());
        while (reader.more()) {
            Member member;
            member.sighting.seq = reader.number<uint64_t>();
            const auto first = reader.number<uint64_t>();
            member.sighting.reason = static_cast<LinkReason>(reader.number<uint8_t>());
            first_of[member.sighting.seq] = first;
            messages[first].push_back(member);
        }
        return reader.ok() ? Result<void>() : short_answer();
    }

    Result<void> mark_members(std::map<uint64_t, std::vector<Member>>& messages) {
        std::map<uint64_t, Member*> by_seq;
        std::vector<uint64_t> seqs;
        for (auto& [first, members] : messages) {
            for (Member& member : members) {
                by_seq[member.sighting.seq] = &member;
                seqs.push_back(member.sighting.seq);
            }
        }
        const std::string in = " FROM messages WHERE seq IN " + number_list(seqs);
        VB_TRY_ASSIGN(const Buffer rows, state_.engine->query("SELECT seq, source, sort_ms" + in));
        RowReader reader(rows.bytes());
        while (reader.more()) {
            Member& member = *by_seq.at(reader.number<uint64_t>());
            member.sighting.source = reader.number<uint32_t>();
            member.sighting.sort_ms = reader.number<int64_t>();
        }
        VB_TRY_ASSIGN(const Buffer matching, state_.engine->query("SELECT seq" + in + " AND (" + condition_ + ")"));
        RowReader matched(matching.bytes());
        while (matched.more()) {
            by_seq.at(matched.number<uint64_t>())->matches = true;
        }
        return reader.ok() && matched.ok() ? Result<void>() : short_answer();
    }

    Store::State& state_;
    std::string condition_;
    Page page_;
    Control control_;
    TimeBounds within_;
    std::optional<Position> after_;
    std::optional<std::vector<int64_t>> windows_;  // of a page
    size_t window_ = 0;
    std::vector<Hit> batch_;
    size_t at_ = 0;
    uint64_t given_ = 0;
    bool ended_ = false;
    std::optional<Lease> lease_;  // of a stream
    Buffer chunk_;
    RowReader reader_{std::string_view()};
};

}  // namespace

Result<std::unique_ptr<HitCursor>> make_cursor(Store::State& state, std::string condition, const Page& page,
                                               const Control& control, const TimeBounds& within) {
    return std::unique_ptr<HitCursor>(std::make_unique<Cursor>(state, std::move(condition), page, control, within));
}

}  // namespace verbatim::store
