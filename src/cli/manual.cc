// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.h"

namespace verbatim::cli {
namespace {

std::string roff(std::string_view text) {
    std::string out;
    bool line_start = true;
    for (const char c : text) {
        if (line_start && (c == '.' || c == '\'')) {
            out += "\\&";
        }
        switch (c) {
            case '\\':
                out += "\\e";
                break;
            case '-':
                out += "\\-";
                break;
            case '\'':
                out += "\\(aq";
                break;
            case '"':
                out += "\\(dq";
                break;
            case '`':
                out += "\\(ga";
                break;
            case '^':
                out += "\\(ha";
                break;
            case '~':
                out += "\\(ti";
                break;
            default:
                out += c;
        }
        line_start = c == '\n';
    }
    return out;
}

void append_entries(std::string& out, const std::vector<OptionText>& entries) {
    for (const OptionText& entry : entries) {
        out += ".TP\n.B " + roff(entry.shown()) + "\n" + roff(entry.description) + "\n";
    }
}

void append_examples(std::string& out, const std::vector<Example>& examples) {
    for (const Example& example : examples) {
        out += ".PP\n" + (example.what.empty() ? std::string("Example:") : "Example (" + roff(example.what) + "):") +
               "\n.PP\n.RS\n.nf\n" + roff(example.command) + "\n.fi\n.RE\n";
    }
}

void append_command(std::string& out, const CommandText& command) {
    out += ".SS " + roff(command.full) + "\n" + roff(command.purpose) + "\n.PP\n.B " + roff(command.usage()) + "\n";
    append_entries(out, command.positionals);
    append_entries(out, command.options);
    append_examples(out, command.examples);
    for (const CommandText& below : command.commands) {
        append_command(out, below);
    }
}

void append_reference(std::string& out, const CommandText& command) {
    out += "\n### " + command.full + "\n\n" + command.purpose + "\n\n    " + command.usage() + "\n";
    const auto table = [&](const std::vector<OptionText>& entries) {
        for (const OptionText& entry : entries) {
            if (entry.names.front() == "-h" || entry.names.back() == "--color") {
                continue;  // stated once, above all commands
            }
            std::string description = entry.description;
            for (size_t at = 0; (at = description.find('<', at)) != std::string::npos; at += 4) {
                description.replace(at, 1, "&lt;");
            }
            out += "- `" + entry.shown() + "`: " + description + "\n";
        }
    };
    out += "\n";
    table(command.positionals);
    table(command.options);
    if (!command.examples.empty()) {
        out += "\n";
        for (const Example& example : command.examples) {
            out += example.what.empty() ? "" : "    # " + example.what + "\n";
            out += "    " + example.command + "\n";
        }
    }
    for (const CommandText& below : command.commands) {
        append_reference(out, below);
    }
}

}  // namespace

std::string manual_page(const CommandText& root) {
    std::string out =
        ".TH VERBATIM 1 \"\" \"verbatim " VERBATIM_VERSION
        "\" \"User Commands\"\n"
        ".SH NAME\nverbatim \\- " +
        roff("take in chat evidence, search it, and prove what it says") +
        "\n.SH SYNOPSIS\n.B verbatim\n.I COMMAND\n[options] [arguments]\n.SH DESCRIPTION\n" +
        roff(
            "Verbatim takes in lawfully obtained chat evidence (exports, dumps, tables), keeps the original bytes, "
            "accounts for every row, makes the messages searchable, and proves offline that a message stands in the "
            "evidence. Everything belongs to a case, which is a folder.") +
        "\n.PP\n" +
        roff(
            "Results go to standard output, everything else to standard error. Control characters and bidirectional "
            "overrides in evidence are spelled out as \\u{...} and never reach a terminal; JSON and CSV carry the true "
            "text.") +
        "\n.SH COMMANDS\n";
    for (size_t task = 0; task < kTasks; ++task) {
        for (const CommandText& command : root.commands) {
            if (command.group == title(static_cast<Task>(task))) {
                append_command(out, command);
            }
        }
    }
    out += ".SH OPTIONS\n";
    append_entries(out, root.options);
    out += ".SH EXIT STATUS\n";
    for (const ExitMeaning& entry : exit_meanings()) {
        out += ".TP\n.B " + std::to_string(static_cast<int>(entry.exit)) + "\n" + roff(entry.meaning) + "\n";
    }
    out +=
        ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\n"
        "If set to anything, no colours are shown.\n"
        ".TP\n.B VERBATIM_LIBCHDB\nThe search engine's library, if it does not lie beside the program.\n"
        ".SH SEE ALSO\n.BR verbatim\\-verify (1)\n";
    return out;
}

std::string reference_markdown(const CommandText& root) {
    std::string out;
    for (size_t task = 0; task < kTasks; ++task) {
        out += "\n## " + std::string(title(static_cast<Task>(task))) + "\n";
        for (const CommandText& command : root.commands) {
            if (command.group == title(static_cast<Task>(task))) {
                append_reference(out, command);
            }
        }
    }
    return out;
}

}  // namespace verbatim::cli
