// SPDX-License-Identifier: Apache-2.0
// verbatim audit: what was done with a case; whether its log is whole; proofs and exports of it.
#include "audit/audit.h"

#include <array>

#include "cli/commands.h"
#include "cli/json_line.h"
#include "cli/list_file.h"
#include "cli/words.h"
#include "io/file.h"
#include "note/note.h"
#include "verify/audit_export.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    bool defence = false;
    audit::Filter filter;
    std::string name;
    std::string outcome;
    std::string record;
    std::string known;
    std::string file;
    std::string key;
    std::string output;
    bool force = false;
    uint64_t number = 0;
    bool json = false;

    std::string log_folder() const { return folder + (defence ? "/audit-defence" : "/audit"); }
};

Json entry_json(const audit::Entry& entry) {
    const audit::Event& event = entry.event;
    return {{"number", entry.number},
            {"time", entry.time},
            {"name", audit::name(event.name)},
            {"who", event.who},
            {"role", event.role},
            {"operation", event.operation},
            {"outcome", audit::name(event.outcome)},
            {"authority", event.authority},
            {"task", event.task},
            {"purpose", event.purpose},
            {"query", event.query},
            {"target", event.target},
            {"shown", event.shown},
            {"outside", event.outside},
            {"detail", event.detail}};
}

void write_entry(Session& session, const audit::Entry& entry) {
    const audit::Event& event = entry.event;
    session.out.line("#" + std::to_string(entry.number) + "  " + safe_line(entry.time) + "  " + safe_line(event.who) +
                     " (" + safe_line(event.role) + ")  " + std::string(audit::name(event.name)) + ": " +
                     safe_line(event.operation) + ", " + std::string(audit::name(event.outcome)) + "; shown " +
                     grouped(event.shown) + ", withheld " + grouped(event.outside));
    const std::array<std::pair<std::string_view, const std::string*>, 6> fields = {{{"query", &event.query},
                                                                                    {"target", &event.target},
                                                                                    {"authority", &event.authority},
                                                                                    {"task", &event.task},
                                                                                    {"why", &event.purpose},
                                                                                    {"detail", &event.detail}}};
    for (const auto& [word, value] : fields) {
        if (!value->empty()) {
            session.out.line("     " + std::string(word) + ": " + safe_line(*value));
        }
    }
}

Result<Exit> list(Session& session, Options options) {
    if (!options.name.empty()) {
        options.filter.name = audit::legal_name(options.name);
    }
    if (!options.outcome.empty()) {
        options.filter.outcome = audit::outcome(options.outcome);
    }
    if (!options.record.empty()) {
        options.filter.record = std::strtoull(options.record.c_str(), nullptr, 10);
    }
    VB_TRY(app::read_info(options.folder));
    uint64_t count = 0;
    VB_TRY(audit::each_in_folder(options.log_folder(), options.filter, [&](const audit::Entry& entry) -> Result<bool> {
        ++count;
        if (options.json) {
            session.out.line(json_text(entry_json(entry)));
        } else {
            write_entry(session, entry);
        }
        return session.out.open();
    }));
    if (!options.json) {
        session.out.line(counted(count, "entry", "entries") + ". Whether the log is whole: verbatim audit verify.");
    }
    return Exit::ok;
}

Result<Exit> say_report(Session& session, const audit::CheckReport& report, bool json) {
    if (json) {
        Json findings = Json::array();
        for (const audit::Finding& finding : report.findings) {
            findings.push_back(
                {{"entry", finding.entry ? Json(*finding.entry) : Json(nullptr)}, {"what", finding.what}});
        }
        session.out.line(json_text({{"ok", report.ok()},
                                    {"entries", report.entries},
                                    {"root_hash", report.root.hex()},
                                    {"findings", std::move(findings)}}));
    } else {
        session.out.line(counted(report.entries, "entry", "entries") + " under root " + report.root.hex());
        for (const audit::Finding& finding : report.findings) {
            session.out.line("  " + safe_line(finding.what));
        }
        session.out.line(report.ok() ? "The audit log is whole: every line is what was signed."
                                     : "THE AUDIT LOG IS NOT IN ORDER: " +
                                           counted(report.findings.size(), "finding", "findings"));
    }
    return report.ok() ? Exit::ok : Exit::not_in_order;
}

Result<Exit> verify(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const app::CaseInfo info, app::read_info(options.folder));
    VB_TRY_ASSIGN(const note::VerifierKey key, app::audit_key(info, options.defence));
    if (!io::exists(options.log_folder())) {
        return Error{Code::integrity,
                     "the case has no audit log",
                     {options.log_folder(), {}},
                     "one begins when a case is opened; if this one was, it was taken away"};
    }
    std::optional<note::Checkpoint> known;
    if (!options.known.empty()) {
        VB_TRY_ASSIGN(const std::string bytes, io::read_file(options.known, note::kNoteBytesMax));
        VB_TRY_ASSIGN(known, note::open_checkpoint(bytes, key.name, {&key, 1}));
    }
    VB_TRY_ASSIGN(const audit::CheckReport report, audit::check_folder(options.log_folder(), key, known));
    return say_report(session, report, options.json);
}

Result<void> write_file(const Options& options, std::string_view bytes) {
    if (!options.force && io::exists(options.output)) {
        return Error{Code::conflict, "this file exists already", {options.output, {}}, "--force overwrites it"};
    }
    return io::replace_file(options.output, as_bytes(bytes), 0600);
}

