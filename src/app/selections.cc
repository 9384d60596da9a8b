// SPDX-License-Identifier: Apache-2.0
// Selecting: saving a query with what it finds, changing that by hand, making it again.
#include "app/selections.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "app/case.h"
#include "app/internal/parts.h"
#include "app/internal/selected.h"

namespace verbatim::app {
namespace {

constexpr std::array kOrders{store::Order::newest, store::Order::oldest, store::Order::sequence};

// The numbers of a cursor's hits. At the end their count must be the one that the totals promise.
workbench::NumberSource numbers_of_hits(store::HitCursor& hits, uint64_t expected) {
    return [&hits, expected, hit = store::Hit(), count = uint64_t{0}]() mutable -> Result<std::optional<uint64_t>> {
        VB_TRY_ASSIGN(const bool more, hits.next(hit));
        if (more) {
            ++count;
            return std::optional(hit.seq);
        }
        if (count != expected) {
            return Error{
                Code::internal,
                "the search gave " + std::to_string(count) + " hits, its total says " + std::to_string(expected),
                {},
                "nothing was saved; please report this"};
        }
        return std::optional<uint64_t>();
    };
}

std::vector<uint64_t> in_first_only(const std::vector<uint64_t>& first, const std::vector<uint64_t>& second) {
    std::vector<uint64_t> out;
    std::set_difference(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(out));
    return out;
}

}  // namespace

std::string_view name(store::Order order) {
    switch (order) {
        case store::Order::newest:
            return "newest";
        case store::Order::oldest:
            return "oldest";
        case store::Order::sequence:
            return "sequence";
    }
    return "";
}

std::optional<store::Order> order_of(std::string_view word) {
    const auto* const found =
        std::find_if(kOrders.begin(), kOrders.end(), [&](store::Order order) { return name(order) == word; });
    return found == kOrders.end() ? std::nullopt : std::optional(*found);
}

std::string_view name(store::Collapse collapse) {
    return collapse == store::Collapse::messages ? "messages" : "sightings";
}

std::string_view name(SelectionItem::Status status) {
    switch (status) {
        case SelectionItem::Status::found:
            return "found";
        case SelectionItem::Status::removed:
            return "removed";
        case SelectionItem::Status::added:
            return "added";
    }
    return "";
}

Decisions::Decisions(const std::vector<workbench::Change>& changes) {
    for (const workbench::Change& change : changes) {
        last_[change.seq].change = &change;
    }
}

SelectionItem Decisions::found(uint64_t seq) {
    const auto at = last_.find(seq);
    if (at == last_.end()) {
        return {seq, SelectionItem::Status::found, 0};
    }
    at->second.found = true;
    const workbench::Change& change = *at->second.change;
    return {seq, change.adds ? SelectionItem::Status::found : SelectionItem::Status::removed, change.number};
}

std::vector<SelectionItem> Decisions::by_hand() const {
    std::vector<SelectionItem> out;
    for (const auto& [seq, last] : last_) {
        if (!last.found) {
            out.push_back({seq, last.change->adds ? SelectionItem::Status::added : SelectionItem::Status::removed,
                           last.change->number});
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.change < b.change; });
    return out;
}

std::vector<uint64_t> Decisions::named() const {
    std::vector<uint64_t> out;
    for (const auto& [seq, last] : last_) {
        out.push_back(seq);
    }
    return out;
}

Result<workbench::Workbench*> Case::workbench() {
    if (!parts_->bench) {
        VB_TRY_ASSIGN(parts_->bench, workbench::Workbench::open(parts_->folder + "/workbench.db"));
    }
    return parts_->bench.get();
}

Result<workbench::Selection> Case::select(const NewSelection& asked, const store::Control& control) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, workbench());
    workbench::Selection selection;
    VB_TRY_ASSIGN(store::Predicate predicate, parts_->compile(asked.query, &selection.canonical));
    selection.name = asked.name;
    selection.origin = asked.origin;
    selection.query = asked.query;
    selection.order = name(asked.order);
    selection.collapse = name(asked.collapse);
    selection.checkpoint_size = parts_->log->committed_size();
    VB_TRY_ASSIGN(selection.checkpoint_root, parts_->log->root_at(selection.checkpoint_size));
    selection.version = VERBATIM_VERSION;
    selection.made = asked.made;
    predicate = store::before_seq(std::move(predicate), selection.checkpoint_size);
    VB_TRY_ASSIGN(const store::Totals totals, parts_->store->total(predicate, control));
    selection.messages = totals.messages;
    selection.sightings = totals.sightings;
    const store::Page page{asked.order, asked.collapse, {}, 0, false};
    VB_TRY_ASSIGN(const auto hits, parts_->store->search(predicate, page, control));
    VB_TRY(parts_->note(audit::LegalName::alteration, "select", asked.query, asked.name, 0,
                        std::to_string(totals.messages) + " messages match"));
    const uint64_t expected = asked.collapse == store::Collapse::messages ? totals.messages : totals.sightings;
    return bench->add_selection(std::move(selection), numbers_of_hits(*hits, expected));
}

