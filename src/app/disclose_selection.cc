// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "app/internal/disclose_selection.h"

namespace verbatim::app {
namespace {

// Sequence and exhibit numbers, sorted; a message may be part of several exhibits.
using Exhibits = std::vector<std::pair<uint64_t, std::string>>;

Result<Exhibits> exhibits_of(Case& door, const std::vector<uint64_t>& sequences) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, door.workbench());
    std::vector<std::string> numbers;
    VB_TRY(bench->each_exhibit([&](const workbench::Exhibit& exhibit) -> Result<void> {
        if (!exhibit.withdrawn) {
            numbers.push_back(exhibit.number);
        }
        return {};
    }));
    Exhibits out;
    for (const std::string& number : numbers) {
        VB_TRY(bench->each_shown(number, [&](uint64_t sequence) -> Result<void> {
            if (std::binary_search(sequences.begin(), sequences.end(), sequence)) {
                out.emplace_back(sequence, number);
            }
            return {};
        }));
    }
    std::sort(out.begin(), out.end());
    Exhibits joined;
    for (auto& [sequence, number] : out) {
        if (!joined.empty() && joined.back().first == sequence) {
            joined.back().second += ", " + number;
        } else {
            joined.emplace_back(sequence, std::move(number));
        }
    }
    return joined;
}

}  // namespace

Result<disclose::SelectedRecords> selected_records(Case& door, const std::string& name, uint64_t sealed,
                                                   disclose::DisclosureFacts& facts, const store::Control& control) {
    VB_TRY_ASSIGN(const SelectionView view, door.saved_selection(name));
    disclose::SelectedRecords selected;
    uint64_t later = 0;
    uint64_t destroyed = 0;
    VB_TRY(door.each_selected(name, [&](uint64_t sequence) -> Result<void> {
        if (door.is_destroyed(sequence)) {
            ++destroyed;
            return {};
        }
        later += sequence >= sealed ? 1 : 0;
        selected.sequences.push_back(sequence);
        return {};
    }));
    if (later > 0) {
        return Error{Code::conflict,
                     std::to_string(later) + " messages of the selection came in after the seal",
                     {name, {}},
                     "seal the case again: verbatim seal"};
    }
    std::sort(selected.sequences.begin(), selected.sequences.end());
    VB_TRY(door.export_selection(
        name, kNeighbours,
        [&](std::string_view text) -> Result<void> {
            selected.json += text;
            return {};
        },
        control));
    VB_TRY_ASSIGN(auto exhibits, exhibits_of(door, selected.sequences));
    selected.exhibit = [exhibits = std::make_shared<const Exhibits>(std::move(exhibits))](uint64_t sequence) {
        const auto at = std::lower_bound(exhibits->begin(), exhibits->end(), sequence,
                                         [](const auto& entry, uint64_t wanted) { return entry.first < wanted; });
        return at == exhibits->end() || at->first != sequence ? std::string_view() : std::string_view(at->second);
    };
    facts.selection.query = view.selection.query;
    facts.selection.canonical = view.selection.canonical;
    facts.selection.name = name;
    facts.selection.found = view.selection.count;
    for (const workbench::Change& change : view.changes) {
        facts.selection.by_hand.push_back({change.adds, change.seq, change.made.by, change.made.at, change.why});
    }
    if (destroyed > 0) {
        facts.around.excluded.push_back({"in the selection, destroyed by law since", destroyed});
    }
    if (view.removed > 0) {
        facts.around.excluded.push_back({"found by the query, removed from the selection by hand", view.removed});
    }
    facts.scopes.push_back({"the selection \"" + name + "\": what the query " + view.selection.canonical +
                                " found, with what was added and without what was removed by hand",
                            false, 0});
    return selected;
}

}  // namespace verbatim::app
