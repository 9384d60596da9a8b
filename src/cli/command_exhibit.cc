// SPDX-License-Identifier: Apache-2.0
// verbatim exhibit: numbered exhibits.
#include "cli/hit_batch.h"
#include "cli/json_line.h"
#include "cli/made_options.h"
#include "cli/message_number.h"
#include "cli/selection_text.h"
#include "cli/table.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    std::string number;
    std::vector<uint64_t> seqs;
    std::string selection;
    std::string title;
    std::string pattern = "EX-####";
    MadeOptions made;
    bool json = false;
};

Json exhibit_json(const workbench::Exhibit& exhibit) {
    Json out{{"exhibit", exhibit.number},      {"title", exhibit.title}, {"order", exhibit.order},
             {"selection", exhibit.selection}, {"count", exhibit.count}, {"list_sha256", exhibit.list_hash.hex()},
             {"made", to_json(exhibit.made)},  {"withdrawn", nullptr}};
    if (exhibit.withdrawn) {
        out["withdrawn"] = {{"why", exhibit.withdrawn->why}, {"made", to_json(exhibit.withdrawn->made)}};
    }
    return out;
}

std::string withdrawn_words(const workbench::Exhibit& exhibit) {
    return exhibit.withdrawn
               ? "withdrawn: " + safe_line(exhibit.withdrawn->why) + " (" + safe_line(exhibit.withdrawn->made.by) +
                     ", " + safe_line(exhibit.withdrawn->made.at) + ")"
               : "";
}

