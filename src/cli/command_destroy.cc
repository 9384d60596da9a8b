// SPDX-License-Identifier: Apache-2.0
// verbatim destroy
#include <charconv>

#include "cli/commands.h"
#include "cli/json_line.h"
#include "cli/progress.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    std::vector<std::string> seqs;
    std::vector<std::string> objects;
    std::string others = "ask";
    std::string confirm;
    bool plan = false;
    bool list = false;
    bool json = false;
    app::DestroyChoice choice;
};

// "17" or "17-20", also several joined by commas.
Result<void> add_numbers(const std::string& text, std::vector<uint64_t>& out) {
    const auto wrong = [&] { return Error{Code::usage, "--seq takes message numbers, like 17,20-25", {text, {}}, {}}; };
    const char* at = text.data();
    const char* end = at + text.size();
    while (true) {
        uint64_t first = 0;
        auto read = std::from_chars(at, end, first);
        uint64_t last = first;
        if (read.ec == std::errc() && read.ptr != end && *read.ptr == '-') {
            read = std::from_chars(read.ptr + 1, end, last);
        }
        constexpr uint64_t kMost = 10'000'000;
        if (read.ec != std::errc() || last < first || last - first > kMost) {
            return wrong();
        }
        for (uint64_t seq = first; seq <= last; ++seq) {
            out.push_back(seq);
        }
        if (read.ptr == end) {
            return {};
        }
        if (*read.ptr != ',') {
            return wrong();
        }
        at = read.ptr + 1;
    }
}

Json object_json(const note::DestroyedObject& object) {
    Json json = {{"object", object.object.hex()},
                 {"remainder", object.remainder ? Json(object.remainder->hex()) : Json(nullptr)}};
    if (object.remainder) {
        json["fill"] = object.fill;
        json["ranges"] = Json::array();
        for (const note::Span& range : object.ranges) {
            json["ranges"].push_back({range.begin, range.end});
        }
    }
    return json;
}

Json runs_json(const std::vector<note::Span>& runs) {
    Json json = Json::array();
    for (const note::Span& run : runs) {
        json.push_back({run.begin, run.end - 1});
    }
    return json;
}

std::string runs_text(const std::vector<note::Span>& runs) {
    constexpr size_t kShown = 20;
    std::string text;
    for (size_t i = 0; i < runs.size() && i < kShown; ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(runs[i].begin);
        text += runs[i].end - runs[i].begin > 1 ? "-" + std::to_string(runs[i].end - 1) : std::string();
    }
    return runs.size() > kShown ? text + " and " + counted(runs.size() - kShown, "more run", "more runs") : text;
}

uint64_t count_of(const std::vector<note::Span>& runs) {
    uint64_t count = 0;
    for (const note::Span& run : runs) {
        count += run.end - run.begin;
    }
    return count;
}

Json plan_json(const app::DestroyPlan& plan) {
    Json objects = Json::array();
    for (const app::DestroyPlan::Object& object : plan.objects) {
        Json json = object_json(object.what);
        json["path"] = object.path;
        json["records"] = object.records;
        json["of"] = object.of;
        objects.push_back(std::move(json));
    }
    Json elsewhere = Json::array();
    for (const auto& other : plan.elsewhere) {
        elsewhere.push_back(
            {{"kind", other.kind}, {"seq", other.seq ? Json(*other.seq) : Json(nullptr)}, {"place", other.place}});
    }
    return {{"plan", plan.hash.hex()},
            {"ready", plan.ready()},
            {"records", plan.records},
            {"runs", runs_json(plan.tombstone.records)},
            {"objects", std::move(objects)},
            {"elsewhere", std::move(elsewhere)},
            {"elsewhere_count", plan.elsewhere_count},
            {"refusals", plan.refusals},
            {"outside", plan.outside},
            {"disclosed", plan.disclosed},
            {"words", plan.words.size()},
            {"words_too_short", plan.words_too_short},
            {"words_kept", plan.words_kept}};
}

void write_objects(Session& session, const app::DestroyPlan& plan) {
    for (const app::DestroyPlan::Object& object : plan.objects) {
        const std::string share = grouped(object.records) + " of " + grouped(object.of) + " records";
        uint64_t bytes = 0;
        for (const note::Span& range : object.what.ranges) {
            bytes += range.end - range.begin;
        }
        session.out.line("  " + safe_line(object.path) + ", " + share + ": " +
                         (object.what.remainder
                              ? counted(object.what.ranges.size(), "range", "ranges") + ", " + bytes_text(bytes) +
                                    " of " + bytes_text(object.size_bytes) + " blanked (" + object.what.fill + ")"
                              : "the whole object goes, " + bytes_text(object.size_bytes)));
    }
}

