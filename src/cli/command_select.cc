// SPDX-License-Identifier: Apache-2.0
// verbatim select: saved searches that can be made again, with what people added and removed.
#include "cli/csv.h"
#include "cli/hit_batch.h"
#include "cli/json_line.h"
#include "cli/list_file.h"
#include "cli/made_options.h"
#include "cli/message_number.h"
#include "cli/query_input.h"
#include "cli/selection_text.h"
#include "cli/table.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    std::string name;
    std::vector<std::string> words;
    bool list = false;
    bool show = false;
    bool rerun = false;
    std::vector<uint64_t> add;
    std::vector<uint64_t> remove;
    std::string export_file;
    bool force = false;
    uint64_t around = app::kNeighbours;
    std::string disclosed_as;
    std::string recipient;
    std::string order = "oldest";
    bool sightings = false;
    MadeOptions made;
    RowLimit limit;
    bool all = false;
    std::string format = "table";
};

Result<void> save(Session& session, app::Case& opened, const Options& options) {
    app::NewSelection asked;
    asked.name = options.name;
    VB_TRY_ASSIGN(asked.query, query_text(options.words));
    asked.order = *app::order_of(options.order);
    asked.collapse = options.sightings ? store::Collapse::sightings : store::Collapse::messages;
    VB_TRY_ASSIGN(asked.made, made_of(options.made));
    auto saved = opened.select(asked, store_control(session));
    if (!saved) {
        return explain_query_error(session, asked.query, saved.error());
    }
    if (options.format == "json") {
        session.out.line(json_text(to_json(*saved)));
        return {};
    }
    session.out.line("Saved as " + safe_line(saved->name) + ": " + counted(saved->count, "hit", "hits") + " (" +
                     counted(saved->messages, "message", "messages") + ", " +
                     counted(saved->sightings, "sighting", "sightings") + ") among " +
                     counted(saved->checkpoint_size, "record", "records") + ".");
    session.out.line("  Understood as: " + safe_line(saved->canonical));
    session.out.line("  SHA-256 of the numbers: " + saved->list_hash.hex());
    session.out.line("Make it again with: verbatim select " + safe_line(options.folder) + " " + safe_line(saved->name) +
                     " --rerun");
    return {};
}

Result<void> list(Session& session, app::Case& opened, const Options& options) {
    VB_TRY_ASSIGN(workbench::Workbench * bench, opened.workbench());
    Table table(session.out, session.terminal,
                {{"selection", Align::left, true},
                 {"found", Align::right},
                 {"removed", Align::right},
                 {"added", Align::right},
                 {"selected", Align::right},
                 {"made"},
                 {"by"},
                 {"query", Align::left, true}});
    Csv csv(session.out, session.terminal.output_is_terminal());
    if (options.format == "csv") {
        csv.row({"selection", "origin", "query", "canonical", "found", "removed", "added", "selected", "order",
                 "checkpoint_size", "list_sha256", "version", "made", "by"});
    }
    uint64_t count = 0;
    VB_TRY(bench->each_selection([&](const workbench::Selection& selection) -> Result<void> {
        VB_TRY_ASSIGN(const app::SelectionView view, opened.saved_selection(selection.name));
        ++count;
        if (options.format == "json") {
            session.out.line(json_text(to_json(view)));
        } else if (options.format == "csv") {
            csv.row({selection.name, selection.origin, selection.query, selection.canonical,
                     std::to_string(selection.count), std::to_string(view.removed), std::to_string(view.added),
                     std::to_string(view.selected), selection.order, std::to_string(selection.checkpoint_size),
                     selection.list_hash.hex(), selection.version, selection.made.at, selection.made.by});
        } else {
            table.row({safe_line(selection.name), grouped(selection.count), grouped(view.removed), grouped(view.added),
                       grouped(view.selected), safe_line(selection.made.at), safe_line(selection.made.by),
                       safe_line(selection.query)});
        }
        return {};
    }));
    table.end();
    if (options.format == "table" && count == 0) {
        session.out.line("There is no selection. Save one with: verbatim select " + safe_line(options.folder) +
                         " NAME QUERY");
    }
    return {};
}

