// SPDX-License-Identifier: Apache-2.0
// Findings of `verbatim gaps` as rows: one flat JSON object each, the same as CSV, and a line for people.
//
// docs/gaps.md lists the members. A row has only the members that its kind knows; CSV has a column for each of all.
// Times are UTC with the full year. Lines for people are safe for a terminal.
#pragma once

#include <string>
#include <vector>

#include "cli/json_line.h"
#include "gaps/gaps.h"

namespace verbatim::cli {

Json gap_json(const gaps::Finding& finding);
std::vector<std::string> gap_columns();
std::vector<std::string> gap_cells(const Json& row);
std::string gap_line(const gaps::Finding& finding);
Json heat_json(const gaps::HeatDay& day);

}  // namespace verbatim::cli