void write_plan(Session& session, const Options& options, const app::DestroyPlan& plan) {
    Output& out = session.out;
    out.line("Would be destroyed: " + counted(plan.records, "record", "records") + " (" +
             runs_text(plan.tombstone.records) + ")");
    write_objects(session, plan);
    if (plan.elsewhere_count > 0) {
        out.line("Other places that have to do with it: " + grouped(plan.elsewhere_count));
        constexpr size_t kShown = 50;
        for (size_t i = 0; i < plan.elsewhere.size() && i < kShown; ++i) {
            const auto& other = plan.elsewhere[i];
            out.line("  " + other.kind + ": " + (other.seq ? "#" + std::to_string(*other.seq) + " " : std::string()) +
                     safe_line(other.place));
        }
        if (plan.elsewhere_count > kShown) {
            out.line("  and " + grouped(plan.elsewhere_count - kShown) + " more; --json names the first 10,000");
        }
    }
    for (const std::string& outside : plan.outside) {
        out.line("Outside the case: " + safe_line(outside));
    }
    for (const std::string& disclosed : plan.disclosed) {
        out.line("Left the house: " + safe_line(disclosed));
    }
    out.line("Searched for afterwards: " + counted(plan.words.size(), "value", "values") +
             "; not: " + grouped(plan.words_too_short) + " shorter than 8 bytes, " + grouped(plan.words_kept) +
             " that stand elsewhere too");
    out.line(
        "Backups and copies outside the case are not reached. Salts of the destroyed records can still be made by "
        "whoever holds the salt key.");
    for (const std::string& refusal : plan.refusals) {
        out.line(session.terminal.styled(Style::bad, "Refused: ") + safe_line(refusal));
    }
    if (plan.ready()) {
        out.line("Hash of this plan: " + plan.hash.hex());
        out.line(
            "Nothing was changed. A second person confirms by the same command with --confirm HASH instead of "
            "--plan: " +
            safe_line(options.folder));
    }
}

Json tombstone_json(const note::Tombstone& tombstone, const std::optional<note::DestructionDone>& done) {
    Json objects = Json::array();
    for (const note::DestroyedObject& object : tombstone.objects) {
        objects.push_back(object_json(object));
    }
    return {{"tombstone", tombstone.number},
            {"time", tombstone.time},
            {"by", tombstone.by},
            {"order", tombstone.order},
            {"why", tombstone.why},
            {"records", count_of(tombstone.records)},
            {"runs", runs_json(tombstone.records)},
            {"objects", std::move(objects)},
            {"kept", tombstone.kept},
            {"done", done ? Json(done->time) : Json(nullptr)},
            {"found", done ? Json(done->found) : Json(nullptr)}};
}

void write_tombstone(Session& session, const note::Tombstone& tombstone,
                     const std::optional<note::DestructionDone>& done) {
    Output& out = session.out;
    out.line("Tombstone " + std::to_string(tombstone.number) + " of " + tombstone.time);
    out.line("  By       " + safe_line(tombstone.by));
    out.line("  Order    " + safe_line(tombstone.order) + " (" + tombstone.why + ")");
    out.line("  Records  " + counted(count_of(tombstone.records), "record", "records") + " " +
             runs_text(tombstone.records));
    for (const note::DestroyedObject& object : tombstone.objects) {
        out.line("  Object   " + object.object.hex() +
                 (object.remainder ? ", in part: " + counted(object.ranges.size(), "range", "ranges") : ", all of it"));
    }
    if (tombstone.kept > 0) {
        out.line("  Kept     " + counted(tombstone.kept, "other place", "other places") +
                 " with the same words or message");
    }
    out.line(done ? "  Done     " + done->time + "; the search found " + counted(done->found, "place", "places")
                  : "  Done     not yet: open the case with its store to go on");
}

