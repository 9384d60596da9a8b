// SPDX-License-Identifier: Apache-2.0
// verbatim open: a disclosure bundle, read and searched without its case.
#include <spawn.h>

#include <cstdlib>

#include "cli/hit_writer.h"
#include "cli/interrupt.h"
#include "cli/json_line.h"
#include "cli/made_options.h"
#include "cli/query_input.h"
#include "cli/words.h"
#include "http/local_guard.h"
#include "io/file.h"
#include "viewer/pages.h"

extern char** environ;

namespace verbatim::cli {
namespace {

constexpr uint64_t kPortMax = 65535;
constexpr uint32_t kPrivateMode = 0600;

struct Options {
    std::string bundle;
    std::string folder;
    std::string key;
    bool unverified = false;
    uint64_t port = 0;
    bool no_browser = false;
    std::string request_key;
    std::string search;
    bool notes = false;
    RowLimit limit;
    bool all = false;
    bool json = false;
    MadeOptions made;

    std::string view_folder() const { return folder.empty() ? bundle + ".view" : folder; }
    std::string notes_file() const { return view_folder() + "/notes.db"; }
};

Result<std::unique_ptr<viewer::Viewer>> open_bundle(Session& session, const Options& options) {
    viewer::Options how;
    how.bundle = options.bundle;
    how.folder = options.view_folder();
    how.verify.trusted_key = options.key;
    how.unverified = options.unverified;
    how.cancelled = [&session] { return interrupted() || !session.out.open(); };
    how.progress = [&session](uint64_t records) {
        if (session.terminal.error_is_terminal() && records % 100'000 == 0) {
            session.say("Reading the bundle: " + grouped(records) + " records");
        }
    };
    VB_TRY_ASSIGN(auto opened, viewer::Viewer::open(how));
    if (const verify::BundleReport& report = opened->report(); !report.proved) {
        session.warning("NOT PROVED: " + safe_line(report.failed_step) + ": " + safe_line(report.reason) +
                        ". Believe nothing that is shown.");
    }
    return opened;
}

Result<Exit> search(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_bundle(session, options));
    store::Page page;
    page.limit = rows_to_show(session, options.limit, options.all);
    const auto found = opened->search(options.search, page, store_control(session));
    if (!found) {
        return explain_query_error(session, options.search, found.error());
    }
    const auto writer = hit_writer(session, options.json ? "json" : "table", options.search);
    uint64_t shown = 0;
    store::Hit hit;
    while (session.out.open()) {
        VB_TRY_ASSIGN(const bool more, found->hits->next(hit));
        if (!more) {
            break;
        }
        writer->write(hit, {});
        ++shown;
    }
    say_shown(session, !options.json, shown, found->totals.messages,
              "messages (" + grouped(found->totals.sightings) + " records)");
    return Exit::ok;
}

Result<Exit> write_notes(Session& session, const Options& options) {
    if (!io::exists(options.notes_file())) {
        return Error{Code::not_found, "there are no notes", {options.notes_file(), {}}, "open the bundle first"};
    }
    VB_TRY_ASSIGN(const auto book, workbench::NoteBook::open(options.notes_file()));
    if (options.json) {
        VB_TRY_ASSIGN(const Json all, viewer::all_notes(*book));
        session.out.line(json_text(all));
        return Exit::ok;
    }
    uint64_t count = 0;
    VB_TRY(book->each([&](const workbench::Note& note) -> Result<void> {
        ++count;
        session.out.line(
            session.terminal.styled(Style::bold, note.seq ? "#" + std::to_string(*note.seq) : "The bundle") +
            "  note " + std::to_string(note.id) + " by " + safe_line(note.made.by) + ", " + safe_line(note.made.at));
        for (const std::string& line : safe_lines(note.text)) {
            session.out.line("    " + line);
        }
        return {};
    }));
    session.out.line(counted(count, "note", "notes"));
    return Exit::ok;
}

// The address with its token goes through a file of the user's own: a program's arguments can be read by others.
void open_browser(Session& session, const Options& options, const std::string& url) {
    const bool has_screen = std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
    if (options.no_browser || !has_screen || !session.terminal.output_is_terminal()) {
        return;
    }
    std::string file = options.view_folder() + "/enter.html";
    const std::string page = "<!doctype html><meta http-equiv=\"refresh\" content=\"0; url=" + url + "\">\n";
    std::string program = "xdg-open";
    char* const words[] = {program.data(), file.data(), nullptr};
    pid_t child = 0;
    if (!io::replace_file(file, as_bytes(page), kPrivateMode) ||
        ::posix_spawnp(&child, program.c_str(), nullptr, nullptr, words, environ) != 0) {
        session.note("no browser could be started; open the address yourself");
    }
}

Result<Exit> serve(Session& session, const Options& options) {
    VB_TRY(made_of(options.made));
    VB_TRY_ASSIGN(const auto opened, open_bundle(session, options));
    VB_TRY_ASSIGN(const auto book, workbench::NoteBook::open(options.notes_file()));
    http::Options how;
    how.headers = {{"Content-Security-Policy", std::string(viewer::kContentPolicy)},
                   {"X-Frame-Options", "DENY"},
                   {"Cross-Origin-Resource-Policy", "same-origin"},
                   {"Cross-Origin-Opener-Policy", "same-origin"}};
    how.body_bytes = size_t{16} << 20;  // an answer to a request
    VB_TRY_ASSIGN(const auto server, http::Server::listen("127.0.0.1", static_cast<uint16_t>(options.port), how));
    VB_TRY_ASSIGN(http::LocalGuard guard, http::LocalGuard::make(server->port()));
    viewer::PagesOptions page;
    page.made = [&options] {
        auto made = made_of(options.made);
        return made ? std::move(*made) : workbench::Made{};
    };
    page.key_file = options.request_key.empty() ? options.view_folder() + "/request.key" : options.request_key;
    page.cancelled = [] { return interrupted(); };
    viewer::Pages pages(*opened, *book, std::move(page));
    pages.add_to(*server);
    server->set_guard([&guard](const http::Request& request) { return guard.refuse(request); });
    server->route("GET", std::string(http::kEnterPath),
                  [&guard](const http::Request& request) { return guard.enter(request); });
    session.out.line("Open this address in a browser on this machine. It is good once:");
    session.out.line("  " + guard.url());
    session.out.line("Ctrl-C ends the program. Notes are in " + safe_line(options.notes_file()) + ".");
    VB_TRY(session.out.flush());
    open_browser(session, options, guard.url());
    VB_TRY(server->run([] { return interrupted(); }));
    return Exit::ok;
}

Result<Exit> open(Session& session, const Options& options) {
    if (options.notes) {
        return write_notes(session, options);
    }
    return options.search.empty() ? serve(session, options) : search(session, options);
}

}  // namespace

