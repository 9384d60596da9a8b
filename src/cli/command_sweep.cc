// SPDX-License-Identifier: Apache-2.0
// verbatim sweep: what the same people wrote around an event, whatever the words.
#include <charconv>

#include "app/sweep.h"
#include "cli/hit_writer.h"
#include "cli/json_line.h"
#include "cli/made_options.h"
#include "cli/table.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    app::SweepOptions sweep;
    std::string event;
    std::string before;
    std::string after;
    std::string save;
    MadeOptions made;
    RowLimit limit;
    bool all = false;
    std::string format = "table";
};

// "30d", "12h", "90m", "45s"; empty is nothing.
Result<int64_t> duration(const std::string& text, std::string_view option) {
    if (text.empty()) {
        return int64_t{0};
    }
    constexpr int64_t kMost = int64_t{100} * 366 * 86'400;
    int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
    const int64_t seconds = unit == "d" ? 86'400 : unit == "h" ? 3'600 : unit == "m" ? 60 : unit == "s" ? 1 : 0;
    if (error != std::errc() || seconds == 0 || count < 0 || count > kMost / seconds) {
        return Error{Code::usage, std::string(option) + " takes a number with s, m, h or d", {text, {}}, "such as 30d"};
    }
    return count * seconds * 1000;
}

std::string numbers_text(const std::vector<uint64_t>& numbers) {
    std::string out;
    for (const uint64_t number : numbers) {
        out += (out.empty() ? "" : " ") + std::to_string(number);
    }
    return out;
}

HitMark mark_of(const app::SweptHit& swept) {
    HitMark mark;
    mark.values = {swept.selected ? "selected" : swept.removed ? "removed" : "", numbers_text(swept.disclosures)};
    mark.words = swept.selected ? "selected" : swept.removed ? "removed from the selection by hand" : "";
    if (!swept.disclosures.empty()) {
        mark.words += (mark.words.empty() ? "" : ", ") + std::string("disclosed: ") + mark.values[1];
    }
    return mark;
}

std::string instant(int64_t ms) {
    return time_text(ms, record::ZoneBasis::stated);
}

void write_head(Session& session, const app::Sweep& sweep) {
    Output& out = session.out;
    std::string people;
    for (const std::string& handle : sweep.handles) {
        people += (people.empty() ? "" : ", ") + safe_line(handle);
    }
    out.line("People (" + grouped(sweep.handles.size()) + "): " + people);
    out.line("Event:  " + instant(sweep.event_ms) + (sweep.options.event_ms ? "" : ", the last item of the selection"));
    out.line("Period: from " + instant(sweep.begin_ms) + " to " +
             (sweep.end_ms ? instant(*sweep.end_ms - 1) : std::string("the end")) +
             (sweep.options.undated ? ", and messages without a time" : ""));
    out.line("Query:  " + safe_line(sweep.query));
    out.line("");
}

void write_counts(Session& session, const std::string& key, const std::map<std::string, app::SweepCounts>& counts) {
    Table table(session.out, session.terminal,
                {{key, Align::left, true},
                 {"messages", Align::right},
                 {"selected", Align::right},
                 {"disclosed", Align::right}});
    for (const auto& [name, count] : counts) {
        table.row({name.empty() ? "not stated" : safe_line(name), grouped(count.messages), grouped(count.selected),
                   grouped(count.disclosed)});
    }
    table.end();
    session.out.line("");
}

Json counts_json(const app::SweepCounts& counts) {
    return {{"messages", counts.messages}, {"selected", counts.selected}, {"disclosed", counts.disclosed}};
}

// For programs the counts come as the last lines, each with `event`; CSV has hits alone.
void write_counts_json(Session& session, const app::Sweep& sweep) {
    const auto write = [&](const char* key, const std::map<std::string, app::SweepCounts>& counts) {
        for (const auto& [name, count] : counts) {
            Json line{{"event", key}, {key, name}};
            line.update(counts_json(count));
            session.out.line(json_text(line));
        }
    };
    write("conversation", sweep.by_conversation);
    write("sender", sweep.by_sender);
    Json line{{"event", "finished"},        {"query", sweep.query},
              {"handles", sweep.handles},   {"event_ms", sweep.event_ms},
              {"begin_ms", sweep.begin_ms}, {"end_ms", nullptr},
              {"undated", sweep.undated},   {"undated_included", sweep.options.undated}};
    if (sweep.end_ms) {
        line["end_ms"] = *sweep.end_ms;
    }
    line.update(counts_json(sweep.all));
    session.out.line(json_text(line));
}

