// SPDX-License-Identifier: Apache-2.0
// verbatim serve: a case for many people, each with a name, a role and an authority.
#include <unistd.h>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "server/serving.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kThreadsMost = 1024;
constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kSecondMs = 1000;

struct Options {
    std::string folder;
    std::string listen = "127.0.0.1:8470";
    std::string proxy;
    uint64_t threads = 64;
    uint64_t idle_minutes = 30;
    uint64_t session_minutes = 720;
    uint64_t question_seconds = 60;
};

// One write a line, so that lines of several threads never mix, also in a file that others append to.
void write_log(std::string_view line) {
    const std::string whole = std::string(line) + "\n";
    (void)!::write(STDERR_FILENO, whole.data(), whole.size());
}

Result<Exit> serve(Session& session, const Options& options) {
    VB_TRY_ASSIGN(server::ServingOptions how, server::listen_address(options.listen));
    how.public_address = options.proxy;
    how.threads = static_cast<unsigned>(options.threads);
    how.limits.session_idle_ms = static_cast<int64_t>(options.idle_minutes) * kMinuteMs;
    how.limits.session_ms = static_cast<int64_t>(options.session_minutes) * kMinuteMs;
    how.limits.question_ms = static_cast<int64_t>(options.question_seconds) * kSecondMs;
    VB_TRY(server::check(how));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(const auto serving, server::Serving::start(*opened, how, write_log));
    session.out.line("The case \"" + safe_line(opened->info().name) + "\" is served at");
    session.out.line("  " + serving->address());
    session.out.line("Users: verbatim user add. Ctrl-C ends the server.");
    VB_TRY(session.out.flush());
    VB_TRY(serving->run([] { return interrupted(); }));
    VB_TRY(opened->close());
    return Exit::ok;
}

}  // namespace

void add_serve(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command =
        commands.add(Task::look, "serve", "let several people search and read a case, each under an authority",
                     {{"verbatim user add harbour ada --role analyst", "who may sign in"},
                      {"verbatim serve harbour", "at http://127.0.0.1:8470/, for this machine"},
                      {"verbatim serve harbour --behind-proxy https://verbatim.example",
                       "for a network: a reverse proxy with TLS leads to it"}});
    command.case_folder(options->folder);
    command.reader();
    command.app->add_option("--listen", options->listen, "address and port (default: 127.0.0.1:8470; port 0: any)")
        ->type_name("HOST:PORT");
    command.app
        ->add_option("--behind-proxy", options->proxy,
                     "the https address of a reverse proxy that leads here: the one name under which it answers")
        ->type_name("URL");
    command.number("--threads", options->threads, 1, "requests at a time (default: 64)", kThreadsMost);
    command.number("--idle", options->idle_minutes, 1, "minutes without use after which a session ends (default: 30)");
    command.number("--session", options->session_minutes, 1, "minutes after which it ends anyway (default: 720)");
    command.number("--question", options->question_seconds, 1,
                   "seconds after which a question is stopped (default: 60)");
    commands.run(command, [options](Session& session) { return serve(session, *options); });
}

}  // namespace verbatim::cli
