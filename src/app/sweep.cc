// SPDX-License-Identifier: Apache-2.0
#include "app/sweep.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "app/case.h"
#include "app/internal/parts.h"
#include "search/query.h"

namespace verbatim::app {
namespace {

// Sorted lists that a hit's sightings are looked up in.
struct Marks {
    std::vector<uint64_t> selected;
    std::vector<uint64_t> removed;
    std::vector<std::pair<uint64_t, std::vector<uint64_t>>> disclosures;
};

bool shows_one_of(const store::Hit& hit, const std::vector<uint64_t>& sorted) {
    const auto listed = [&](uint64_t seq) { return std::binary_search(sorted.begin(), sorted.end(), seq); };
    return listed(hit.seq) || std::any_of(hit.sightings.begin(), hit.sightings.end(),
                                          [&](const store::Sighting& sighting) { return listed(sighting.seq); });
}

Result<Marks> load_marks(Case& opened, const std::string& selection) {
    Marks marks;
    if (!selection.empty()) {
        VB_TRY(opened.each_item(selection, [&](const SelectionItem& item) {
            (item.status == SelectionItem::Status::removed ? marks.removed : marks.selected).push_back(item.seq);
            return Result<void>{};
        }));
        std::sort(marks.selected.begin(), marks.selected.end());
        std::sort(marks.removed.begin(), marks.removed.end());
    }
    VB_TRY_ASSIGN(workbench::Workbench * bench, opened.workbench());
    std::vector<uint64_t> numbers;
    VB_TRY(bench->each_disclosure([&](const workbench::Disclosure& disclosure) {
        numbers.push_back(disclosure.number);
        return Result<void>{};
    }));
    for (const uint64_t number : numbers) {
        std::vector<uint64_t> list;
        VB_TRY(bench->each_disclosed(number, [&](uint64_t seq) {
            list.push_back(seq);
            return Result<void>{};
        }));
        std::sort(list.begin(), list.end());
        marks.disclosures.emplace_back(number, std::move(list));
    }
    return marks;
}

// The query of the sweep, written by the language's own printer so that any name is quoted as it must be.
search::Node value_node(search::Field field, const std::string& text) {
    search::Node node;
    node.kind = search::Node::Kind::value;
    node.field = field;
    node.text = text;
    return node;
}

search::Node of_kind(search::Node::Kind kind, std::vector<search::Node> children) {
    if (children.size() == 1 && kind != search::Node::Kind::negation) {
        return std::move(children.front());
    }
    search::Node node;
    node.kind = kind;
    node.children = std::move(children);
    return node;
}

std::string query_text(search::Node root) {
    return search::to_canonical({std::move(root)});
}

search::Node people_node(const std::vector<std::string>& handles, const std::set<std::string>& accounts) {
    std::vector<search::Node> any;
    for (const std::string& handle : handles) {
        any.push_back(value_node(search::Field::with, handle));
    }
    for (const std::string& handle : handles) {
        if (accounts.count(handle) > 0) {
            any.push_back(value_node(search::Field::account, handle));
        }
    }
    return of_kind(search::Node::Kind::any_of, std::move(any));
}

search::Node time_node(const Sweep& sweep) {
    search::Node node;
    node.kind = search::Node::Kind::range;
    node.field = search::Field::sent;
    node.begin = sweep.begin_ms;
    node.end = sweep.end_ms;
    return node;
}

search::Node no_time_node() {
    return of_kind(search::Node::Kind::negation, {value_node(search::Field::has, "time")});
}

}  // namespace

// The rows of a selection's items.
Result<store::Predicate> Case::Parts::item_rows(const workbench::Selection& selection,
                                                const std::vector<workbench::Change>& changes) {
    VB_TRY_ASSIGN(store::Predicate query, compile_saved(selection, nullptr));
    std::vector<store::Predicate> rows;
    rows.push_back(std::move(query));
    for (const uint64_t seq : Decisions(changes).named()) {
        rows.push_back(store::seq_range(seq, seq + 1));
    }
    return store::any_of(std::move(rows));
}

Result<Sweep> Case::prepare_sweep(const SweepOptions& options, const store::Control& control) {
    VB_TRY(parts_->need_store());
    Sweep sweep;
    sweep.options = options;
    std::optional<store::Predicate> rows;
    if (!options.selection.empty()) {
        VB_TRY_ASSIGN(const SelectionView view, saved_selection(options.selection));
        VB_TRY_ASSIGN(rows, parts_->item_rows(view.selection, view.changes));
    }
    std::set<std::string> people(options.handles.begin(), options.handles.end());
    if (people.empty() && rows) {
        VB_TRY(parts_->store->conversations(
            store::same_conversation(*rows),
            [&](const store::ConversationInfo& conversation) {
                people.insert(conversation.participants.begin(), conversation.participants.end());
                return true;
            },
            control));
    }
    people.erase("");
    if (people.empty()) {
        return Error{Code::usage,
                     "a sweep needs people: none is known",
                     {options.selection, {}},
                     "name a selection that holds messages, or --handle"};
    }
    sweep.handles.assign(people.begin(), people.end());
    std::optional<int64_t> event = options.event_ms;
    if (!event && rows) {
        const store::Predicate timed = store::all_of({*rows, store::negation(store::no_time())});
        VB_TRY_ASSIGN(const auto last, parts_->store->search(timed, {.limit = 1}, control));
        store::Hit hit;
        VB_TRY_ASSIGN(const bool found, last->next(hit));
        if (found) {
            event = hit.sort_ms;
        }
    }
    if (!event) {
        return Error{Code::usage, "a sweep needs an event to start from", {options.selection, {}}, "--event TIME"};
    }
    sweep.event_ms = *event;
    sweep.begin_ms = *event - options.before_ms;
    if (options.after_ms > 0) {
        sweep.end_ms = *event + options.after_ms + 1;
    }
    std::set<std::string> accounts;
    VB_TRY(parts_->store->group_by(
        store::everything(), store::GroupKey::account,
        [&](const store::GroupCount& group) {
            accounts.insert(group.key);
            return true;
        },
        control));
    const search::Node theirs = people_node(sweep.handles, accounts);
    search::Node when = time_node(sweep);
    if (options.undated) {
        when = of_kind(search::Node::Kind::any_of, {std::move(when), no_time_node()});
    }
    sweep.query = query_text(of_kind(search::Node::Kind::all_of, {theirs, std::move(when)}));
    VB_TRY_ASSIGN(sweep.totals, count(sweep.query, control));
    VB_TRY_ASSIGN(const store::Totals undated,
                  count(query_text(of_kind(search::Node::Kind::all_of, {theirs, no_time_node()})), control));
    sweep.undated = undated.messages;
    return sweep;
}

Result<void> Case::each_swept(Sweep& sweep, const std::function<Result<void>(const SweptHit&)>& each,
                              const store::Control& control) {
    VB_TRY_ASSIGN(const Marks marks, load_marks(*this, sweep.options.selection));
    SearchOptions options;
    options.page.order = store::Order::oldest;
    options.count = false;
    VB_TRY_ASSIGN(const SearchResult result, search(sweep.query, options, control));
    store::Hit hit;
    while (true) {
        VB_TRY_ASSIGN(const bool more, result.hits->next(hit));
        if (!more) {
            break;
        }
        SweptHit swept{hit, shows_one_of(hit, marks.selected), shows_one_of(hit, marks.removed), {}};
        for (const auto& [number, list] : marks.disclosures) {
            if (shows_one_of(hit, list)) {
                swept.disclosures.push_back(number);
            }
        }
        for (SweepCounts* counts :
             {&sweep.all, &sweep.by_conversation[hit.conversation], &sweep.by_sender[hit.sender]}) {
            ++counts->messages;
            counts->selected += swept.selected ? 1 : 0;
            counts->disclosed += swept.disclosures.empty() ? 0 : 1;
        }
        VB_TRY(each(swept));
    }
    if (sweep.all.messages != sweep.totals.messages) {
        return Error{Code::internal,
                     "the sweep gave " + std::to_string(sweep.all.messages) + " messages, its total says " +
                         std::to_string(sweep.totals.messages),
                     {},
                     "please report this"};
    }
    return {};
}

}  // namespace verbatim::app
