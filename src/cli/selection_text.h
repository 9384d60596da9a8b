// SPDX-License-Identifier: Apache-2.0
// Selections, changes and reruns as people read them, and as JSON for programs. Everything for people is safe on a
// terminal.
#pragma once

#include <string>
#include <vector>

#include "app/selections.h"
#include "cli/json_line.h"
#include "cli/session.h"

namespace verbatim::cli {

Json to_json(const workbench::Made& made);
Json to_json(const workbench::Selection& selection);
Json to_json(const workbench::Change& change);
Json to_json(const app::SelectionView& view);
Json to_json(const app::SelectionRerun& rerun);

// "removed by hand: his card (Examiner 12, 2026-11-23T20:26:44Z)"; empty for what the query found.
std::string item_words(const app::SelectionItem& item, const std::vector<workbench::Change>& changes);

void write_selection(Session& session, const app::SelectionView& view);
void write_rerun(Session& session, const app::SelectionRerun& rerun);

}  // namespace verbatim::cli
