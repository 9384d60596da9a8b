// SPDX-License-Identifier: Apache-2.0
// verbatim-scenario: the command line of the scenario generator. docs/scenario.md describes what it writes.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace {

using namespace verbatim;
using namespace verbatim::scenario;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

struct Arguments {
    Options options;
    std::string preset;
    std::string defects;
    std::vector<std::string> rates;
    std::vector<std::string> shapes;
    bool to_stdout = false;
    bool quiet = false;
    double late = -1;
};

std::string examples() {
    std::string text =
        "\nEverything is made up and says so: \"synthetic\" stands in file names, rows and README.txt.\n\n"
        "Examples:\n"
        "  verbatim-scenario --preset small --out demo            # 20,000 messages, all shapes, all defects, with "
        "truth\n"
        "  verbatim-scenario --preset healthy --out quiet         # no defect at all: nothing to be found\n"
        "  verbatim-scenario --messages 1000000 --defects D1,D7 --rate D1=0.3 --out gaps\n"
        "  verbatim-scenario --preset model --out model           # 100 million messages, JSON Lines (about 70 GB)\n"
        "  verbatim-scenario --messages 5000000 --stdout | wc -l\n"
        "  verbatim ingest CASE demo/jsonl                        # then, for tables:\n"
        "  verbatim ingest CASE demo/csv --profile demo/synthetic-tables.toml\n\n"
        "Defects and their usual rates:\n";
    for (const DefectInfo& info : defect_table()) {
        const std::string share = std::to_string(1'000'000 + info.share).substr(1);
        text.append("  ")
            .append(info.name)
            .append(info.name.size() == 2 ? "   0." : "  0.")
            .append(share)
            .append(" of ");
        text.append(info.of).append(": ").append(info.what).append("\n");
    }
    return text;
}

void define(CLI::App& app, Arguments& arguments) {
    Options& options = arguments.options;
    app.set_version_flag("--version", "verbatim-scenario " VERBATIM_VERSION);
    app.add_option("--preset", arguments.preset, "small, model or healthy; options beside it win")
        ->check(CLI::IsMember({"small", "model", "healthy"}));
    app.add_option("--messages", options.messages, "messages that are written in the network (default: 100000)");
    app.add_option("--seed", options.seed, "names the world; the same seed gives the same bytes (default: 1)");
    app.add_option("--days", options.days, "length of the capture window, from 2020-04-01 (default: 75)");
    app.add_option("--persons", options.persons, "persons in the network (default: one for 1,500 messages)");
    app.add_option("--out", options.out, "folder for everything; it must be new or empty");
    app.add_option("--shape", arguments.shapes,
                   "jsonl, csv, whatsapp, telegram, jabber, batches, a list of them with commas, or all; may be given "
                   "several times (default: jsonl)")
        ->allow_extra_args(false);
    app.add_option("--defects", arguments.defects, "a list such as D1,D4, all or none (default: all)");
    app.add_option("--rate", arguments.rates, "rate of a defect: D4=0.01; may be given several times")
        ->allow_extra_args(false);
    app.add_option("--late", arguments.late, "share of phone-days whose rows come in a later batch (default: 0.05)")
        ->check(CLI::Range(0.0, 1.0));
    app.add_option("--chat-phones", options.chat_phones,
                   "phones whose chats whatsapp and telegram export (default: 6)");
    app.add_option("--truth", options.truth, "folder for the ground truth (default: truth in --out)");
    app.add_flag("--truth-messages", options.truth_messages, "also one line of truth for each message");
    app.add_flag("!--no-observations", options.observations, "no cells and wireless networks");
    app.add_flag("--stdout", arguments.to_stdout, "JSON Lines to standard output; truth only with --truth");
    app.add_flag("-q,--quiet", arguments.quiet, "no progress and no summary");
    app.footer(examples());
}

void apply_preset(Arguments& arguments, const CLI::App& app) {
    const auto set = [&app](const char* option, auto& value, auto preset) {
        if (app.count(option) == 0) {
            value = preset;
        }
    };
    if (arguments.preset == "small") {
        set("--messages", arguments.options.messages, uint64_t{20'000});
        set("--shape", arguments.shapes, std::vector<std::string>{"all"});
    } else if (arguments.preset == "model") {
        set("--messages", arguments.options.messages, uint64_t{100'000'000});
    } else if (arguments.preset == "healthy") {
        set("--defects", arguments.defects, "none");
        set("--late", arguments.late, 0.0);
    }
}

Result<Options> options_of(Arguments& arguments) {
    Options& options = arguments.options;
    VB_TRY(options.defects.choose(arguments.defects.empty() ? "all" : arguments.defects));
    for (const std::string& rate : arguments.rates) {
        VB_TRY(options.defects.set_share(rate));
    }
    if (arguments.late >= 0) {
        options.late = static_cast<PartsPerMillion>(arguments.late * kAlways + 0.5);
    }
    if (!arguments.shapes.empty()) {
        options.shapes = 0;
        for (const std::string& list : arguments.shapes) {
            VB_TRY_ASSIGN(const uint8_t shapes, parse_shapes(list));
            options.shapes = static_cast<uint8_t>(options.shapes | shapes);
        }
    }
    if (arguments.to_stdout) {
        if (!options.out.empty() || options.shapes != 1) {
            return Error{Code::usage, "--stdout takes neither --out nor --shape", {}, {}};
        }
    } else if (options.out.empty()) {
        return Error{
            Code::usage, "where to? name a folder with --out, or --stdout", {}, "see: verbatim-scenario --help"};
    } else if (options.truth.empty()) {
        options.truth = options.out + "/truth";
    }
    return completed(options);
}

void show(const Summary& summary, const Options& options) {
    std::fprintf(stderr, "Synthetic: %llu messages of %u persons with %u phones (%u captured) and %u handles\n",
                 static_cast<unsigned long long>(summary.messages), summary.persons, summary.phones,
                 summary.captured_phones, summary.handles);
    std::fprintf(stderr, "Rows: %llu sightings, %llu lost. Defects: %s\n",
                 static_cast<unsigned long long>(summary.rows), static_cast<unsigned long long>(summary.lost),
                 options.defects.list().c_str());
}

int main_of(int argc, char** argv) {
    CLI::App app("Makes a synthetic criminal chat network with known truth, and evidence of it with known defects.",
                 "verbatim-scenario");
    Arguments arguments;
    define(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    apply_preset(arguments, app);
    const Result<Options> options = options_of(arguments);
    if (!options) {
        std::fprintf(stderr, "verbatim-scenario: %s\n", options.error().to_string().c_str());
        return kUsage;
    }
    const bool shows_progress = !arguments.quiet && ::isatty(STDERR_FILENO) != 0;
    const Result<Summary> summary = run(*options, [&](uint32_t thousandths) {
        if (shows_progress) {
            std::fprintf(stderr, "\r%3u.%u %%", thousandths / 10, thousandths % 10);
        }
    });
    if (shows_progress) {
        std::fprintf(stderr, "\r         \r");
    }
    if (!summary) {
        std::fprintf(stderr, "verbatim-scenario: %s\n", summary.error().to_string().c_str());
        return kFailed;
    }
    if (!arguments.quiet) {
        show(*summary, *options);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return main_of(argc, argv);
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "verbatim-scenario: %s\n", exception.what());
        return kFailed;
    }
}
