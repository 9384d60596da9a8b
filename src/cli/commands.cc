// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#include <charconv>
#include <cstdint>

namespace verbatim::cli {

std::string_view title(Task task) {
    switch (task) {
        case Task::custody:
            return "Take evidence in";
        case Task::look:
            return "See what came in";
        case Task::search:
            return "Search and read";
        case Task::prove:
            return "Check and prove";
        case Task::tools:
            return "Tools";
    }
    return "";
}

void Command::case_argument(std::string& folder) const {
    app->add_option("case", folder, "the case's folder")->type_name("CASE")->required();
}

CLI::Option* Command::purpose(const std::string& description) const {
    return app->add_option("--why", *why, description)->type_name("TEXT");
}

void Command::case_folder(std::string& folder) const {
    case_argument(folder);
    purpose("the purpose, for the audit log (default: not stated)");
}

void Command::by(std::string& name, const std::string& description) const {
    app->add_option_function<std::string>(
           "--by",
           [&name, audited = who](const std::string& given) {
               name = given;
               *audited = given;
           },
           description)
        ->type_name("NAME");
}

void Command::reader() const {
    app->add_option("--reader", *who, "who reads, for the audit log (default: the login name)")->type_name("NAME");
}

void Command::json_flag(bool& json, std::string_view what) const {
    app->add_flag("--json", json, std::string(what));
}

void Command::row_limit(RowLimit& limit, bool& all, std::string_view what) const {
    CLI::Option* rows = number("--limit", limit.rows, 1,
                               "show at most N " + std::string(what) + " (default: " + std::to_string(kTerminalRows) +
                                   " on a terminal, else all; what is left out is always counted)");
    rows->excludes(app->add_flag("--all", all, "show all " + std::string(what)));
}

CLI::Option* Command::number(const std::string& names, uint64_t& value, uint64_t least, const std::string& description,
                             uint64_t most) const {
    return app
        ->add_option_function<std::string>(
            names,
            [&value, least, most, names](const std::string& given) {
                const auto read = std::from_chars(given.data(), given.data() + given.size(), value);
                if (read.ec != std::errc() || read.ptr != given.data() + given.size() || value < least ||
                    value > most) {
                    const std::string range = most == UINT64_MAX
                                                  ? "of at least " + std::to_string(least)
                                                  : "from " + std::to_string(least) + " to " + std::to_string(most);
                    // CLI11's way to refuse a value; main.cc catches it.
                    throw CLI::ValidationError(names, "it must be a whole number " + range);
                }
            },
            description)
        ->type_name("N");
}

CLI::Option* Command::choice(const std::string& names, std::string& value, const std::string& words,
                             const std::string& description) const {
    std::vector<std::string> list;
    for (const std::string& word : CLI::detail::split(words, '|')) {
        list.push_back(word);
    }
    return app->add_option(names, value, description)->type_name(words)->check([list, words](const std::string& given) {
        for (const std::string& word : list) {
            if (given == word) {
                return std::string();
            }
        }
        return "it must be one of " + words;
    });
}

Commands::Commands() : root_("Take in chat evidence, search it, and prove what it says.", "verbatim") {
    root_.require_subcommand(0, 1);
    root_.set_help_flag("-h,--help", "show the commands; after a command: how it is used");
    root_.set_version_flag("--version", "", "show the version of the program and of its search engine");
    add_color(Command{&root_});
}

void Commands::add_color(const Command& command) {
    command.choice("--color", color_, "auto|always|never",
                   "colours: auto shows them on a terminal if NO_COLOR is not set (default: auto)");
}

Command Commands::add(Task task, const std::string& name, const std::string& purpose, std::vector<Example> examples) {
    const Command command = add_below(Command{&root_}, name, purpose, std::move(examples));
    command.app->group(std::string(title(task)));
    return command;
}

Command Commands::add_below(const Command& parent, const std::string& name, const std::string& purpose,
                            std::vector<Example> examples) {
    CLI::App* app = parent.app->add_subcommand(name, purpose);
    app->set_help_flag("-h,--help", "show how the command is used, with examples");
    // Not inherited by falling through to the root: that would take the words of a query for commands.
    add_color(Command{app});
    examples_[app] = std::move(examples);
    return Command{app, &who_, &why_};
}

void Commands::run(const Command& command, Run run) {
    runs_[command.app] = std::move(run);
}

const Commands::Run* Commands::find_run(const CLI::App* app) const {
    const auto found = runs_.find(app);
    return found == runs_.end() ? nullptr : &found->second;
}

const std::vector<Example>& Commands::examples(const CLI::App* app) const {
    static const std::vector<Example> kNone;
    const auto found = examples_.find(app);
    return found == examples_.end() ? kNone : found->second;
}

}  // namespace verbatim::cli