Result<Exit> add(Session& session, const Options& options) {
    if (options.seqs.empty() == options.selection.empty()) {
        return Error{
            Code::usage, "an exhibit is made of messages, or of a selection", {}, "name either SEQ... or --selection"};
    }
    workbench::Exhibit exhibit;
    exhibit.pattern = options.pattern;
    exhibit.title = options.title;
    exhibit.selection = options.selection;
    VB_TRY_ASSIGN(exhibit.made, made_of(options.made));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    exhibit.order = "as given";
    if (!options.selection.empty()) {
        VB_TRY_ASSIGN(const app::SelectionView view, opened->saved_selection(options.selection));
        exhibit.order = view.selection.order + ", then those added by hand";
    }
    VB_TRY_ASSIGN(exhibit, opened->add_exhibit(std::move(exhibit), options.seqs));
    if (options.json) {
        session.out.line(json_text(exhibit_json(exhibit)));
    } else {
        session.out.line(safe_line(exhibit.number) + ": " + safe_line(exhibit.title) + ", " +
                         counted(exhibit.count, "message", "messages") + ".");
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> list(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    VB_TRY_ASSIGN(workbench::Workbench * bench, opened->workbench());
    Table table(session.out, session.terminal,
                {{"exhibit"}, {"messages", Align::right}, {"title", Align::left, true}, {"made"}, {"by"}, {"state"}});
    uint64_t count = 0;
    VB_TRY(bench->each_exhibit([&](const workbench::Exhibit& exhibit) {
        ++count;
        if (options.json) {
            session.out.line(json_text(exhibit_json(exhibit)));
        } else {
            table.row({safe_line(exhibit.number), grouped(exhibit.count), safe_line(exhibit.title),
                       safe_line(exhibit.made.at), safe_line(exhibit.made.by),
                       exhibit.withdrawn ? withdrawn_words(exhibit) : "stands"});
        }
        return Result<void>{};
    }));
    table.end();
    if (!options.json && count == 0) {
        session.out.line("There is no exhibit. Make one with: verbatim exhibit add");
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> show(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(workbench::Workbench * bench, opened->workbench());
    VB_TRY_ASSIGN(const workbench::Exhibit exhibit, bench->exhibit(options.number));
    if (options.json) {
        session.out.line(json_text(exhibit_json(exhibit)));
    } else {
        session.out.line(session.terminal.styled(Style::bold, safe_line(exhibit.number)) + ": " +
                         safe_line(exhibit.title) + ", " + counted(exhibit.count, "message", "messages") +
                         ", order: " + safe_line(exhibit.order) +
                         (exhibit.selection.empty() ? "" : ", of selection " + safe_line(exhibit.selection)));
        session.out.line("  Made: " + safe_line(exhibit.made.by) + ", " + safe_line(exhibit.made.at) +
                         "; SHA-256 of the numbers " + exhibit.list_hash.hex());
        if (exhibit.withdrawn) {
            session.out.line("  " + session.terminal.styled(Style::warning, withdrawn_words(exhibit)));
        }
    }
    const auto writer = hit_writer(session, options.json ? "json" : "table", "");
    HitBatch batch(*opened, *writer);
    VB_TRY(bench->each_shown(options.number, [&](uint64_t seq) { return batch.add(seq, {}); }));
    VB_TRY(batch.finish());
    say_destroyed(session, batch.destroyed());
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> withdraw(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const workbench::Made made, made_of(options.made));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    VB_TRY(opened->withdraw_exhibit(options.number, {session.why, made}));
    session.out.line(safe_line(options.number) + " is withdrawn. It stays visible, and its number is not used again.");
    VB_TRY(opened->close());
    return Exit::ok;
}

void add_number(const Command& command, Options& options) {
    command.app->add_option("number", options.number, "the exhibit's number")->type_name("NUMBER")->required();
}

}  // namespace

void add_exhibit(Commands& commands) {
    const Command exhibit = commands.add(
        Task::search, "exhibit", "numbered exhibits: messages as they are put before a court",
        {{"verbatim exhibit add harbour 17 18 21 --title 'The two boxes'", ""}, {"verbatim exhibit list harbour", ""}});
    exhibit.app->require_subcommand(1);
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(
            exhibit, "add", "make an exhibit of messages, in the order given, or of a selection",
            {{"verbatim exhibit add harbour 17 18 21 --title 'The two boxes'", ""},
             {"verbatim exhibit add harbour --selection boxes --title 'All boxes' --pattern 'A-###/2020'", ""}});
        command.case_folder(options->folder);
        add_message_numbers(command, "seqs", options->seqs, "the messages, in the exhibit's order");
        command.app->add_option("--selection", options->selection, "what is selected in it, in its order")
            ->type_name("NAME");
        command.app->add_option("--title", options->title, "what it is")->type_name("TEXT")->required();
        command.app
            ->add_option("--pattern", options->pattern,
                         "how it is numbered; # stands for the next free number (default: EX-####)")
            ->type_name("PATTERN");
        add_made_options(command, options->made);
        command.json_flag(options->json, "one JSON object");
        commands.run(command, [options](Session& session) { return add(session, *options); });
    }
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(exhibit, "list", "all exhibits, withdrawn ones too",
                                                   {{"verbatim exhibit list harbour", ""}});
        command.case_folder(options->folder);
        command.json_flag(options->json, "one JSON object a line");
        commands.run(command, [options](Session& session) { return list(session, *options); });
    }
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(exhibit, "show", "one exhibit with its messages",
                                                   {{"verbatim exhibit show harbour EX-0001", ""}});
        command.case_folder(options->folder);
        add_number(command, *options);
        command.json_flag(options->json, "one JSON object a line: the exhibit, then its messages");
        commands.run(command, [options](Session& session) { return show(session, *options); });
    }
    {
        auto options = std::make_shared<Options>();
        const Command command =
            commands.add_below(exhibit, "withdraw", "say that an exhibit no longer stands; it stays visible",
                               {{"verbatim exhibit withdraw harbour EX-0001 --why 'wrong order of messages'", ""}});
        command.case_argument(options->folder);
        add_number(command, *options);
        command.purpose("the reason")->required();
        add_made_options(command, options->made);
        commands.run(command, [options](Session& session) { return withdraw(session, *options); });
    }
}

}  // namespace verbatim::cli
