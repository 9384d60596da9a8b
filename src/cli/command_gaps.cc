// SPDX-License-Identifier: Apache-2.0
// verbatim gaps: what the case should hold and does not.
#include "cli/commands.h"
#include "cli/gaps_report.h"
#include "cli/made_options.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kHourMs = 3'600'000;
constexpr uint64_t kHoursMost = 24 * 365;

struct Options {
    std::string folder;
    std::string from;
    std::string to;
    std::vector<std::string> kinds;
    uint64_t min_hours = 2;
    bool without_numbers = false;
    std::string device;
    GapsReporter::Options report;
    RowLimit limit;
    bool all = false;
};

Result<gaps::Options> how(const Options& options) {
    gaps::Options out;
    VB_TRY_ASSIGN(out.from_ms, moment(options.from, "--from"));
    VB_TRY_ASSIGN(out.to_ms, moment(options.to, "--to"));
    out.min_ms = static_cast<int64_t>(options.min_hours * kHourMs);
    out.device = options.device;
    out.use_numbers = !options.without_numbers;
    if (!options.kinds.empty()) {
        out.wanted = {};
    }
    for (const std::string& word : options.kinds) {
        const auto kind = gaps::kind(word);
        if (!kind) {
            return Error{Code::usage, "there is no kind of this name", {word, {}}, "docs/gaps.md lists them"};
        }
        out.wanted[static_cast<size_t>(*kind)] = true;
    }
    return out;
}

Result<Exit> gaps(Session& session, Options& options) {
    VB_TRY_ASSIGN(const gaps::Options asked, how(options));
    constexpr uint64_t kExamples = 5;
    options.report.min_hours = static_cast<double>(options.min_hours);
    options.report.each_kind = options.all               ? 0
                               : options.limit.rows != 0 ? options.limit.rows
                               : session.terminal.output_is_terminal() || !options.report.list.empty() ? kExamples
                                                                                                       : 0;
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    GapsReporter reporter(session, options.report);
    VB_TRY(reporter.begin());
    const Result<gaps::Report> report = opened->gaps(asked, reporter.receiver(), reporter.control());
    if (!report) {
        reporter.failed(report.error());
        return report.error();
    }
    VB_TRY(reporter.finished(*report));
    VB_TRY(opened->close());
    return report->quiet() ? Exit::ok : Exit::not_in_order;
}

}  // namespace

void add_gaps(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(
        Task::look, "gaps", "what should be there and is not: silences, missing numbers, sides, files, wrong clocks",
        {{"verbatim gaps harbour", "the summary, and some findings of each kind; exit code 0 if there is none"},
         {"verbatim gaps harbour --out gaps.csv --from 2020-04-01 --to 2020-06-14", "every finding"},
         {"verbatim gaps harbour --device 004991000004032 --kind silence --kind missing-numbers --all", ""},
         {"verbatim gaps harbour --heat hours.jsonl", "also each device's rows by hour, for a calendar view"}});
    CLI::App* app = command.app;
    command.case_folder(options->folder);
    command.reader();
    app->add_option("--device", options->device, "report this device alone; it is judged beside all others")
        ->type_name("NAME");
    command.number("--min-hours", options->min_hours, 1, "report silences of at least N hours (default: 2)",
                   kHoursMost);
    app->add_option("--from", options->from, "begin of the capture window (default: found in the data)")
        ->type_name("TIME");
    app->add_option("--to", options->to, "its end, exclusive")->type_name("TIME");
    app->add_option("--kind", options->kinds,
                    "report this kind; may be given several times: silence, missing-numbers, repeated-numbers, "
                    "one-sided, attachments, outside-window, clock, common-outage")
        ->type_name("KIND")
        ->allow_extra_args(false);
    app->add_flag("--without-numbers", options->without_numbers,
                  "judge silences by times alone, as if no device numbered its rows");
    app->add_option("-o,--out", options->report.list,
                    "write every finding to this file: CSV if its name ends so, else JSON Lines")
        ->type_name("FILE");
    app->add_option("--heat", options->report.heat, "write each device's rows by hour to this file, as JSON Lines")
        ->type_name("FILE");
    app->add_flag("--force", options->report.overwrite, "overwrite the files of --out and --heat if they exist");
    CLI::Option* limit = command.number("--limit", options->limit.rows, 1,
                                        "findings of each kind to show (default: 5 on a terminal or with --out, else "
                                        "all)");
    app->add_flag("--all", options->all, "show every finding; the summary then comes last")->excludes(limit);
    command.json_flag(options->report.json, "events for programs on standard output, one JSON object a line");
    commands.run(command, [options](Session& session) { return gaps(session, *options); });
}

}  // namespace verbatim::cli
