// SPDX-License-Identifier: Apache-2.0
// The query of a command line: words joined by spaces, or "-" for standard input.
#pragma once

#include <string>
#include <vector>

#include "cli/commands.h"

namespace verbatim::cli {

void add_query(const Command& command, std::vector<std::string>& words, bool required);

// The text of the query; empty words give "*", which finds everything.
Result<std::string> query_text(const std::vector<std::string>& words);

// An error of the language is shown with a line that points at the place in the query, and comes back worded for it;
// other errors come back as they are.
Error explain_query_error(Session& session, const std::string& query, const Error& error);

}  // namespace verbatim::cli