Result<Exit> list(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    for (const log::FiledTombstone& filed : opened->tombstones()) {
        if (options.json) {
            session.out.line(json_text(tombstone_json(filed.tombstone, filed.done)));
        } else {
            write_tombstone(session, filed.tombstone, filed.done);
        }
    }
    if (opened->tombstones().empty() && !options.json) {
        session.say("Nothing was destroyed in this case.");
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<app::DestroyChoice> choice_of(const Options& options) {
    app::DestroyChoice choice = options.choice;
    for (const std::string& numbers : options.seqs) {
        VB_TRY(add_numbers(numbers, choice.seqs));
    }
    for (const std::string& object : options.objects) {
        const auto hash = Hash::from_hex(object);
        if (!hash) {
            return Error{Code::usage, "--object takes the SHA-256 of an object", {object, {}}, "see: verbatim sources"};
        }
        choice.objects.push_back(*hash);
    }
    if (options.others != "ask") {
        choice.others = options.others == "keep" ? app::DestroyOthers::keep : app::DestroyOthers::destroy;
    }
    if (choice.seqs.empty() && choice.handles.empty() && choice.queries.empty() && choice.conversations.empty() &&
        choice.objects.empty()) {
        return Error{
            Code::usage, "nothing is named that should go", {}, "--seq, --handle, --query, --conversation, --object"};
    }
    return choice;
}

// The order is the purpose that the audit log states.
Result<std::unique_ptr<app::Case>> open_under_order(Session& session, const Options& options) {
    session.why = options.choice.order;
    return open_case(session, options.folder);
}

Result<Exit> plan(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const app::DestroyChoice choice, choice_of(options));
    ProgressReport progress(session, ProgressReport::As::line);
    VB_TRY_ASSIGN(const auto opened, open_under_order(session, options));
    VB_TRY_ASSIGN(const app::DestroyPlan made, opened->plan_destruction(choice, progress.control()));
    session.terminal.clear_status();
    if (options.json) {
        session.out.line(json_text(plan_json(made)));
    } else {
        write_plan(session, options, made);
    }
    VB_TRY(opened->close());
    return made.ready() ? Exit::ok : Exit::not_in_order;
}

Result<Exit> carry_out(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const app::DestroyChoice choice, choice_of(options));
    const auto confirmed = Hash::from_hex(options.confirm);
    if (!confirmed) {
        return Error{Code::usage, "--confirm takes the hash of a plan", {options.confirm, {}}, "make one with --plan"};
    }
    ProgressReport progress(session, ProgressReport::As::line);
    VB_TRY_ASSIGN(const auto opened, open_under_order(session, options));
    VB_TRY_ASSIGN(const app::DestroyReport report, opened->destroy(choice, *confirmed, progress.control()));
    session.terminal.clear_status();
    if (options.json) {
        session.out.line(json_text(tombstone_json(report.tombstone, report.done)));
    } else {
        write_tombstone(session, report.tombstone, report.done);
        if (report.done.found > 0) {
            for (const std::string& line : safe_lines(report.report)) {
                session.out.line("  " + line);
            }
            session.out.line(session.terminal.styled(Style::bad,
                                                     "The case still holds what should be gone, in the places "
                                                     "named above."));
        } else {
            session.out.line(
                "No file of the case holds it any more. Backups, bundles that went out and the disk's free "
                "space are yours to see to.");
        }
    }
    VB_TRY(opened->close());
    return report.done.found == 0 ? Exit::ok : Exit::not_in_order;
}

Result<Exit> destroy(Session& session, const Options& options) {
    if (options.list) {
        return list(session, options);
    }
    if (options.plan == !options.confirm.empty()) {
        return Error{Code::usage, "say either --plan, to see what would go, or --confirm HASH, to do it", {}, {}};
    }
    return options.plan ? plan(session, options) : carry_out(session, options);
}

}  // namespace

void add_destroy(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(
        Task::custody, "destroy",
        "remove messages by law (privilege, retention, court order), leaving a signed tombstone",
        {{"verbatim destroy harbour --handle lawyer@enc --by 'Examiner 12' --order 'Court, 2 May 2020' --why privilege "
          "--plan",
          "what would go, file by file; changes nothing"},
         {"verbatim destroy harbour --seq 17,20-25 --by 'Examiner 12' --order '12/2020' --why order --others keep "
          "--confirm HASH",
          "the same choice with the hash of its plan: does it"},
         {"verbatim destroy harbour --list", "the tombstones of the case"}});
    command.case_argument(options->folder);
    const auto many = [&](const char* name, std::vector<std::string>& values, const char* description,
                          const char* type) { command.app->add_option(name, values, description)->type_name(type); };
    many("--seq", options->seqs, "message numbers, like 17,20-25", "NUMBERS");
    many("--handle", options->choice.handles, "everything that a handle or name sent or took part in", "HANDLE");
    many("--conversation", options->choice.conversations, "a conversation, by id or title", "CONVERSATION");
    many("--query", options->choice.queries, "everything that a query finds", "QUERY");
    many("--object", options->objects, "a whole object of the vault, with all that it holds", "SHA256");
    command.by(options->choice.by, "who decided");
    command.app->add_option("--order", options->choice.order, "by what order or rule")->type_name("TEXT");
    command.choice("--why", options->choice.why, "privilege|retention|order|other", "the ground in law");
    command.choice(
        "--others", options->others, "ask|keep|destroy",
        "other sightings, the same words elsewhere, attachments: refuse, keep or destroy too (default: ask)");
    command.app
        ->add_option("--time", options->choice.time, "the time to state, like 2026-11-23T20:26:44Z (default: now)")
        ->type_name("TIME");
    CLI::Option* plan = command.app->add_flag("--plan", options->plan, "show what would go, and its hash");
    CLI::Option* confirm =
        command.app->add_option("--confirm", options->confirm, "carry out the plan with this hash")->type_name("HASH");
    CLI::Option* list = command.app->add_flag("--list", options->list, "list the tombstones");
    plan->excludes(confirm)->excludes(list);
    confirm->excludes(list);
    command.json_flag(options->json, "one JSON object for the plan or each tombstone");
    commands.run(command, [options](Session& session) { return destroy(session, *options); });
}

}  // namespace verbatim::cli
