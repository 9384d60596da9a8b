// SPDX-License-Identifier: Apache-2.0
#include "cli/command_text.h"

#include <algorithm>

#include "text/terminal.h"

namespace verbatim::cli {
namespace {

constexpr size_t kUsualWidth = 80;
constexpr size_t kWidestHelp = 110;  // longer lines are hard to read
constexpr size_t kNamesWidth = 26;

OptionText describe_option(const CLI::Option& option) {
    OptionText out;
    if (option.get_positional()) {
        out.names.push_back(option.get_type_name());
    } else {
        for (const std::string& name : option.get_snames()) {
            out.names.push_back("-" + name);
        }
        for (const std::string& name : option.get_lnames()) {
            out.names.push_back("--" + name);
        }
        out.value = option.get_items_expected_max() == 0 ? "" : option.get_type_name();
    }
    out.description = option.get_description();
    out.required = option.get_required();
    out.many = option.get_items_expected_max() > 1;
    return out;
}

CommandText describe_app(const Commands& commands, const CLI::App& app, const std::string& parent) {
    CommandText out;
    out.name = app.get_name();
    out.full = parent.empty() ? out.name : parent + " " + out.name;
    out.group = app.get_group();
    out.purpose = app.get_description();
    out.examples = commands.examples(&app);
    for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
        (option->get_positional() ? out.positionals : out.options).push_back(describe_option(*option));
    }
    for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
        out.commands.push_back(describe_app(commands, *below, out.full));
    }
    return out;
}

// "  names     description, wrapped and indented".
void append_entry(std::string& out, const std::string& names, const std::string& description, size_t width,
                  size_t names_width) {
    std::string line = "  " + names;
    const std::string indent(names_width + 4, ' ');
    bool first = true;
    if (text::display_width(names) > names_width) {
        out += line + "\n";
        first = false;
    }
    for (const std::string_view part : text::wrap(description, width - indent.size())) {
        if (first) {
            line.resize(indent.size(), ' ');
            out += line;
            first = false;
        } else {
            out += indent;
        }
        out += part;
        out += '\n';
    }
}

void append_entries(std::string& out, std::string_view heading, const std::vector<OptionText>& entries, size_t width) {
    if (entries.empty()) {
        return;
    }
    out += "\n" + std::string(heading) + ":\n";
    for (const OptionText& entry : entries) {
        append_entry(out, entry.shown(), entry.description, width, kNamesWidth);
    }
}

void append_examples(std::string& out, const std::vector<Example>& examples) {
    if (examples.empty()) {
        return;
    }
    out += "\nExamples:\n";
    for (const Example& example : examples) {
        if (!example.what.empty()) {
            out += "  # " + example.what + "\n";
        }
        out += "  " + example.command + "\n";
    }
}

void append_commands(std::string& out, const CommandText& command, size_t width) {
    constexpr size_t kCommandNames = 15;
    for (size_t task = 0; task < kTasks; ++task) {
        const std::string_view group = title(static_cast<Task>(task));
        const auto belongs = [&](const CommandText& below) { return below.group == group; };
        if (std::none_of(command.commands.begin(), command.commands.end(), belongs)) {
            continue;
        }
        out += "\n" + std::string(group) + ":\n";
        for (const CommandText& below : command.commands) {
            if (belongs(below)) {
                append_entry(out, below.name, below.purpose, width, kCommandNames);
            }
        }
    }
}

}  // namespace

std::string OptionText::shown() const {
    std::string out;
    for (const std::string& name : names) {
        out += (out.empty() ? "" : ", ") + name;
    }
    if (!value.empty()) {
        out += " " + value;
    }
    return out;
}

std::vector<std::string> OptionText::choices() const {
    if (value.find('|') == std::string::npos) {
        return {};
    }
    return CLI::detail::split(value, '|');
}

std::string CommandText::usage() const {
    std::string out = full + (commands.empty() ? " [OPTIONS]" : " COMMAND");
    for (const OptionText& positional : positionals) {
        const std::string word = positional.names.front() + (positional.many ? "..." : "");
        out += " " + (positional.required ? word : "[" + word + "]");
    }
    return out;
}

CommandText describe(const Commands& commands) {
    return describe_app(commands, commands.root(), {});
}

const CommandText& named_command(const CommandText& root, const CLI::App& parsed) {
    const CommandText* text = &root;
    const CLI::App* app = &parsed;
    while (!app->get_subcommands().empty()) {
        app = app->get_subcommands().front();
        const std::string name = app->get_name();
        text = &*std::find_if(text->commands.begin(), text->commands.end(),
                              [&](const CommandText& below) { return below.name == name; });
    }
    return *text;
}

std::string overview(const CommandText& root) {
    std::string out =
        "Verbatim takes in lawfully obtained chat evidence, makes every message searchable,\n"
        "and proves to anyone that a message stands in the evidence.\n"
        "\n"
        "  verbatim new CASE                  make a case\n"
        "  verbatim ingest CASE PATH...       take evidence in\n"
        "  verbatim search CASE QUERY         find messages\n"
        "  verbatim show CASE SEQ             read the conversation around one\n"
        "  verbatim verify CASE               check everything\n"
        "  verbatim prove CASE SEQ -o FILE    prove one message to a stranger\n"
        "\nAll " +
        std::to_string(root.commands.size()) + " commands: verbatim --help    One of them: verbatim COMMAND --help\n";
    return out;
}

std::string help(const CommandText& command, size_t width) {
    width = std::clamp(width == 0 ? kUsualWidth : width, size_t{50}, kWidestHelp);
    std::string out = command.full + ": " + command.purpose + "\n\nUsage: " + command.usage() + "\n";
    if (!command.commands.empty() && command.commands.front().group != title(Task::custody)) {
        out += "\nCommands:\n";
        for (const CommandText& below : command.commands) {
            append_entry(out, below.name, below.purpose, width, kNamesWidth);
        }
    } else {
        append_commands(out, command, width);
    }
    append_entries(out, "What it takes", command.positionals, width);
    append_entries(out, "Options", command.options, width);
    append_examples(out, command.examples);
    if (command.full == command.name) {
        out += "\nExit codes:\n";
        for (const ExitMeaning& entry : exit_meanings()) {
            append_entry(out, std::to_string(static_cast<int>(entry.exit)), std::string(entry.meaning), width, 1);
        }
    }
    return out;
}

}  // namespace verbatim::cli
