// SPDX-License-Identifier: Apache-2.0
// verbatim completions, man: written from the command line's own definition.
#include "cli/completions.h"
#include "cli/manual.h"

namespace verbatim::cli {

void add_shell(Commands& commands) {
    auto shell = std::make_shared<std::string>();
    const Command completions =
        commands.add(Task::tools, "completions", "print a completion script for a shell",
                     {{"verbatim completions bash > ~/.local/share/bash-completion/completions/verbatim", ""}});
    completions.choice("shell", *shell, "bash|zsh|fish", "the shell")->required();
    commands.run(completions, [shell, &commands](Session& session) -> Result<Exit> {
        const CommandText root = describe(commands);
        session.out.write(*shell == "bash"  ? bash_completions(root)
                          : *shell == "zsh" ? zsh_completions(root)
                                            : fish_completions(root));
        return Exit::ok;
    });

    auto markdown = std::make_shared<bool>(false);
    const Command man = commands.add(Task::tools, "man", "print the manual page", {{"verbatim man | man -l -", ""}});
    man.app->add_flag("--markdown", *markdown, "print the command reference of docs/cli.md instead");
    commands.run(man, [markdown, &commands](Session& session) -> Result<Exit> {
        const CommandText root = describe(commands);
        session.out.write(*markdown ? reference_markdown(root) : manual_page(root));
        return Exit::ok;
    });
}

}  // namespace verbatim::cli