Result<Exit> give(Session& session, const Options& options, const std::string& what) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    VB_TRY_ASSIGN(audit::Log * log, opened->audit_log(options.defence));
    if (what == "export") {
        VB_TRY_ASSIGN(const auto file, ListFile::create(options.output, options.force));
        VB_TRY(log->write_export([&](std::string_view piece) {
            file->out().write(piece);
            return file->check();
        }));
        VB_TRY(file->finish());
    } else {
        VB_TRY_ASSIGN(const std::string bytes, what == "prove" ? log->prove(options.number) : log->checkpoint());
        VB_TRY(write_file(options, bytes));
    }
    VB_TRY_ASSIGN(const note::VerifierKey key, app::audit_key(opened->info(), options.defence));
    session.out.line("Written to " + safe_line(options.output) + ". The verifier key of the audit log:");
    session.out.line("  " + safe_line(key.to_string()));
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> check(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(options.key));
    VB_TRY_ASSIGN(const auto fd, io::open_read(options.file));
    std::array<uint8_t, verify::kAuditExportHead.size()> begin{};
    VB_TRY_ASSIGN(const size_t count, io::read_at(fd.get(), 0, begin, options.file));
    if (verify::is_audit_export(as_text(Bytes(begin).first(count)))) {
        VB_TRY_ASSIGN(const audit::CheckReport report, audit::check_export(options.file, key));
        return say_report(session, report, options.json);
    }
    VB_TRY_ASSIGN(const std::string proof, io::read_file(options.file, uint64_t{2} * audit::kLineBytesMax));
    VB_TRY_ASSIGN(const audit::Entry entry, audit::check_proof(proof, key));
    if (options.json) {
        session.out.line(json_text(entry_json(entry)));
    } else {
        session.out.line("The proof holds: this entry stands in the audit log under that key.");
        write_entry(session, entry);
    }
    return Exit::ok;
}

void add_defence(const Command& command, Options& options) {
    command.app->add_flag("--defence", options.defence, "the defence's own log");
}

void add_list(Commands& commands, const Command& parent) {
    auto options = std::make_shared<Options>();
    const Command command =
        commands.add_below(parent, "list", "entries, oldest first; also while another process has the case open",
                           {{"verbatim audit list harbour --who ada --from 2026-11-24", ""},
                            {"verbatim audit list harbour --record 17 --json", "who was shown message 17"}});
    command.case_folder(options->folder);
    CLI::App* app = command.app;
    app->add_option("--who", options->filter.who, "by this person")->type_name("NAME");
    command.choice("--name", options->name, "collection|alteration|consultation|disclosure|combination|erasure",
                   "of this legal name");
    app->add_option("--operation", options->filter.operation, "search, message, export ...")->type_name("WORD");
    app->add_option("--authority", options->filter.authority, "under this authority")->type_name("ID");
    command.choice("--outcome", options->outcome, "allowed|partly|denied", "with this outcome");
    app->add_option("--from", options->filter.from, "from this UTC time on, like 2026-11-24 or 2026-11-24T08:00")
        ->type_name("TIME");
    app->add_option("--to", options->filter.to, "before this UTC time")->type_name("TIME");
    app->add_option("--record", options->record, "that name this message as shown")->type_name("N");
    command.number("--first", options->filter.first, 0, "from this entry on");
    add_defence(command, *options);
    command.json_flag(options->json, "one JSON object a line");
    commands.run(command, [options](Session& session) { return list(session, *options); });
}

void add_verify(Commands& commands, const Command& parent) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add_below(
        parent, "verify", "check every entry against the tree and its signatures; names what was altered",
        {{"verbatim audit verify harbour --known checkpoint.kept", ""}});
    command.case_folder(options->folder);
    command.app->add_option("--known", options->known, "a checkpoint of this log that was kept elsewhere")
        ->type_name("FILE");
    add_defence(command, *options);
    command.json_flag(options->json, "one JSON object");
    commands.run(command, [options](Session& session) { return verify(session, *options); });
}

void add_given(Commands& commands, const Command& parent, const std::string& what, const std::string& purpose,
               const std::string& example) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add_below(parent, what, purpose, {{example, ""}});
    command.case_folder(options->folder);
    if (what == "prove") {
        command.app->add_option("entry", options->number, "the number of the entry")->type_name("N")->required();
    }
    command.app->add_option("-o,--output", options->output, "the file to write")->type_name("FILE")->required();
    command.app->add_flag("--force", options->force, "overwrite the file if it exists");
    add_defence(command, *options);
    commands.run(command, [options, what](Session& session) { return give(session, *options, what); });
}

}  // namespace

void add_audit(Commands& commands) {
    const Command audit =
        commands.add(Task::prove, "audit", "who did what with the case, and whether that log is whole",
                     {{"verbatim audit list harbour --operation search", ""}, {"verbatim audit verify harbour", ""}});
    audit.app->require_subcommand(1);
    add_list(commands, audit);
    add_verify(commands, audit);
    add_given(commands, audit, "prove", "write a proof of one entry", "verbatim audit prove harbour 12 -o entry.proof");
    add_given(commands, audit, "export", "write the whole log as one file",
              "verbatim audit export harbour -o audit.export");
    add_given(commands, audit, "checkpoint", "write the signed checkpoint, to be kept elsewhere",
              "verbatim audit checkpoint harbour -o checkpoint.kept");
    auto options = std::make_shared<Options>();
    const Command command = commands.add_below(audit, "check", "check a proof or an exported log; needs no case",
                                               {{"verbatim audit check entry.proof --key KEY", ""}});
    command.app->add_option("file", options->file, "the proof or the exported log")->type_name("FILE")->required();
    command.app->add_option("--key", options->key, "the verifier key of the audit log")->type_name("KEY")->required();
    command.json_flag(options->json, "one JSON object");
    commands.run(command, [options](Session& session) { return check(session, *options); });
}

}  // namespace verbatim::cli
