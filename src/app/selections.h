// SPDX-License-Identifier: Apache-2.0
// Selections: what Case gives and takes about saved queries, sweeps and requests. docs/selections.md has the rules.
//
//   VB_TRY_ASSIGN(auto saved, open->select({.name = "boxes", .query = "two boxes", .made = made}, control));
//   VB_TRY_ASSIGN(auto again, open->rerun_selection("boxes", control));     // again.same() unless something changed
//
// A selection is what its query found under one checkpoint, in order, and what people added or removed since: the
// *items*. What was removed stays an item and says so.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/results.h"
#include "workbench/workbench.h"

namespace verbatim::app {

std::string_view name(store::Order order);
std::optional<store::Order> order_of(std::string_view name);
std::string_view name(store::Collapse collapse);

struct NewSelection {
    std::string name;
    std::string query;
    std::string origin = "query";
    store::Order order = store::Order::oldest;
    store::Collapse collapse = store::Collapse::messages;
    workbench::Made made;
};

struct SelectionView {
    workbench::Selection selection;
    std::vector<workbench::Change> changes;
    uint64_t removed = 0;  // items
    uint64_t added = 0;
    uint64_t selected = 0;  // items that count: found and not removed, or added
};

struct SelectionItem {
    enum class Status : uint8_t { found, removed, added };
    uint64_t seq = 0;
    Status status = Status::found;
    uint64_t change = 0;  // the number of the change that decides; 0: none
};
std::string_view name(SelectionItem::Status status);
using EachItem = std::function<Result<void>(const SelectionItem&)>;

// A selection made again under its checkpoint, beside what was saved.
struct SelectionRerun {
    workbench::Selection selection;
    std::string canonical;  // the query as this program understands it
    std::string version;    // of this program
    store::Totals totals;
    uint64_t count = 0;
    Hash list_hash;
    std::vector<uint64_t> gone;    // saved, not found now; ascending
    std::vector<uint64_t> gained;  // found now, not saved; ascending
    bool same_canonical() const { return canonical == selection.canonical; }
    bool same() const { return count == selection.count && list_hash == selection.list_hash; }
};

// How many messages before and after each item the export counts.
inline constexpr uint64_t kNeighbours = 5;
inline constexpr uint64_t kNeighboursMax = 1000;
using WriteText = std::function<Result<void>(std::string_view)>;

}  // namespace verbatim::app
