// SPDX-License-Identifier: Apache-2.0
// verbatim seal
#include "cli/commands.h"
#include "cli/json_line.h"
#include "cli/progress.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    std::string time;
    uint64_t number = 0;  // 0: the last
    bool list = false;
    bool again = false;
    bool json = false;
};

Json tree_json(const note::TreeHead& head) {
    return {{"size", head.size}, {"root_hash", head.root.hex()}};
}

Json seal_json(const log::FiledSeal& filed) {
    const note::Seal& seal = filed.seal;
    return {{"seal", seal.number},
            {"case", seal.case_id},
            {"time", seal.time},
            {"sha256", filed.hash.hex()},
            {"folder", filed.folder},
            {"log", tree_json(seal.log)},
            {"conversations", tree_json(seal.conversations)},
            {"participations", tree_json(seal.participations)},
            {"sources", tree_json(seal.sources)},
            {"rejected", seal.rejected},
            {"skipped", seal.skipped},
            {"previous", seal.previous ? Json(seal.previous->hex()) : Json(nullptr)}};
}

void write_seal(Session& session, const log::FiledSeal& filed) {
    Output& out = session.out;
    const note::Seal& seal = filed.seal;
    out.line("Seal " + std::to_string(seal.number) + " of " + seal.time);
    out.line("  Records         " + grouped(seal.log.size) + " from " +
             counted(seal.sources.size, "source", "sources") + "; " + grouped(seal.rejected) + " rows rejected, " +
             grouped(seal.skipped) + " skipped");
    out.line("  Participations  " + grouped(seal.participations.size) + " (a handle in a conversation)");
    out.line("  SHA-256         " + filed.hash.hex());
    out.line("  File            " + safe_line(filed.folder) + "/seal");
}

void write(Session& session, const Options& options, const log::FiledSeal& filed) {
    if (options.json) {
        session.out.line(json_text(seal_json(filed)));
    } else {
        write_seal(session, filed);
    }
}

Result<Exit> list(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    VB_TRY_ASSIGN(const auto seals, opened->seals());
    for (const log::FiledSeal& filed : seals) {
        write(session, options, filed);
    }
    if (seals.empty() && !options.json) {
        session.say("The case has no seal; make one with: verbatim seal " + safe_line(options.folder));
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> again(Session& session, const Options& options) {
    ProgressReport progress(session, ProgressReport::As::line);
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(const log::FiledSeal filed,
                  opened->read_seal(options.number == 0 ? std::nullopt : std::optional(options.number)));
    VB_TRY_ASSIGN(const std::string differs, opened->seal_again(filed.number, progress.control()));
    session.terminal.clear_status();
    session.out.line(differs.empty() ? "The trees of seal " + std::to_string(filed.number) +
                                           " were made again: they are those that it fixes."
                                     : "NOT as seal " + std::to_string(filed.number) + " says: " + differs);
    VB_TRY(opened->close());
    return differs.empty() ? Exit::ok : Exit::not_in_order;
}

Result<Exit> make(Session& session, const Options& options) {
    ProgressReport progress(session, ProgressReport::As::line);
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(const log::FiledSeal filed, opened->seal({options.time}, progress.control()));
    session.terminal.clear_status();
    write(session, options, filed);
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> seal(Session& session, const Options& options) {
    if (options.list) {
        return list(session, options);
    }
    return options.again ? again(session, options) : make(session, options);
}

}  // namespace

void add_seal(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(
        Task::prove, "seal", "fix the state of the case under one signature, so that bundles can prove completeness",
        {{"verbatim seal harbour", ""},
         {"verbatim seal harbour --list", "the seals of the case, signatures and chain checked"},
         {"verbatim seal harbour --again", "make the trees of the last seal anew and compare them with it"}});
    command.case_folder(options->folder);
    CLI::Option* time =
        command.app->add_option("--time", options->time, "the time to state, like 2026-11-23T20:26:44Z (default: now)");
    time->type_name("TIME");
    CLI::Option* list = command.app->add_flag("--list", options->list, "list the seals");
    CLI::Option* again =
        command.app->add_flag("--again", options->again, "make the trees beside a seal anew, and compare");
    command.number("--seal", options->number, 1, "the number of the seal (default: the last)")->needs(again);
    list->excludes(time)->excludes(again);
    again->excludes(time);
    command.json_flag(options->json, "one JSON object for each seal");
    commands.run(command, [options](Session& session) { return seal(session, *options); });
}

}  // namespace verbatim::cli
