// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include "cli/interrupt.h"
#include "cli/words.h"

namespace verbatim::cli {

void Session::note(std::string_view text) {
    say(terminal.styled_error(Style::dim, "note: ") + std::string(text));
}

void Session::warning(std::string_view text) {
    say(terminal.styled_error(Style::warning, "warning: ") + std::string(text));
}

Result<std::unique_ptr<app::Case>> open_case(Session& session, const std::string& folder, app::StoreUse store) {
    app::OpenOptions options;
    options.store = store;
    options.who = session.who;
    options.purpose = session.why;
    VB_TRY_ASSIGN(auto opened, app::Case::open(folder, options));
    for (const std::string& action : opened->recovered()) {
        session.say("recovered: " + safe_line(action));
    }
    if (!opened->store_problem().empty() && store != app::StoreUse::none) {
        session.warning("no search store: " + safe_line(opened->store_problem()));
    }
    return opened;
}

store::Control store_control(const Session& session) {
    store::Control control;
    control.cancelled = [&session] { return interrupted() || !session.out.open(); };
    return control;
}

void show_error(Session& session, const Error& error) {
    std::string line = session.terminal.styled_error(Style::bad, "verbatim:") + " " + safe_line(error.what);
    if (!error.where.source.empty() || error.where.offset) {
        std::string where = safe_line(error.where.source);
        if (error.where.offset) {
            where += std::string(where.empty() ? "" : " ") + "at " + grouped(*error.where.offset);
        }
        line += "; " + where;
    }
    if (!error.advice.empty()) {
        line += "; " + safe_line(error.advice);
    }
    session.say(line);
}

std::vector<std::string> safe_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (true) {
        const size_t line_break = text.find('\n');
        std::string_view line = text.substr(0, line_break);
        if (line_break != std::string_view::npos && line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        lines.push_back(safe_line(line));
        if (line_break == std::string_view::npos) {
            return lines;
        }
        text.remove_prefix(line_break + 1);
    }
}

uint64_t rows_to_show(const Session& session, const RowLimit& limit, bool all) {
    if (all) {
        return 0;
    }
    if (limit.rows != 0) {
        return limit.rows;
    }
    return session.terminal.output_is_terminal() ? kTerminalRows : 0;
}

void say_destroyed(Session& session, uint64_t count) {
    if (count > 0) {
        session.note(grouped(count) + " of them not shown: destroyed by law; see: verbatim destroy CASE --list");
    }
}

void say_shown(Session& session, bool in_table, uint64_t shown, uint64_t total, std::string_view what,
               std::string_view more) {
    if (!session.out.open()) {
        return;  // whoever closed the listing knows that it is not whole
    }
    std::string line = "Shown: " + grouped(shown) + " of " + grouped(total) + " " + std::string(what) + ".";
    if (shown < total) {
        line += more.empty() ? " All of them: --all, more: --limit N." : std::string(more);
    }
    if (in_table) {
        session.out.line(session.terminal.styled(Style::dim, line));
    } else if (shown < total) {
        session.note(line);
    }
}

}  // namespace verbatim::cli
