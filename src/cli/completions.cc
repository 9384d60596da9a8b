// SPDX-License-Identifier: Apache-2.0
#include "cli/completions.h"

#include <functional>

namespace verbatim::cli {
namespace {

using Visit = std::function<void(const CommandText&)>;

void each_command(const CommandText& command, const Visit& visit) {
    for (const CommandText& below : command.commands) {
        visit(below);
        each_command(below, visit);
    }
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string out;
    for (const std::string& word : words) {
        out += (out.empty() ? std::string() : std::string(between)) + word;
    }
    return out;
}

// In single quotes, for any of the shells.
std::string quoted(std::string_view text, bool fish) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += fish ? "\\'" : "'\\''";
        } else if (c == '\\' && fish) {
            out += "\\\\";
        } else {
            out += c;
        }
    }
    return out + "'";
}

std::vector<std::string> names_of(const std::vector<CommandText>& commands) {
    std::vector<std::string> names;
    names.reserve(commands.size());
    for (const CommandText& command : commands) {
        names.push_back(command.name);
    }
    return names;
}

std::vector<std::string> options_of(const CommandText& command) {
    std::vector<std::string> names;
    for (const OptionText& option : command.options) {
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return names;
}

// "profile show" -> what stands behind "verbatim " in `full`.
std::string path_of(const CommandText& command) {
    return command.full.substr(command.full.find(' ') + 1);
}

bool takes_folder(const OptionText& text) {
    return text.value == "CASE" || (text.value.empty() && text.names.front() == "CASE");
}

bool takes_file(const OptionText& text) {
    const std::string& kind = text.value.empty() ? text.names.front() : text.value;
    return kind == "FILE" || kind == "PATH" || kind == "LIST";
}

// Of a zsh _arguments description: brackets and colons end it.
std::string zsh_words(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out;
}

std::string zsh_action(const OptionText& text) {
    if (!text.choices().empty()) {
        return "(" + joined(text.choices(), " ") + ")";
    }
    return takes_folder(text) ? "_files -/" : takes_file(text) ? "_files" : " ";
}

}  // namespace

std::string bash_completions(const CommandText& root) {
    std::string out =
        "# bash completion for verbatim; made by `verbatim completions bash`\n"
        "_verbatim() {\n"
        "    local current=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\" command=\"\" word\n"
        "    COMPREPLY=()\n"
        "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "        case \"$command $word\" in\n";
    each_command(root, [&](const CommandText& command) {
        const std::string path = path_of(command);
        const size_t space = path.rfind(' ');
        const std::string before = space == std::string::npos ? "" : path.substr(0, space);
        out +=
            "            " + quoted(before + " " + command.name, false) + ") command=" + quoted(path, false) + " ;;\n";
    });
    out +=
        "        esac\n"
        "    done\n"
        "    local words=\"\" options=\"\" files=\"\"\n"
        "    case \"$command:$before\" in\n";
    each_command(root, [&](const CommandText& command) {
        for (const OptionText& option : command.options) {
            if (option.value.empty()) {
                continue;
            }
            std::vector<std::string> patterns;
            for (const std::string& name : option.names) {
                patterns.push_back(quoted(path_of(command) + ":" + name, false));
            }
            out += "        " + joined(patterns, " | ") + ") ";
            if (!option.choices().empty()) {
                out += "words=" + quoted(joined(option.choices(), " "), false);
            } else {
                out += takes_file(option) ? "files=file" : takes_folder(option) ? "files=directory" : "return";
            }
            out += " ;;\n";
        }
    });
    out += "        *)\n            case \"$command\" in\n                '') words=" +
           quoted(joined(names_of(root.commands), " "), false) +
           "; options=" + quoted(joined(options_of(root), " "), false) + " ;;\n";
    each_command(root, [&](const CommandText& command) {
        std::vector<std::string> words = names_of(command.commands);
        for (const OptionText& positional : command.positionals) {
            if (const auto choices = CLI::detail::split(positional.names.front(), '|'); choices.size() > 1) {
                words.insert(words.end(), choices.begin(), choices.end());
            }
        }
        out += "                " + quoted(path_of(command), false) + ") " +
               (words.empty() ? std::string("files=file") : "words=" + quoted(joined(words, " "), false)) +
               "; options=" + quoted(joined(options_of(command), " "), false) + " ;;\n";
    });
    out +=
        "            esac ;;\n"
        "    esac\n"
        "    [ \"${current:0:1}\" != - ] || { words=\"$options\" files=\"\"; }\n"
        "    if [ -n \"$words\" ]; then\n"
        "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
        "    elif [ -n \"$files\" ]; then\n"
        "        compopt -o filenames 2>/dev/null\n"
        "        mapfile -t COMPREPLY < <(compgen -A \"$files\" -- \"$current\")\n"
        "    fi\n"
        "}\n"
        "complete -F _verbatim verbatim\n";
    return out;
}

