// SPDX-License-Identifier: Apache-2.0
// verbatim compare: two deliveries of the same data, row by row.
#include <array>
#include <cstdlib>

#include "cli/compare_report.h"
#include "cli/source_options.h"
#include "formats/job.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::array<std::string, 3> names;  // as given: CASE A B, or OLD NEW
    bool files = false;
    formats::Settings settings;
    std::string profile;
    std::vector<std::string> ignored;
    CompareReporter::Options report;
    RowLimit limit;
    bool all = false;
    std::string form;
    std::string temporary;
};

// Room for large files that may go at any time, which is what /var/tmp is for; /tmp is memory on many systems.
std::string temporary_folder(const Options& options) {
    if (!options.temporary.empty()) {
        return options.temporary;
    }
    const char* named = std::getenv("TMPDIR");
    return named != nullptr && *named != '\0' ? named : "/var/tmp";
}

Result<void> complete(Session& session, Options& options) {
    if (options.files != options.names[2].empty()) {
        return Error{Code::usage,
                     options.files ? "--files takes two paths" : "a case and two selections of its evidence are needed",
                     {},
                     options.files ? "verbatim compare --files OLD NEW"
                                   : "verbatim compare CASE A B, or verbatim compare --files OLD NEW"};
    }
    if (!options.files && (!options.profile.empty() || !formats::canonical_settings(options.settings).empty())) {
        return Error{Code::usage,
                     "how sources are read was stated when they were taken into the case",
                     {},
                     "--format, --profile, --zone and the like go with --files"};
    }
    VB_TRY(load_profile(options.profile, options.settings));
    CompareReporter::Options& report = options.report;
    if (report.list.empty() && !options.form.empty()) {
        return Error{Code::usage, "--list-format says how --out is written", {}, "add --out FILE"};
    }
    const bool csv = options.form.empty() ? report.list.ends_with(".csv") : options.form == "csv";
    report.form = csv ? CompareList::Form::csv : CompareList::Form::json;
    constexpr uint64_t kExamples = 5;
    report.each_class = options.all                                                     ? 0
                        : options.limit.rows != 0                                       ? options.limit.rows
                        : session.terminal.output_is_terminal() || !report.list.empty() ? kExamples
                                                                                        : 0;
    return {};
}

Result<Exit> compare(Session& session, Options& options) {
    VB_TRY(complete(session, options));
    compare::Options how;
    how.temporary_folder = temporary_folder(options);
    for (const std::string& word : options.ignored) {
        if (!how.ignored.add(word)) {
            return Error{Code::usage, "there is no field of this name", {word, {}}, "docs/compare.md lists them"};
        }
    }
    CompareReporter reporter(session, options.report, options.ignored);
    VB_TRY(reporter.begin());
    Result<compare::Report> report = Error{Code::internal, "not run", {}, {}};
    if (options.files) {
        report = app::compare_files(options.names[0], options.names[1], options.settings, how, reporter.receiver(),
                                    reporter.control());
    } else {
        VB_TRY_ASSIGN(const auto opened, open_case(session, options.names[0], app::StoreUse::none));
        report = opened->compare(options.names[1], options.names[2], how, reporter.receiver(), reporter.control());
        VB_TRY(opened->close());
    }
    if (!report) {
        Error error = report.error();
        if (error.code == Code::interrupted) {
            error = Error{Code::interrupted, "stopped on request; nothing is kept of this comparison", {}, {}};
        }
        reporter.failed(error);
        return error;
    }
    VB_TRY(reporter.finished(*report));
    return report->equal() ? Exit::ok : Exit::not_in_order;
}

}  // namespace

void add_compare(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(
        Task::look, "compare", "compare two deliveries of the same data, row by row",
        {{"verbatim compare harbour 1 2", "acquisition 1 with acquisition 2: exit code 0 if they are equal"},
         {"verbatim compare harbour '*/april/*' '*/september/*' --out differences.csv", ""},
         {"verbatim compare --files april.csv september.jsonl --profile mine.toml --ignore id",
          "without a case; ids are not compared"}});
    CLI::App* app = command.app;
    const std::string part = "the number of an acquisition, source:12, source:3-7 or a pattern of source paths";
    app->add_option("case", options->names[0], "the case's folder; with --files: the first file or folder")
        ->type_name("CASE")
        ->required();
    app->add_option("a", options->names[1],
                    "one part of its evidence: " + part + "; with --files: the second file or folder")
        ->type_name("A")
        ->required();
    app->add_option("b", options->names[2], "the other part, in the same way; not with --files")->type_name("B");
    command.purpose("the purpose, for the case's audit log (default: not stated)");
    command.reader();
    app->add_flag("--files", options->files, "compare two files or folders that are in no case");
    app->add_option("--ignore", options->ignored,
                    "do not compare this field: id, sender, zone, rest.COLUMN ... (docs/compare.md lists them)")
        ->type_name("FIELD")
        ->allow_extra_args(false);
    app->add_option("-o,--out", options->report.list, "write every difference to this file")->type_name("FILE");
    command.choice("--list-format", options->form, "jsonl|csv",
                   "how --out is written (default: by the ending of its name; else jsonl)");
    app->add_flag("--force", options->report.overwrite, "overwrite the file of --out if it exists");
    CLI::Option* limit = command.number("--limit", options->limit.rows, 1,
                                        "differences of each class to show (default: 5 on a terminal or with --out, "
                                        "else all)");
    app->add_flag("--all", options->all, "show every difference")->excludes(limit);
    add_source_options(command, options->settings, options->profile);
    app->add_option("--temporary", options->temporary, "folder for temporary files (default: $TMPDIR, else /var/tmp)")
        ->type_name("PATH");
    command.json_flag(options->report.json, "events for programs on standard output, one JSON object a line");
    commands.run(command, [options](Session& session) { return compare(session, *options); });
}

}  // namespace verbatim::cli