void write_end(Session& session, const app::Sweep& sweep) {
    write_counts(session, "conversation", sweep.by_conversation);
    write_counts(session, "sender", sweep.by_sender);
    session.out.line("Together: " + counted(sweep.all.messages, "message", "messages") + ", " +
                     grouped(sweep.all.selected) + " selected, " + grouped(sweep.all.disclosed) +
                     " disclosed already.");
    if (sweep.undated > 0 && !sweep.options.undated) {
        session.out.line("Beside these, " + counted(sweep.undated, "message", "messages") +
                         " of these people without a time: --undated takes them in.");
    }
}

Result<void> save(Session& session, app::Case& opened, const Options& options, const app::Sweep& sweep) {
    app::NewSelection asked;
    asked.name = options.save;
    asked.query = sweep.query;
    asked.origin = "sweep";
    VB_TRY_ASSIGN(asked.made, made_of(options.made));
    VB_TRY_ASSIGN(const workbench::Selection saved, opened.select(asked, store_control(session)));
    session.say("Saved as " + safe_line(saved.name) + ": " + counted(saved.count, "message", "messages") + ".");
    return {};
}

Result<void> write_sweep(Session& session, app::Case& opened, const Options& options, app::Sweep& sweep) {
    const bool in_table = options.format == "table";
    if (in_table) {
        write_head(session, sweep);
    }
    const uint64_t limit = rows_to_show(session, options.limit, options.all);
    const auto writer = hit_writer(session, options.format, "", {"selection", "disclosures"});
    uint64_t shown = 0;
    VB_TRY(opened.each_swept(
        sweep,
        [&](const app::SweptHit& swept) {
            if (session.out.open() && (limit == 0 || shown < limit)) {
                writer->write(swept.hit, mark_of(swept));
                ++shown;
            }
            return Result<void>{};
        },
        store_control(session)));
    say_shown(session, in_table, shown, sweep.totals.messages, "messages");
    if (in_table) {
        session.out.line("");
        write_end(session, sweep);
    } else if (options.format == "json") {
        write_counts_json(session, sweep);
    }
    return {};
}

Result<Exit> run_sweep(Session& session, Options& options) {
    VB_TRY_ASSIGN(options.sweep.event_ms, moment(options.event, "--event"));
    VB_TRY_ASSIGN(options.sweep.before_ms, duration(options.before, "--before"));
    VB_TRY_ASSIGN(options.sweep.after_ms, duration(options.after, "--after"));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(app::Sweep sweep, opened->prepare_sweep(options.sweep, store_control(session)));
    VB_TRY(write_sweep(session, *opened, options, sweep));
    if (!options.save.empty()) {
        VB_TRY(save(session, *opened, options, sweep));
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

}  // namespace

void add_sweep(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(
        Task::search, "sweep", "what the same people wrote around an event, whatever the words: for and against",
        {{"verbatim sweep harbour --selection boxes --after 30d", "after the selection's last message"},
         {"verbatim sweep harbour --handle milan@enc --event 2020-04-10T12:00:00+02:00 --before 2d --after 14d", ""},
         {"verbatim sweep harbour --selection boxes --after 30d --save afterwards",
          "kept as a selection, to be made again and disclosed"}});
    CLI::App* app = command.app;
    command.case_folder(options->folder);
    app->add_option("--selection", options->sweep.selection,
                    "a selection: its conversations' people are swept, its messages marked")
        ->type_name("NAME");
    app->add_option("--handle", options->sweep.handles,
                    "sweep this handle, not the people of the selection; may be given several times")
        ->type_name("HANDLE")
        ->allow_extra_args(false);
    app->add_option("--event", options->event, "the event (default: the time of the selection's last message)")
        ->type_name("TIME");
    app->add_option("--after", options->after, "how long after it, such as 30d, 12h (default: to the end)")
        ->type_name("DURATION");
    app->add_option("--before", options->before, "how long before it (default: nothing)")->type_name("DURATION");
    app->add_flag("--undated", options->sweep.undated, "take in messages without a time, which are else only counted");
    app->add_option("--save", options->save, "keep the sweep as a selection of this name")->type_name("NAME");
    add_made_options(command, options->made);
    command.row_limit(options->limit, options->all, "messages");
    command.choice("--format", options->format, "table|json|csv",
                   "table for people, JSON one object a line with the counts last, CSV the messages (default: table)");
    commands.run(command, [options](Session& session) { return run_sweep(session, *options); });
}

}  // namespace verbatim::cli