std::string zsh_completions(const CommandText& root) {
    std::string out =
        "#compdef verbatim\n"
        "# zsh completion for verbatim; made by `verbatim completions zsh`\n";
    const auto function_name = [](const CommandText& command) {
        std::string name = "_" + command.full;
        for (char& c : name) {
            c = c == ' ' || c == '-' ? '_' : c;
        }
        return name;
    };
    const auto write = [&](const CommandText& command) {
        out += function_name(command) + "() {\n";
        if (!command.commands.empty()) {
            out += "    local -a commands=(\n";
            for (const CommandText& below : command.commands) {
                out += "        " + quoted(zsh_words(below.name) + ":" + below.purpose, false) + "\n";
            }
            out += "    )\n";
        }
        out += "    _arguments -C";
        for (const OptionText& option : command.options) {
            for (const std::string& name : option.names) {
                std::string spec = (option.many ? "*" : "") + name + "[" + zsh_words(option.description) + "]";
                if (!option.value.empty()) {
                    spec += ":" + zsh_words(option.value) + ":" + zsh_action(option);
                }
                out += " \\\n        " + quoted(spec, false);
            }
        }
        for (const OptionText& positional : command.positionals) {
            OptionText value = positional;
            value.value = positional.names.front();
            out += " \\\n        " +
                   quoted((positional.many ? "*:" : ":") + zsh_words(value.value) + ":" + zsh_action(value), false);
        }
        if (!command.commands.empty()) {
            out += " \\\n        '1:command:{_describe command commands}' \\\n        '*::arguments:->below'\n";
            out += "    [ \"$state\" = below ] || return\n    case \"$words[1]\" in\n";
            for (const CommandText& below : command.commands) {
                out += "        " + below.name + ") " + function_name(below) + " ;;\n";
            }
            out += "    esac";
        }
        out += "\n}\n";
    };
    each_command(root, write);
    write(root);
    return out + "_verbatim \"$@\"\n";
}

std::string fish_completions(const CommandText& root) {
    std::string out =
        "# fish completion for verbatim; made by `verbatim completions fish`\n"
        "complete -c verbatim -n '__fish_use_subcommand' -f\n";
    for (const CommandText& command : root.commands) {
        out += "complete -c verbatim -n '__fish_use_subcommand' -a " + command.name + " -d " +
               quoted(command.purpose, true) + "\n";
    }
    each_command(root, [&](const CommandText& command) {
        std::string when = "__fish_seen_subcommand_from";
        const std::string path = path_of(command);
        const size_t space = path.find(' ');
        when += " " + path.substr(0, space);
        if (space != std::string::npos) {
            when += "; and __fish_seen_subcommand_from " + path.substr(space + 1);
        }
        const std::string condition = "complete -c verbatim -n " + quoted(when, true);
        for (const CommandText& below : command.commands) {
            out += condition + " -f -a " + below.name + " -d " + quoted(below.purpose, true) + "\n";
        }
        for (const OptionText& option : command.options) {
            out += condition;
            for (const std::string& name : option.names) {
                out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            }
            if (!option.choices().empty()) {
                out += " -x -a " + quoted(joined(option.choices(), " "), true);
            } else if (!option.value.empty()) {
                out += takes_file(option) || takes_folder(option) ? " -r" : " -x";
            }
            out += " -d " + quoted(option.description, true) + "\n";
        }
        for (const OptionText& positional : command.positionals) {
            if (const auto choices = CLI::detail::split(positional.names.front(), '|'); choices.size() > 1) {
                out += condition + " -f -a " + quoted(joined(choices, " "), true) + "\n";
            }
        }
    });
    return out;
}

}  // namespace verbatim::cli
