// SPDX-License-Identifier: Apache-2.0
// verbatim disclose
#include "cli/commands.h"
#include "cli/json_line.h"
#include "cli/made_options.h"
#include "cli/progress.h"
#include "cli/words.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kPlanBytesMax = uint64_t{16} << 20;

struct Options {
    std::string folder;
    app::DiscloseOptions bundle;
    std::vector<std::string> conversations;
    std::string from;
    std::string to;
    std::string undated = "included";
    uint64_t seal = 0;
    uint64_t number = 0;
    std::string plan_file;
    std::vector<std::string> patterns;
    std::vector<std::string> groups;
    std::vector<std::string> names;
    std::string reason;
    std::string by;
    bool allow_repeats = false;
    bool no_media = false;
    std::string pdf = "auto";
    std::vector<std::string> formats;
    bool force = false;
    bool json = false;
    // Opening what an earlier bundle withheld.
    std::string open;
    std::vector<std::string> parts;
};

Result<disclose::ExchangeFormats> exchange_of(const std::vector<std::string>& names) {
    disclose::ExchangeFormats out;
    for (const std::string& name : names) {
        bool* const wanted = name == "rsmf"       ? &out.rsmf
                             : name == "case"     ? &out.case_graph
                             : name == "loadfile" ? &out.load_file
                             : name == "parquet"  ? &out.parquet
                                                  : nullptr;
        if (wanted == nullptr) {
            return Error{Code::usage,
                         "\"" + name + "\" is no format of a bundle",
                         {"--format", {}},
                         "there are rsmf, case, loadfile and parquet"};
        }
        *wanted = true;
    }
    return out;
}

Error reason_wanted() {
    return {Code::usage, "nothing is withheld without a reason", {"--reason", {}}, "state it with --reason"};
}

Result<disclose::RedactionPlan> read_plan(const Options& options) {
    disclose::RedactionPlan plan;
    if (!options.plan_file.empty()) {
        VB_TRY_ASSIGN(const std::string text, io::read_file(options.plan_file, kPlanBytesMax));
        VB_TRY_ASSIGN(plan, disclose::RedactionPlan::parse(text));
    }
    plan.allow_repeats = plan.allow_repeats || options.allow_repeats;
    if (options.patterns.empty() && options.groups.empty() && options.names.empty()) {
        return plan;
    }
    if (options.reason.empty()) {
        return reason_wanted();
    }
    for (const std::string& pattern : options.patterns) {
        VB_TRY_ASSIGN(disclose::Rule rule, disclose::pattern_rule(pattern, options.reason));
        plan.rules.push_back(std::move(rule));
    }
    for (const std::string& name : options.names) {
        VB_TRY_ASSIGN(disclose::Rule rule, disclose::handle_rule(name, options.reason));
        plan.rules.push_back(std::move(rule));
    }
    if (!options.groups.empty()) {
        disclose::Rule rule;
        rule.reason = options.reason;
        for (const std::string& group : options.groups) {
            VB_TRY_ASSIGN(const record::Group which, disclose::group_named(group));
            rule.groups.add(which);
        }
        plan.rules.push_back(std::move(rule));
    }
    return plan;
}

Json report_json(const std::string& file, const disclose::BundleReport& report) {
    return {{"file", file},
            {"bundle", report.number},
            {"bytes", report.bytes},
            {"statement_sha256", report.statement.hex()},
            {"records", report.records},
            {"records_with_redactions", report.redacted_records},
            {"withheld_parts", report.withheld_parts},
            {"media", report.media},
            {"sources", report.sources},
            {"pdf", report.pdf},
            {"before", report.around.before},
            {"after", report.around.after},
            {"repeats", report.repeats_total},
            {"shown_elsewhere", report.shown_elsewhere}};
}

void write_report(Session& session, const std::string& file, const disclose::BundleReport& report,
                  const std::string& key) {
    Output& out = session.out;
    const std::string name = safe_line(file);
    out.line("Bundle " + std::to_string(report.number) + " written to " + name + " (" + bytes_text(report.bytes) +
             "); it was verified as a stranger would.");
    out.line("  Messages   " + grouped(report.records) + " from " + counted(report.sources, "source", "sources") +
             ", with " + counted(report.media, "attachment", "attachments"));
    out.line("  Withheld   " + counted(report.withheld_parts, "part", "parts") + " of " +
             counted(report.redacted_records, "message", "messages"));
    out.line("  Around     " + grouped(report.around.before) + " before and " + grouped(report.around.after) +
             " after in the same conversations");
    for (const disclose::AroundFacts::Excluded& excluded : report.around.excluded) {
        out.line("             " + grouped(excluded.messages) + " " + safe_line(excluded.reason));
    }
    if (!report.pdf) {
        session.note("report.pdf was left out (--pdf always makes it); report.html says the same");
    }
    for (const std::string& repeat : report.repeats) {
        session.warning(safe_line(repeat) + ", which is withheld elsewhere in the message");
    }
    if (report.repeats_total > report.repeats.size()) {
        session.warning(grouped(report.repeats_total - report.repeats.size()) + " more of this kind");
    }
    for (const std::string& value : report.shown_elsewhere) {
        session.warning("\"" + safe_line(value) + "\" is withheld in one message and shown in another");
    }
    out.line("");
    out.line("Anyone can check it, without the case and without a network:");
    out.line("  verbatim-verify " + name);
    out.line("The verifier key of this case; whoever checks should get it by another way than the bundle:");
    out.line("  " + key);
}