void add_open(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command =
        commands.add(Task::look, "open", "read and search a disclosure bundle, without its case",
                     {{"verbatim open bundle.zip", "in a browser on this machine; nothing goes out to a network"},
                      {"verbatim open bundle.zip --search 'from:milan boxes' --json", "hits for scripts"},
                      {"verbatim open bundle.zip --notes --json > notes.json", "your own notes"}});
    CLI::App* app = command.app;
    app->add_option("bundle", options->bundle, "the bundle, a zip file")->type_name("FILE")->required();
    app->add_option("--folder", options->folder, "where the view and your notes are kept (default: BUNDLE.view)")
        ->type_name("PATH");
    app->add_option("--key", options->key, "the verifier key that the bundle must be signed with")->type_name("KEY");
    app->add_flag("--unverified", options->unverified, "show a bundle that fails its check, marked as such");
    command.number("--port", options->port, 0, "of 127.0.0.1 (default: any that is free)", kPortMax);
    app->add_flag("--no-browser", options->no_browser, "only print the address");
    app->add_option("--request-key", options->request_key,
                    "the private key to sign requests with (default: one of its own in the folder)")
        ->type_name("FILE");
    auto* search = app->add_option("--search", options->search, "print what a query finds (docs/query.md), and end")
                       ->type_name("QUERY");
    auto* notes = app->add_flag("--notes", options->notes, "print the notes, and end");
    notes->excludes(search);
    command.row_limit(options->limit, options->all, "hits");
    command.json_flag(options->json, "JSON, with --search one hit a line");
    add_made_options(command, options->made);
    commands.run(command, [options](Session& session) { return open(session, *options); });
}

}  // namespace verbatim::cli