// The question that a saved selection asks, bounded by its checkpoint, which the log must still stand on.
Result<store::Predicate> Case::Parts::compile_saved(const workbench::Selection& selection, std::string* canonical) {
    VB_TRY_ASSIGN(store::Predicate predicate, compile(selection.query, canonical));
    if (selection.checkpoint_size > log->committed_size()) {
        return Error{Code::integrity,
                     "the selection was made of " + std::to_string(selection.checkpoint_size) +
                         " records, the log holds " + std::to_string(log->committed_size()),
                     {selection.name, {}},
                     "run `verbatim verify`; an older copy of the case may stand here"};
    }
    VB_TRY_ASSIGN(const Hash root, log->root_at(selection.checkpoint_size));
    if (root != selection.checkpoint_root) {
        return Error{Code::integrity,
                     "the selection was made under root " + selection.checkpoint_root.hex() +
                         ", the log's root at that size is " + root.hex(),
                     {selection.name, {}},
                     "the selection belongs to another log"};
    }
    return store::before_seq(std::move(predicate), selection.checkpoint_size);
}

Result<SelectionRerun> Case::rerun_selection(const std::string& name, const store::Control& control) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, workbench());
    SelectionRerun rerun;
    VB_TRY_ASSIGN(rerun.selection, bench->selection(name));
    rerun.version = VERBATIM_VERSION;
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile_saved(rerun.selection, &rerun.canonical));
    const bool by_message = rerun.selection.collapse == app::name(store::Collapse::messages);
    const store::Page page{order_of(rerun.selection.order).value_or(store::Order::oldest),
                           by_message ? store::Collapse::messages : store::Collapse::sightings,
                           {},
                           0,
                           false};
    VB_TRY_ASSIGN(rerun.totals, parts_->store->total(predicate, control));
    VB_TRY(parts_->note(audit::LegalName::consultation, "rerun", rerun.selection.query, name, 0, {}));
    VB_TRY_ASSIGN(const auto hits, parts_->store->search(predicate, page, control));
    const auto next = numbers_of_hits(*hits, by_message ? rerun.totals.messages : rerun.totals.sightings);
    std::vector<uint64_t> now;
    workbench::ListHash hash;
    while (true) {
        VB_TRY_ASSIGN(const std::optional<uint64_t> number, next());
        if (!number) {
            break;
        }
        hash.add(*number);
        now.push_back(*number);
    }
    rerun.count = hash.count();
    rerun.list_hash = hash.finish();
    if (rerun.same()) {
        return rerun;
    }
    std::vector<uint64_t> saved;
    VB_TRY(bench->each_found(name, [&](uint64_t number) {
        saved.push_back(number);
        return Result<void>{};
    }));
    std::sort(now.begin(), now.end());
    std::sort(saved.begin(), saved.end());
    rerun.gone = in_first_only(saved, now);
    rerun.gained = in_first_only(now, saved);
    return rerun;
}

Result<void> Case::each_item(const std::string& name, const EachItem& each) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, workbench());
    VB_TRY_ASSIGN(const std::vector<workbench::Change> changes, bench->changes(name));
    Decisions decisions(changes);
    VB_TRY(bench->each_found(name, [&](uint64_t number) { return each(decisions.found(number)); }));
    for (const SelectionItem& item : decisions.by_hand()) {
        VB_TRY(each(item));
    }
    return {};
}

