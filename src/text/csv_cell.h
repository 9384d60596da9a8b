// SPDX-License-Identifier: Apache-2.0
// One cell of a CSV file (RFC 4180), guarded against spreadsheets.
//
// Spreadsheets run a cell that begins with = + - @ (or a tab or line break before one) as a formula: such a cell gets
// an apostrophe in front, and so does one that begins with an apostrophe, so that taking one leading apostrophe away
// always gives the true text back. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace verbatim::text {

// Appends the cell, guarded, and quoted if it has to be.
void append_csv_cell(std::string_view text, std::string& out);
std::string csv_cell(std::string_view text);

}  // namespace verbatim::text
