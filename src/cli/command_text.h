// SPDX-License-Identifier: Apache-2.0
// CommandText: the command line as data, read from the one definition (commands.h). Help, the manual page and the
// completions of three shells are written from it.
#pragma once

#include <string>
#include <vector>

#include "cli/commands.h"

namespace verbatim::cli {

struct OptionText {
    std::vector<std::string> names;  // "-o", "--output"; a positional has one, "CASE"
    std::string value;               // "FILE", "table|json|csv"; empty for a flag
    std::string description;
    bool required = false;
    bool many = false;  // may be given several times

    std::string shown() const;                 // "-o, --output FILE"
    std::vector<std::string> choices() const;  // the words of "table|json|csv"; empty if free
};

struct CommandText {
    std::string name;  // "search"
    std::string full;  // "verbatim search"
    std::string group;
    std::string purpose;
    std::vector<OptionText> positionals;
    std::vector<OptionText> options;
    std::vector<Example> examples;
    std::vector<CommandText> commands;

    std::string usage() const;  // "verbatim search [OPTIONS] CASE [QUERY...]"
};

CommandText describe(const Commands& commands);
// The description of the command that was named last; `root` itself if none was.
const CommandText& named_command(const CommandText& root, const CLI::App& parsed);

// What `verbatim` alone prints: what this is and the first steps.
std::string overview(const CommandText& root);
// What --help prints; `width` columns at most (0: 80).
std::string help(const CommandText& command, size_t width);

}  // namespace verbatim::cli