Result<Exit> make(Session& session, Options& options) {
    if (!options.force && io::exists(options.bundle.output)) {
        return Error{Code::conflict, "this file exists already", {options.bundle.output, {}}, "--force overwrites it"};
    }
    app::DiscloseOptions bundle = std::move(options.bundle);
    VB_TRY_ASSIGN(bundle.plan, read_plan(options));
    for (const std::string& name : options.conversations) {
        bundle.conversations.push_back({name, options.from, options.to, options.undated == "included"});
    }
    VB_TRY_ASSIGN(bundle.exchange, exchange_of(options.formats));
    bundle.seal = options.seal == 0 ? std::nullopt : std::optional(options.seal);
    bundle.number = options.number == 0 ? std::nullopt : std::optional(options.number);
    bundle.media = !options.no_media;
    if (options.pdf != "auto") {
        bundle.pdf_messages_max = options.pdf == "always" ? UINT64_MAX : 0;
    }
    VB_TRY_ASSIGN(const workbench::Made made, made_of({options.by, {}}));
    bundle.by = made.by;
    const std::string file = bundle.output;
    ProgressReport progress(session, ProgressReport::As::line);
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(const disclose::BundleReport report, opened->disclose(std::move(bundle), progress.control()));
    session.terminal.clear_status();
    if (options.json) {
        session.out.line(json_text(report_json(file, report)));
    } else {
        write_report(session, file, report, opened->info().verifier_key);
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

// "17:sender", "17:text", "17:text.3"
Result<app::WithheldPart> part_of(const std::string& text) {
    const Error wrong{Code::usage,
                      "\"" + text + "\" is no part of a message",
                      {"--part", {}},
                      "write it like 17:sender, 17:text or 17:text.3"};
    const size_t colon = text.find(':');
    if (colon == std::string::npos) {
        return wrong;
    }
    const size_t dot = text.find('.', colon);
    const auto sequences = disclose::parse_numbers(text.substr(0, colon));
    const auto group = disclose::group_named(text.substr(colon + 1, dot == std::string::npos ? dot : dot - colon - 1));
    if (!sequences || sequences->size() != 1 || sequences->front().end != sequences->front().begin + 1 || !group) {
        return wrong;
    }
    app::WithheldPart part{sequences->front().begin, *group, {}};
    if (dot != std::string::npos) {
        const auto chunk = disclose::parse_numbers(text.substr(dot + 1));
        if (!chunk || chunk->size() != 1) {
            return wrong;
        }
        part.chunk = chunk->front().begin;
    }
    return part;
}

Result<Exit> open_parts(Session& session, const Options& options) {
    std::vector<app::WithheldPart> parts;
    for (const std::string& text : options.parts) {
        VB_TRY_ASSIGN(const app::WithheldPart part, part_of(text));
        parts.push_back(part);
    }
    if (parts.empty()) {
        return Error{Code::usage, "nothing to open is named", {"--part", {}}, "write --part 17:sender"};
    }
    const std::string& output = options.bundle.output;
    if (!options.force && io::exists(output)) {
        return Error{Code::conflict, "this file exists already", {output, {}}, "--force overwrites it"};
    }
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(const std::string opening, opened->open_withheld(options.open, parts));
    VB_TRY(io::replace_file(output, as_bytes(opening)));
    VB_TRY(opened->close());
    session.out.line("Opening written to " + safe_line(output) + "; it fits " + safe_line(options.open) + " alone.");
    session.out.line("  verbatim-verify " + safe_line(options.open) + " --opening " + safe_line(output));
    return Exit::ok;
}

Result<Exit> run_disclose(Session& session, Options& options) {
    return options.open.empty() ? make(session, options) : open_parts(session, options);
}

void add_scope_options(const Command& command, Options& options) {
    CLI::App& app = *command.app;
    app.add_option("--conversation", options.conversations,
                   "a whole conversation, or with --from and --to a period of it; may be given several times")
        ->type_name("NAME")
        ->allow_extra_args(false);
    app.add_option("--from", options.from, "from this time on, like 2020-04-01 (UTC)")->type_name("TIME");
    app.add_option("--to", options.to, "up to and with this time, like 2020-04-30 (UTC)")->type_name("TIME");
    command.choice("--undated", options.undated, "included|excluded", "messages of the conversation without a time");
    app.add_option("--handle", options.bundle.handles, "every conversation of a handle, whole")
        ->type_name("HANDLE")
        ->allow_extra_args(false);
    app.add_option("--query", options.bundle.query, "what a query finds: proves inclusion, not completeness")
        ->type_name("QUERY");
    app.add_option("--selection", options.bundle.selection,
                   "a saved selection with its exhibits' numbers: proves inclusion, not completeness")
        ->type_name("NAME");
    command.number("--seal", options.seal, 1, "the seal that the bundle hangs on (default: the last)");
}

void add_redaction_options(const Command& command, Options& options) {
    CLI::App& app = *command.app;
    app.add_option("--redact", options.plan_file, "a redaction plan (docs/disclosure.md)")->type_name("FILE");
    app.add_option("--redact-pattern", options.patterns,
                   "withhold what a built-in pattern finds: " + disclose::Pattern::built_in_names())
        ->type_name("PATTERN")
        ->allow_extra_args(false);
    app.add_option("--redact-handle", options.names, "withhold everything that names this handle")
        ->type_name("HANDLE")
        ->allow_extra_args(false);
    app.add_option("--redact-group", options.groups,
                   "withhold a group of every message: source, account, conversation, sender, times, text, "
                   "attachments, rest")
        ->type_name("GROUP")
        ->allow_extra_args(false);
    app.add_option("--reason", options.reason, "why, for the --redact-... options")->type_name("TEXT");
    app.add_flag("--allow-repeats", options.allow_repeats,
                 "list withheld values that stand in another part of the message, instead of withholding that too");
    app.add_flag("--accept-shown", options.bundle.accept_shown_elsewhere,
                 "accept that values withheld in one message are shown in another");
    app.add_flag("--no-media", options.no_media, "leave the attachments' bytes out");
    command.choice("--pdf", options.pdf, "auto|always|never",
                   "report.pdf; auto makes it up to " + grouped(disclose::kPdfMessagesMax) + " messages");
    app.add_option("--format", options.formats,
                   "the messages for other programs as well, in exchange/: rsmf, case, loadfile, parquet")
        ->type_name("FORMAT")
        ->delimiter(',')
        ->allow_extra_args(false);
}

void add_paper_options(const Command& command, Options& options) {
    CLI::App& app = *command.app;
    app.add_option("--recipient", options.bundle.recipient, "who gets the bundle")->type_name("TEXT");
    app.add_option("--authority", options.bundle.authority, "by which order or law it is given")->type_name("TEXT");
    app.add_option("--reference", options.bundle.reference, "the reference of the matter")->type_name("TEXT");
    app.add_option("--limit-note", options.bundle.limits, "what is unknown about the data; may be given several times")
        ->type_name("TEXT")
        ->allow_extra_args(false);
    app.add_option("--certifier", options.bundle.certifier, "who is to sign the certificates' drafts")
        ->type_name("NAME");
    command.by(options.by, "who makes the bundle (default: the login name)");
    app.add_option("--role", options.bundle.role, "and in which role")->type_name("TEXT");
    app.add_option("--organisation", options.bundle.organisation, "and for whom")->type_name("NAME");
    app.add_option("--time", options.bundle.time, "the time to state, like 2026-11-23T20:26:44Z (default: now)")
        ->type_name("TIME");
    command.number("--number", options.number, 1, "make this bundle again: same number, time and scope, same bytes");
}

}  // namespace

void add_disclose(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(
        Task::prove, "disclose", "make a bundle that a stranger can read and check",
        {{"verbatim disclose harbour -o bundle.zip --conversation \"kilo, lima\" --from 2020-04-01 --to 2020-04-30",
          "a conversation in a period, proved complete"},
         {"verbatim disclose harbour -o bundle.zip --handle kilo --redact-pattern iban --reason \"third party\"",
          "the whole dataset of a handle, every account number withheld"},
         {"verbatim disclose harbour -o bundle.zip --selection boxes --recipient \"the court\"",
          "a saved selection, with what was changed by hand"},
         {"verbatim disclose harbour -o bundle.zip --query 'boxes' --redact plan.toml", "what a query finds"},
         {"verbatim disclose harbour -o bundle.zip --handle kilo --format rsmf,parquet",
          "for a review platform and for computing, too"},
         {"verbatim disclose harbour -o more.opening --open bundle.zip --part 17:sender --part 17:text.3",
          "show later what that bundle withheld"}});
    command.case_folder(options->folder);
    command.app->add_option("-o,--output", options->bundle.output, "the file to write")->type_name("FILE")->required();
    add_scope_options(command, *options);
    add_redaction_options(command, *options);
    add_paper_options(command, *options);
    CLI::Option* open = command.app->add_option("--open", options->open, "write an opening for this bundle instead");
    open->type_name("FILE");
    command.app->add_option("--part", options->parts, "a withheld part to show, like 17:sender or 17:text.3")
        ->type_name("PART")
        ->allow_extra_args(false)
        ->needs(open);
    command.app->add_flag("--force", options->force, "overwrite the file if it exists");
    command.json_flag(options->json, "one JSON object about the bundle");
    commands.run(command, [options](Session& session) { return run_disclose(session, *options); });
}

}  // namespace verbatim::cli
