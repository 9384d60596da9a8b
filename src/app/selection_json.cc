// SPDX-License-Identifier: Apache-2.0
// selection.json: a selection for those who were not there (docs/selections.md, section 4), with what lies around each
// of its messages. Conversations are numbered, not named: whoever gets the file may be shown less than their names.
#include <algorithm>
#include <array>
#include <deque>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "app/case.h"
#include "app/internal/parts.h"
#include "app/internal/selected.h"
#include "crypto/base64.h"
#include "crypto/sha256.h"

namespace verbatim::app {
namespace {

using Json = nlohmann::ordered_json;

// Why a neighbour is or is not shown.
enum class Part : uint8_t { selected, removed, not_found, later };
constexpr const char* kPartNames[] = {"selected", "removed", "not_found", "later"};
using PartCounts = std::array<uint64_t, 4>;

void append_counts(std::string& out, const PartCounts& counts) {
    for (size_t at = 0; at < counts.size(); ++at) {
        out += at == 0 ? "{\"" : ",\"";
        out += kPartNames[at];
        out += "\":" + std::to_string(counts[at]);
    }
    out += '}';
}

Json to_json(const workbench::Made& made) {
    return {{"time", made.at}, {"by", made.by}};
}

bool by_message(const Placed& a, const Placed& b) {
    return std::pair(a.message, a.seq_and_status) < std::pair(b.message, b.seq_and_status);
}

// Writes one conversation after another: what stands around each item, counted while its messages go by.
class Around {
  public:
    Around(const std::vector<Placed>& items, uint64_t checkpoint_size, uint64_t neighbours, const WriteText& write)
        : items_(items), checkpoint_size_(checkpoint_size), neighbours_(neighbours), write_(write) {}

    Result<void> row(const store::ThreadRow& row) {
        if (!is_open_ || row.conversation != conversation_) {
            VB_TRY(end());
            conversation_ = row.conversation;
            is_open_ = true;
        }
        if (!begun_.insert(row.message).second) {
            return {};  // a later sighting stands where its message does
        }
        Placed wanted;
        wanted.message = row.message;
        auto item = std::lower_bound(items_.begin(), items_.end(), wanted, by_message);
        Part part = row.message >= checkpoint_size_ ? Part::later : Part::not_found;
        const auto begin = item;
        for (; item != items_.end() && item->message == row.message; ++item) {
            const bool removed = item->status() == SelectionItem::Status::removed;
            part = !removed || part == Part::selected ? Part::selected : Part::removed;
        }
        VB_TRY(pass(part));
        for (auto at = begin; at != item; ++at) {
            open_.push_back({*at, before_counts_, {}, 0});
        }
        remember(part);
        ++totals_[static_cast<size_t>(part)];
        return {};
    }

    Result<void> end() {
        if (!is_open_) {
            return {};
        }
        while (!open_.empty()) {
            VB_TRY(close_first());
        }
        if (has_written_) {
            line_ = "\n ],\"messages\":";
            append_counts(line_, totals_);
            line_ += '}';
            VB_TRY(write_(line_));
        }
        conversations_ += has_written_ ? 1 : 0;
        is_open_ = has_written_ = false;
        before_.clear();
        begun_.clear();
        before_counts_ = totals_ = {};
        return {};
    }

  private:
    struct Open {
        Placed item;
        PartCounts before{};
        PartCounts after{};
        uint64_t seen = 0;
    };

    // A message goes by behind the open items.
    Result<void> pass(Part part) {
        while (!open_.empty() && open_.front().seen >= neighbours_) {
            VB_TRY(close_first());
        }
        for (Open& open : open_) {
            ++open.after[static_cast<size_t>(part)];
            ++open.seen;
        }
        return {};
    }

    void remember(Part part) {
        before_.push_back(part);
        ++before_counts_[static_cast<size_t>(part)];
        if (before_.size() > neighbours_) {
            --before_counts_[static_cast<size_t>(before_.front())];
            before_.pop_front();
        }
    }

    // By hand: there is one for each hit, and most of an export's time is here.
    Result<void> close_first() {
        const Open& open = open_.front();
        line_.clear();
        if (has_written_) {
            line_ += ",\n";
        } else {
            line_ += conversations_ > 0 ? ",\n {\"conversation\":" : "\n {\"conversation\":";
            line_ += std::to_string(conversations_ + 1) + ",\"items\":[\n";
        }
        has_written_ = true;
        line_ += "  {\"seq\":" + std::to_string(open.item.seq()) + ",\"status\":\"";
        line_ += name(open.item.status());
        line_ += "\",\"before\":";
        append_counts(line_, open.before);
        line_ += ",\"after\":";
        append_counts(line_, open.after);
        line_ += '}';
        open_.pop_front();
        return write_(line_);
    }