Result<void> Case::each_selected(const std::string& name, const workbench::EachNumber& each) {
    return each_item(name, [&](const SelectionItem& item) {
        return item.status == SelectionItem::Status::removed ? Result<void>{} : each(item.seq);
    });
}

Result<SelectionView> Case::saved_selection(const std::string& name) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, workbench());
    SelectionView view;
    VB_TRY_ASSIGN(view.selection, bench->selection(name));
    VB_TRY_ASSIGN(view.changes, bench->changes(name));
    VB_TRY(each_item(name, [&](const SelectionItem& item) {
        view.removed += item.status == SelectionItem::Status::removed ? 1 : 0;
        view.added += item.status == SelectionItem::Status::added ? 1 : 0;
        view.selected += item.status == SelectionItem::Status::removed ? 0 : 1;
        return Result<void>{};
    }));
    return view;
}

Result<workbench::Change> Case::change_selection(const std::string& name, workbench::Change change) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, workbench());
    VB_TRY(parts_->need_record(change.seq));
    bool selected = false;
    VB_TRY(each_selected(name, [&](uint64_t seq) {
        selected = selected || seq == change.seq;
        return Result<void>{};
    }));
    if (selected == change.adds) {
        return Error{Code::usage,
                     "message #" + std::to_string(change.seq) +
                         (selected ? " is part of the selection already" : " is not part of the selection"),
                     {name, {}},
                     "see: verbatim select CASE --show " + name};
    }
    VB_TRY(parts_->note(audit::LegalName::alteration, "select", {}, name, 0,
                        (change.adds ? "added message " : "removed message ") + std::to_string(change.seq)));
    return bench->add_change(name, std::move(change));
}

Result<void> Case::Parts::need_record(uint64_t seq) const {
    if (seq < log->committed_size()) {
        return removed.has(seq) ? Result<void>(destroyed_error(seq)) : Result<void>();
    }
    return Error{Code::not_found,
                 "no record " + std::to_string(seq) + "; the case holds " + std::to_string(log->committed_size()),
                 {},
                 "records are numbered from 0"};
}

Result<workbench::Exhibit> Case::add_exhibit(workbench::Exhibit exhibit, const std::vector<uint64_t>& seqs) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, workbench());
    VB_TRY(parts_->note(audit::LegalName::alteration, "exhibit", {},
                        exhibit.selection.empty() ? audit::record_list(seqs) : exhibit.selection, 0, exhibit.title));
    if (exhibit.selection.empty()) {
        for (const uint64_t seq : seqs) {
            VB_TRY(parts_->need_record(seq));
        }
        return bench->add_exhibit(std::move(exhibit), workbench::numbers_of(seqs));
    }
    std::vector<uint64_t> selected;
    VB_TRY(each_selected(exhibit.selection, [&](uint64_t seq) {
        selected.push_back(seq);
        return Result<void>{};
    }));
    return bench->add_exhibit(std::move(exhibit), workbench::numbers_of(std::move(selected)));
}

Result<void> Case::withdraw_exhibit(const std::string& number, const workbench::Exhibit::Withdrawal& withdrawal) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, workbench());
    VB_TRY(parts_->note(audit::LegalName::alteration, "withdraw exhibit", {}, number, 0, withdrawal.why));
    return bench->withdraw_exhibit(number, withdrawal);
}

Result<workbench::Disclosure> Case::note_disclosed(workbench::Disclosure disclosure, const std::string& selection) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, workbench());
    VB_TRY(parts_->note(audit::LegalName::disclosure, "disclosed", {}, selection, 0, "noted, not made"));
    std::vector<uint64_t> selected;
    VB_TRY(each_selected(selection, [&](uint64_t seq) {
        selected.push_back(seq);
        return Result<void>{};
    }));
    return bench->add_disclosure(std::move(disclosure), workbench::numbers_of(std::move(selected)));
}

}  // namespace verbatim::app
