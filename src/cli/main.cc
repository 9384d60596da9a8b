// SPDX-License-Identifier: Apache-2.0
// verbatim: the command line. Builds the commands, parses, runs one, words its error, and ends with its exit code.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <new>

#include "cli/command_text.h"
#include "cli/interrupt.h"
#include "record/record.h"

namespace verbatim::cli {
namespace {

// A closed standard stream must not give its number to a file of the case, which would then receive our output.
void hold_standard_streams() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) == -1) {
            const int held = ::open("/dev/null", O_RDWR);
            if (held >= 0 && held != fd) {
                ::dup2(held, fd);
                ::close(held);
            }
        }
    }
}

void add_all(Commands& commands) {
    add_new(commands);
    add_ingest(commands);
    add_accounting(commands);
    add_search(commands);
    add_show(commands);
    add_lists(commands);
    add_select(commands);
    add_exhibit(commands);
    add_sweep(commands);
    add_request(commands);
    add_verify(commands);
    add_compare(commands);
    add_gaps(commands);
    add_seal(commands);
    add_destroy(commands);
    add_witness(commands);
    add_disclose(commands);
    add_open(commands);
    add_serve(commands);
    add_user(commands);
    add_audit(commands);
    add_authority(commands);
    add_prove(commands);
    add_formats(commands);
    add_bench_queries(commands);
    add_shell(commands);
}

// Letters to insert, delete or replace to get from one word to the other.
size_t edits(std::string_view from, std::string_view to) {
    std::vector<size_t> row(to.size() + 1);
    for (size_t at = 0; at <= to.size(); ++at) {
        row[at] = at;
    }
    for (size_t i = 1; i <= from.size(); ++i) {
        size_t diagonal = std::exchange(row[0], i);
        for (size_t j = 1; j <= to.size(); ++j) {
            const size_t changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[to.size()];
}

std::string nearest_command(const CommandText& root, std::string_view word) {
    constexpr size_t kFarthest = 2;
    std::string nearest;
    size_t distance = kFarthest + 1;
    for (const CommandText& command : root.commands) {
        if (const size_t found = edits(word, command.name); found < distance) {
            distance = found;
            nearest = command.name;
        }
    }
    return nearest;
}

Error usage_error(const Commands& commands, const CommandText& text, const CLI::ParseError& error) {
    Error out{Code::usage, error.what(), {}, "see: " + text.full + " --help"};
    const std::vector<std::string> left = commands.root().remaining(true);
    if (text.full == text.name && !left.empty() && !left.front().starts_with('-')) {
        const std::string nearest = nearest_command(text, left.front());
        out.what = "there is no command \"" + left.front() + "\"";
        out.advice = nearest.empty() ? "see: verbatim --help" : "did you mean: verbatim " + nearest;
    }
    return out;
}

Result<Exit> parse_and_run(Session& session, Commands& commands, int argc, char** argv) {
    try {
        commands.root().parse(argc, argv);
    } catch (const CLI::CallForVersion&) {
        session.out.line("verbatim " VERBATIM_VERSION);
        session.out.line("record version " + std::to_string(record::kRecordVersion));
        session.out.line("search engine libchdb, " VERBATIM_ENGINE);
        return Exit::ok;
    } catch (const CLI::CallForHelp&) {
        const CommandText root = describe(commands);
        session.out.write(help(named_command(root, commands.root()), session.terminal.output_width()));
        return Exit::ok;
    } catch (const CLI::ParseError& error) {
        const CommandText root = describe(commands);
        return usage_error(commands, named_command(root, commands.root()), error);
    }
    session.terminal.set_color(commands.color());
    session.who = commands.who();
    session.why = commands.why();
    const CLI::App* chosen = &commands.root();
    while (!chosen->get_subcommands().empty()) {
        chosen = chosen->get_subcommands().front();
    }
    const Commands::Run* run = commands.find_run(chosen);
    if (run == nullptr) {
        session.out.write(overview(describe(commands)));
        return Exit::ok;
    }
    return (*run)(session);
}

Exit run_program(int argc, char** argv) {
    Session session;
    Result<Exit> result = Exit::internal;
    try {
        Commands commands;
        add_all(commands);
        result = parse_and_run(session, commands, argc, argv);
    } catch (const std::bad_alloc&) {
        result = Error{Code::limit, "there is not enough memory", {}, {}};
    } catch (const std::exception& exception) {
        result = Error{Code::internal, exception.what(), {}, "please report this"};
    }
    session.terminal.clear_status();
    // Whoever stops a listing by closing it has had what they wanted.
    const bool reader_gone = !session.out.open();
    const Result<void> flushed = session.out.flush();
    if (!flushed && result) {
        result = flushed.error();
    }
    if (result) {
        return *result;
    }
    if (reader_gone && flushed && result.error().code == Code::interrupted && !interrupted()) {
        return Exit::ok;
    }
    show_error(session, result.error());
    return exit_of(result.error().code);
}

}  // namespace
}  // namespace verbatim::cli

int main(int argc, char** argv) {
    verbatim::cli::hold_standard_streams();
    verbatim::cli::watch_signals();
    const verbatim::cli::Exit exit = verbatim::cli::run_program(argc, argv);
    // The search engine's threads outlive its last connection: static destructors under them are not safe to run. Every
    // file is closed and every stream flushed by now.
    std::_Exit(static_cast<int>(exit));
}
