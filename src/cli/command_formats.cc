// SPDX-License-Identifier: Apache-2.0
// verbatim formats, profile: what can be read, and how a table will be read.
#include "cli/json_line.h"
#include "cli/source_options.h"
#include "cli/table.h"
#include "cli/words.h"
#include "formats/profile.h"
#include "ingest/journal.h"

namespace verbatim::cli {
namespace {

struct PreviewOptions {
    std::string file;
    formats::Settings settings;
    std::string profile;
    uint64_t lines = 20;
};

Result<Exit> list_formats(Session& session, bool json) {
    Table table(session.out, session.terminal, {{"name"}, {"reads"}, {"", Align::left, true}});
    for (const formats::Format* format : formats::all_formats()) {
        if (json) {
            session.out.line(json_text({{"name", format->name},
                                        {"title", format->title},
                                        {"description", format->description},
                                        {"version", format->version}}));
        } else {
            table.row({std::string(format->name), std::string(format->title), std::string(format->description)});
        }
    }
    table.end();
    return Exit::ok;
}

std::string_view name(formats::Profile::Table table) {
    switch (table) {
        case formats::Profile::Table::csv:
            return "csv";
        case formats::Profile::Table::json:
            return "json";
        case formats::Profile::Table::xml:
            return "xml";
    }
    return "";
}

Result<Exit> list_profiles(Session& session, bool json) {
    Table table(session.out, session.terminal, {{"name"}, {"table"}, {"reads", Align::left, true}});
    for (const formats::BuiltinProfile& builtin : formats::builtin_profiles()) {
        VB_TRY_ASSIGN(const formats::Profile profile, formats::Profile::parse(builtin.text));
        if (json) {
            session.out.line(json_text({{"name", profile.name},
                                        {"table", name(profile.table)},
                                        {"title", profile.title},
                                        {"identity", formats::profile_identity(builtin.text)}}));
        } else {
            table.row({profile.name, std::string(name(profile.table)), profile.title});
        }
    }
    table.end();
    return Exit::ok;
}

Result<Exit> show_profile(Session& session, const std::string& wanted) {
    for (const formats::BuiltinProfile& builtin : formats::builtin_profiles()) {
        VB_TRY_ASSIGN(const formats::Profile profile, formats::Profile::parse(builtin.text));
        if (profile.name == wanted) {
            session.out.write(builtin.text);
            return Exit::ok;
        }
    }
    return Error{
        Code::not_found, "there is no built-in profile of this name", {wanted, {}}, "see: verbatim profile list"};
}

Result<Exit> preview(Session& session, PreviewOptions& options) {
    VB_TRY(load_profile(options.profile, options.settings));
    VB_TRY_ASSIGN(const app::Preview seen, app::preview(options.file, options.settings, options.lines, {}));
    for (const std::string& line : seen.lines) {
        // Already JSON; read and written again so that it is harmless on a terminal.
        const Json parsed = Json::parse(line, nullptr, false);
        session.out.line(parsed.is_discarded() ? safe_line(line) : json_text(parsed));
    }
    const ingest::SourceCounts& counts = seen.entry.counts;
    session.say("format    " + (seen.format.empty() ? std::string("none") : safe_line(seen.format)) + ", " +
                std::string(ingest::name(seen.entry.status)));
    session.say("rows      " + counted(counts.messages, "message", "messages") + ", " + grouped(counts.rejected) +
                " rejected, " + grouped(counts.skipped) + " skipped as declared; shown: " + grouped(seen.lines.size()) +
                " lines");
    for (const ingest::Assumption& assumption : seen.entry.assumptions) {
        session.say("assumed   " + safe_line(assumption.key) + " " + safe_line(assumption.value) + " (" +
                    safe_line(assumption.evidence) + ")");
    }
    if (!seen.entry.problem.empty()) {
        session.warning(safe_line(seen.entry.problem));
    }
    return Exit::ok;
}

}  // namespace

void add_formats(Commands& commands) {
    auto json = std::make_shared<bool>(false);
    const Command list =
        commands.add(Task::tools, "formats", "the formats that can be read", {{"verbatim formats", ""}});
    list.json_flag(*json, "one JSON object a line");
    commands.run(list, [json](Session& session) { return list_formats(session, *json); });

    const Command profile =
        commands.add(Task::tools, "profile", "mapping profiles: how the columns of a table are read",
                     {{"verbatim profile list", ""}});
    profile.app->require_subcommand(1);

    auto profiles_json = std::make_shared<bool>(false);
    const Command profiles =
        commands.add_below(profile, "list", "the built-in profiles", {{"verbatim profile list", ""}});
    profiles.json_flag(*profiles_json, "one JSON object a line");
    commands.run(profiles, [profiles_json](Session& session) { return list_profiles(session, *profiles_json); });

    auto wanted = std::make_shared<std::string>();
    const Command show = commands.add_below(profile, "show", "print a built-in profile, to begin your own with",
                                            {{"verbatim profile show jabber > mine.toml", ""}});
    show.app->add_option("name", *wanted, "its name")->type_name("NAME")->required();
    commands.run(show, [wanted](Session& session) { return show_profile(session, *wanted); });

    auto options = std::make_shared<PreviewOptions>();
    const Command look = commands.add_below(
        profile, "preview", "what would be read from a file, without a case: the first messages and findings as JSON",
        {{"verbatim profile preview dump.csv --profile mine.toml --lines 5", ""}});
    look.app->add_option("file", options->file, "the file to read")->type_name("FILE")->required();
    add_source_options(look, options->settings, options->profile);
    look.number("--lines", options->lines, 0, "how many messages and findings to show (default: 20)");
    commands.run(look, [options](Session& session) { return preview(session, *options); });
}

}  // namespace verbatim::cli