    const std::vector<Placed>& items_;
    const uint64_t checkpoint_size_;
    const uint64_t neighbours_;
    const WriteText& write_;
    bool is_open_ = false;
    bool has_written_ = false;    // of the open conversation
    uint64_t conversations_ = 0;  // written
    std::string conversation_;
    std::unordered_set<uint64_t> begun_;  // messages of the open conversation
    std::deque<Part> before_;             // the last of them, at most neighbours_
    PartCounts before_counts_{};
    PartCounts totals_{};
    std::deque<Open> open_;
    std::string line_;
};

Json changes_json(const std::vector<workbench::Change>& changes) {
    Json out = Json::array();
    for (const workbench::Change& change : changes) {
        out.push_back({{"number", change.number},
                       {"action", change.adds ? "add" : "remove"},
                       {"seq", change.seq},
                       {"why", change.why},
                       {"made", to_json(change.made)},
                       {"superseded_by", change.superseded_by ? Json(*change.superseded_by) : Json(nullptr)}});
    }
    return out;
}

// The document up to its lists, without the closing brace.
Json head_json(const CaseInfo& info, const SelectionView& view, uint64_t selected, const Hash& selected_hash) {
    const workbench::Selection& selection = view.selection;
    return {{"format", "verbatim-selection v1"},
            {"case", info.id},
            {"name", selection.name},
            {"origin", selection.origin},
            {"query", selection.query},
            {"canonical", selection.canonical},
            {"order", selection.order},
            {"collapse", selection.collapse},
            {"checkpoint",
             {{"size", selection.checkpoint_size}, {"root", crypto::to_base64(selection.checkpoint_root.span())}}},
            {"version", selection.version},
            {"made", to_json(selection.made)},
            {"totals", {{"messages", selection.messages}, {"sightings", selection.sightings}}},
            {"found", {{"count", selection.count}, {"sha256", selection.list_hash.hex()}}},
            {"selected", {{"count", selected}, {"sha256", selected_hash.hex()}}},
            {"changes", changes_json(view.changes)}};
}

// "[\n30,\n7\n]", number by number.
class NumberLines {
  public:
    explicit NumberLines(const WriteText& write) : write_(write) {}
    Result<void> add(uint64_t number) {
        VB_TRY(write_((empty_ ? "[\n" : ",\n") + std::to_string(number)));
        empty_ = false;
        return {};
    }
    Result<void> end() { return write_(empty_ ? "[]" : "\n]"); }

  private:
    const WriteText& write_;
    bool empty_ = true;
};

}  // namespace

// The items with the message that each shows, by message. `rows` picks all of their rows.
Result<void> Case::Parts::place_items(std::vector<Placed>& items, const store::Predicate& rows,
                                      const store::Control& control) const {
    const auto by_seq = [](const Placed& a, const Placed& b) { return a.seq() < b.seq(); };
    std::sort(items.begin(), items.end(), by_seq);
    VB_TRY(store->threads(
        rows,
        [&](const store::ThreadRow& row) {
            const Placed wanted = Placed::of(row.seq, SelectionItem::Status::found);
            for (auto at = std::lower_bound(items.begin(), items.end(), wanted, by_seq);
                 at != items.end() && at->seq() == row.seq; ++at) {
                at->message = row.message;
            }
            return true;
        },
        control));
    std::sort(items.begin(), items.end(), by_message);
    if (!items.empty() && items.back().message == UINT64_MAX) {
        return Error{Code::integrity,
                     "the query does not find message #" + std::to_string(items.back().seq()) + " any more",
                     {},
                     "see what differs with: verbatim select CASE --rerun NAME"};
    }
    return {};
}

Result<Hash> Case::export_selection(const std::string& name, uint64_t neighbours, const WriteText& write,
                                    const store::Control& control) {
    VB_TRY_ASSIGN(const SelectionView view, saved_selection(name));
    VB_TRY(parts_->note(audit::LegalName::disclosure, "export", {}, name, view.selected, "a selection"));
    VB_TRY_ASSIGN(const store::Predicate all_rows, parts_->item_rows(view.selection, view.changes));
    std::vector<Placed> items;
    workbench::ListHash selected;
    VB_TRY(each_item(name, [&](const SelectionItem& item) {
        items.push_back(Placed::of(item.seq, item.status));
        if (item.status != SelectionItem::Status::removed) {
            selected.add(item.seq);
        }
        return Result<void>{};
    }));
    const uint64_t selected_count = selected.count();
    // Of what was destroyed since, the list keeps the number; nothing lies around it any more.
    std::erase_if(items, [this](const Placed& item) { return is_destroyed(item.seq()); });
    crypto::Sha256 whole;
    const WriteText hashed = [&](std::string_view text) {
        whole.update(as_bytes(text));
        return write(text);
    };
    std::string head = head_json(parts_->info, view, selected_count, selected.finish())
                           .dump(1, ' ', false, Json::error_handler_t::replace);
    head.resize(head.size() - 2);  // what closes it
    VB_TRY(hashed(head + ",\n \"list\": "));
    NumberLines list(hashed);
    VB_TRY(each_selected(name, [&](uint64_t seq) { return list.add(seq); }));
    VB_TRY(list.end());
    VB_TRY(hashed(",\n \"neighbours\": " + std::to_string(neighbours) + ",\n \"around\": ["));
    VB_TRY(parts_->place_items(items, all_rows, control));
    Around around(items, view.selection.checkpoint_size, neighbours, hashed);
    Result<void> written;
    VB_TRY(parts_->store->threads(
        store::same_conversation(all_rows),
        [&](const store::ThreadRow& row) {
            written = around.row(row);
            return written.ok();
        },
        control));
    VB_TRY(std::move(written));
    VB_TRY(around.end());
    VB_TRY(hashed("\n ]\n}\n"));
    return whole.finish();
}

}  // namespace verbatim::app
