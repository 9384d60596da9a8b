// SPDX-License-Identifier: Apache-2.0
#include "cli/selection_text.h"

#include <algorithm>

#include "cli/words.h"

namespace verbatim::cli {
namespace {

std::string by_at(const workbench::Made& made) {
    return safe_line(made.by) + ", " + safe_line(made.at);
}

void write_numbers(Session& session, const std::string& what, const std::vector<uint64_t>& numbers) {
    if (numbers.empty()) {
        return;
    }
    session.out.line(what + " (" + grouped(numbers.size()) + "):");
    for (const uint64_t number : numbers) {
        session.out.line("  #" + std::to_string(number));
    }
}

}  // namespace

Json to_json(const workbench::Made& made) {
    return {{"time", made.at}, {"by", made.by}};
}

Json to_json(const workbench::Selection& selection) {
    return {{"name", selection.name},
            {"origin", selection.origin},
            {"query", selection.query},
            {"canonical", selection.canonical},
            {"order", selection.order},
            {"collapse", selection.collapse},
            {"checkpoint_size", selection.checkpoint_size},
            {"checkpoint_root", selection.checkpoint_root.hex()},
            {"version", selection.version},
            {"messages", selection.messages},
            {"sightings", selection.sightings},
            {"count", selection.count},
            {"list_sha256", selection.list_hash.hex()},
            {"made", to_json(selection.made)}};
}

Json to_json(const workbench::Change& change) {
    return {{"change", change.number},
            {"action", change.adds ? "add" : "remove"},
            {"seq", change.seq},
            {"why", change.why},
            {"made", to_json(change.made)},
            {"superseded_by", change.superseded_by ? Json(*change.superseded_by) : Json(nullptr)}};
}

Json to_json(const app::SelectionView& view) {
    Json out = to_json(view.selection);
    out["removed"] = view.removed;
    out["added"] = view.added;
    out["selected"] = view.selected;
    Json changes = Json::array();
    for (const workbench::Change& change : view.changes) {
        changes.push_back(to_json(change));
    }
    out["changes"] = std::move(changes);
    return out;
}

Json to_json(const app::SelectionRerun& rerun) {
    return {{"name", rerun.selection.name},
            {"same", rerun.same()},
            {"checkpoint_size", rerun.selection.checkpoint_size},
            {"canonical_then", rerun.selection.canonical},
            {"canonical_now", rerun.canonical},
            {"version_then", rerun.selection.version},
            {"version_now", rerun.version},
            {"count_then", rerun.selection.count},
            {"count_now", rerun.count},
            {"list_sha256_then", rerun.selection.list_hash.hex()},
            {"list_sha256_now", rerun.list_hash.hex()},
            {"gone", rerun.gone},
            {"gained", rerun.gained}};
}

std::string item_words(const app::SelectionItem& item, const std::vector<workbench::Change>& changes) {
    const auto change = std::find_if(changes.begin(), changes.end(),
                                     [&](const workbench::Change& one) { return one.number == item.change; });
    if (change == changes.end()) {
        return {};
    }
    const std::string what = item.status == app::SelectionItem::Status::removed ? "removed by hand"
                             : item.status == app::SelectionItem::Status::added ? "added by hand"
                                                                                : "removed and taken back by hand";
    return what + ": " + safe_line(change->why) + " (" + by_at(change->made) + ")";
}

void write_selection(Session& session, const app::SelectionView& view) {
    const workbench::Selection& selection = view.selection;
    Output& out = session.out;
    out.line(session.terminal.styled(Style::bold, safe_line(selection.name)) + ": " +
             counted(view.selected, "item", "items") + " selected (" + grouped(selection.count) + " found, " +
             grouped(view.removed) + " removed by hand, " + grouped(view.added) + " added by hand)");
    out.line("  Query:         " + safe_line(selection.query));
    out.line("  Understood as: " + safe_line(selection.canonical));
    out.line("  Order:         " + selection.order + ", one for each " +
             (selection.collapse == "messages" ? "message" : "sighting"));
    out.line("  Made of:       " + counted(selection.checkpoint_size, "record", "records") + " under root " +
             selection.checkpoint_root.hex());
    out.line("  Found:         " + counted(selection.messages, "message", "messages") + ", " +
             counted(selection.sightings, "sighting", "sightings") + "; SHA-256 of the numbers " +
             selection.list_hash.hex());
    out.line("  Made:          " + by_at(selection.made) + ", as a " + safe_line(selection.origin) + " with Verbatim " +
             safe_line(selection.version));
    for (const workbench::Change& change : view.changes) {
        out.line("  Change " + std::to_string(change.number) + ": #" + std::to_string(change.seq) +
                 (change.adds ? " added" : " removed") + ": " + safe_line(change.why) + " (" + by_at(change.made) +
                 ")" + (change.superseded_by ? ", superseded by change " + std::to_string(*change.superseded_by) : ""));
    }
}

void write_rerun(Session& session, const app::SelectionRerun& rerun) {
    const workbench::Selection& saved = rerun.selection;
    if (!rerun.same_canonical()) {
        session.out.line("The query is understood otherwise than by Verbatim " + safe_line(saved.version) + ":");
        session.out.line("  then: " + safe_line(saved.canonical));
        session.out.line("  now:  " + safe_line(rerun.canonical));
    }
    if (rerun.same()) {
        session.out.line("The same: " + counted(rerun.count, "hit", "hits") + " among the first " +
                         counted(saved.checkpoint_size, "record", "records") + ", in the same order, SHA-256 " +
                         rerun.list_hash.hex() + ".");
        return;
    }
    session.out.line("It differs: " + counted(saved.count, "hit", "hits") + " then, " + grouped(rerun.count) +
                     " now, among the first " + counted(saved.checkpoint_size, "record", "records") + ".");
    write_numbers(session, "Found then, not now", rerun.gone);
    write_numbers(session, "Found now, not then", rerun.gained);
    if (rerun.gone.empty() && rerun.gained.empty()) {
        session.out.line("The messages are the same; their order is not.");
    }
}

}  // namespace verbatim::cli
