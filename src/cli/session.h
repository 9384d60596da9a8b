// SPDX-License-Identifier: Apache-2.0
// Session: what every command works with: standard output, the terminal, and the way to a case.
//
// Standard output carries results, standard error talk. Everything from evidence passes safe_line() (or goes out as
// JSON or CSV). Errors are values; show_error() is the one place that words them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/case.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace verbatim::cli {

// Rows shown on a terminal if --limit and --all are not given. Elsewhere everything is written.
inline constexpr uint64_t kTerminalRows = 50;

struct Session {
    Output out{1};
    Terminal terminal;
    std::string who;  // for the audit log; empty: the login name
    std::string why;

    void say(std::string_view line) { terminal.say(line); }
    void note(std::string_view text);     // "note: ..."
    void warning(std::string_view text);  // "warning: ...", in colour
};

// Opens a case and says what recovery did, or why there is no store.
Result<std::unique_ptr<app::Case>> open_case(Session& session, const std::string& folder,
                                             app::StoreUse store = app::StoreUse::required);

// Controls that end when the user asks to stop or nobody reads the output any more.
store::Control store_control(const Session& session);

// "verbatim: what (where); advice" on standard error, in a form that is safe on a terminal.
void show_error(Session& session, const Error& error);

// `text` split at line breaks, each line safe on a terminal.
std::vector<std::string> safe_lines(std::string_view text);

// How many rows to show: --all is no limit (0), else --limit, else what suits the terminal.
struct RowLimit {
    uint64_t rows = 0;  // 0: not stated
};
uint64_t rows_to_show(const Session& session, const RowLimit& limit, bool all);

// That so many messages of a list are not shown because tombstones removed them; nothing if there are none.
void say_destroyed(Session& session, uint64_t count);

// "Shown: 50 of 1,234 conversations; the rest: --all". Where it goes depends on what the output is for: a table ends
// with it, JSON and CSV leave it to standard error.
void say_shown(Session& session, bool in_table, uint64_t shown, uint64_t total, std::string_view what,
               std::string_view more = {});

}  // namespace verbatim::cli