Result<void> show(Session& session, app::Case& opened, const Options& options) {
    VB_TRY_ASSIGN(const app::SelectionView view, opened.saved_selection(options.name));
    const bool in_table = options.format == "table";
    if (in_table) {
        write_selection(session, view);
    } else if (options.format == "json") {
        session.out.line(json_text(to_json(view)));
    }
    const uint64_t limit = rows_to_show(session, options.limit, options.all);
    const auto writer = hit_writer(session, options.format, in_table ? view.selection.query : "", {"status", "change"});
    uint64_t shown = 0;
    uint64_t total = 0;
    HitBatch batch(opened, *writer);
    VB_TRY(opened.each_item(options.name, [&](const app::SelectionItem& item) -> Result<void> {
        ++total;
        if (!session.out.open() || (limit != 0 && shown == limit)) {
            return {};
        }
        ++shown;
        return batch.add(item.seq, {item_words(item, view.changes),
                                    {std::string(app::name(item.status)), std::to_string(item.change)}});
    }));
    VB_TRY(batch.finish());
    say_destroyed(session, batch.destroyed());
    say_shown(session, in_table, shown, total, "items, removed ones included");
    return {};
}

Result<void> change(Session& session, app::Case& opened, const Options& options) {
    VB_TRY_ASSIGN(const workbench::Made made, made_of(options.made));
    if (session.why.empty()) {
        return Error{Code::usage, "a change by hand needs its reason", {}, "--why 'what makes it so'"};
    }
    for (const bool adds : {true, false}) {
        for (const uint64_t seq : adds ? options.add : options.remove) {
            workbench::Change asked;
            asked.adds = adds;
            asked.seq = seq;
            asked.why = session.why;
            asked.made = made;
            VB_TRY_ASSIGN(const workbench::Change kept, opened.change_selection(options.name, asked));
            if (options.format == "json") {
                session.out.line(json_text(to_json(kept)));
            } else {
                session.out.line("Change " + std::to_string(kept.number) + ": #" + std::to_string(seq) +
                                 (adds ? " added" : " removed") + " by " + safe_line(made.by) + ". It stays visible.");
            }
        }
    }
    return {};
}

Result<Exit> rerun(Session& session, app::Case& opened, const Options& options) {
    VB_TRY_ASSIGN(const app::SelectionRerun again, opened.rerun_selection(options.name, store_control(session)));
    if (options.format == "json") {
        session.out.line(json_text(to_json(again)));
    } else {
        write_rerun(session, again);
    }
    return again.same() ? Exit::ok : Exit::not_in_order;
}

Result<void> write_export(Session& session, app::Case& opened, const Options& options) {
    const auto control = store_control(session);
    if (options.export_file == "-") {
        const auto written = opened.export_selection(
            options.name, options.around,
            [&](std::string_view text) {
                session.out.write(text);
                return Result<void>{};
            },
            control);
        return written ? Result<void>{} : written.error();
    }
    VB_TRY_ASSIGN(const auto file, ListFile::create(options.export_file, options.force));
    VB_TRY_ASSIGN(const Hash hash, opened.export_selection(
                                       options.name, options.around,
                                       [&](std::string_view text) {
                                           file->out().write(text);
                                           return file->check();
                                       },
                                       control));
    VB_TRY(file->finish());
    session.out.line("Written to " + safe_line(options.export_file) + ", SHA-256 " + hash.hex() + ".");
    return {};
}

Result<void> note_disclosed(Session& session, app::Case& opened, const Options& options) {
    workbench::Disclosure disclosure;
    disclosure.what = options.disclosed_as;
    disclosure.recipient = options.recipient;
    VB_TRY_ASSIGN(disclosure.made, made_of(options.made));
    VB_TRY_ASSIGN(disclosure, opened.note_disclosed(std::move(disclosure), options.name));
    session.out.line("Noted as disclosure " + std::to_string(disclosure.number) + ": " +
                     counted(disclosure.count, "message", "messages") + " to " + safe_line(disclosure.recipient) + ".");
    return {};
}

Result<Exit> run_in(Session& session, app::Case& opened, const Options& options) {
    if (options.rerun) {
        return rerun(session, opened, options);
    }
    const Result<void> done = options.list                                      ? list(session, opened, options)
                              : !options.add.empty() || !options.remove.empty() ? change(session, opened, options)
                              : !options.export_file.empty()                    ? write_export(session, opened, options)
                              : !options.disclosed_as.empty()         ? note_disclosed(session, opened, options)
                              : options.show || options.words.empty() ? show(session, opened, options)
                                                                      : save(session, opened, options);
    return done ? Result<Exit>(Exit::ok) : Result<Exit>(done.error());
}

Result<Exit> select(Session& session, const Options& options) {
    const bool without_query = options.list || options.show || options.rerun || !options.add.empty() ||
                               !options.remove.empty() || !options.export_file.empty() || !options.disclosed_as.empty();
    if (options.name.empty() != options.list) {
        return Error{Code::usage,
                     options.list ? "--list takes no name" : "a selection has a name",
                     {options.name, {}},
                     "verbatim select CASE NAME QUERY, or verbatim select CASE --list"};
    }
    if (without_query && !options.words.empty()) {
        return Error{Code::usage, "a query goes with saving alone", {}, "a saved query is never changed"};
    }
    const bool lists = options.list || options.show || (!without_query && options.words.empty());
    if (options.format == "csv" && !lists) {
        return Error{Code::usage, "CSV goes with --list and --show", {}, "--format json"};
    }
    const bool needs_store =
        !options.list && options.add.empty() && options.remove.empty() && options.disclosed_as.empty();
    VB_TRY_ASSIGN(const auto opened,
                  open_case(session, options.folder, needs_store ? app::StoreUse::required : app::StoreUse::none));
    VB_TRY_ASSIGN(const Exit exit, run_in(session, *opened, options));
    VB_TRY(opened->close());
    return exit;
}

}  // namespace

void add_select(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(
        Task::search, "select", "save a search so that it can be made again, and change it by hand where all can see",
        {{"verbatim select harbour boxes '\"two boxes\" from:milan*'", "saves what the query finds now"},
         {"verbatim select harbour boxes --rerun", "exit code 0 if it finds the same messages in the same order"},
         {"verbatim select harbour boxes --remove 17 --why 'identity card of a stranger' --by 'Examiner 12'", ""},
         {"verbatim select harbour boxes --show", "with what was removed, and why"},
         {"verbatim select harbour boxes --export selection.json --around 10", ""},
         {"verbatim select harbour boxes --disclosed 'bundle 3' --to 'Defence of K.'",
          "marks it as given out; verbatim sweep says so"},
         {"verbatim select harbour --list", ""}});
    CLI::App* app = command.app;
    command.case_argument(options->folder);
    app->add_option("name", options->name, "the selection's name")->type_name("NAME");
    app->add_option("query", options->words,
                    "what to find (docs/query.md), to save it; - reads it from standard input; without one the "
                    "selection is shown")
        ->type_name("QUERY");
    std::vector<CLI::Option*> modes;
    modes.push_back(app->add_flag("--list", options->list, "all selections"));
    modes.push_back(app->add_flag("--show", options->show, "the selection and its messages, removed ones flagged"));
    modes.push_back(app->add_flag("--rerun", options->rerun,
                                  "make it again under its own checkpoint: what came in later is left out"));
    add_message_numbers(command, "--add", options->add, "add this message by hand; several with commas");
    add_message_numbers(command, "--remove", options->remove, "remove this message by hand; it stays visible");
    command.purpose("the reason of --add and --remove; else the purpose, for the audit log");
    modes.push_back(
        app->add_option("--export", options->export_file, "write selection.json (docs/selections.md); - writes it out")
            ->type_name("FILE"));
    app->add_flag("--force", options->force, "overwrite the file of --export if it exists");
    command.number(
        "--around", options->around, 0,
        "messages before and after each that --export counts (default: " + std::to_string(app::kNeighbours) + ")",
        app::kNeighboursMax);
    CLI::Option* disclosed =
        app->add_option("--disclosed", options->disclosed_as, "note that the selection was given out, as what")
            ->type_name("TEXT");
    modes.push_back(disclosed);
    disclosed->needs(app->add_option("--to", options->recipient, "to whom --disclosed")->type_name("TEXT"));
    for (CLI::Option* mode : modes) {
        for (CLI::Option* other : modes) {
            if (mode != other) {
                mode->excludes(other);
            }
        }
    }
    command.choice("--order", options->order, "newest|oldest|sequence", "order of the hits (default: oldest)");
    app->add_flag("--sightings", options->sightings, "a hit for each sighting (default: one for each message)");
    add_made_options(command, options->made);
    command.row_limit(options->limit, options->all, "items");
    command.choice("--format", options->format, "table|json|csv",
                   "how it is written; csv with --list and --show alone (default: table)");
    commands.run(command, [options](Session& session) { return select(session, *options); });
}

}  // namespace verbatim::cli
