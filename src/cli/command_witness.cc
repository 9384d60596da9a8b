// SPDX-License-Identifier: Apache-2.0
// verbatim witness new, trust, sign, serve
#include <charconv>
#include <chrono>
#include <mutex>

#include "app/witness_protocol.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "http/server.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    std::string name;
    std::string key;
    std::string request;
    std::string output;
    std::string listen = "127.0.0.1:8017";
    uint64_t time = 0;  // 0: now
};

uint64_t seconds_since_1970() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

Result<Exit> make(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const note::WitnessKey key, app::Witness::create(options.folder, options.name));
    session.out.line("Witness made in " + safe_line(options.folder) +
                     ". Keep the folder: what was signed is remembered there.");
    session.out.line("Its verifier key, for those whose logs it cosigns and for those who check:");
    session.out.line("  " + safe_line(key.to_string()));
    return Exit::ok;
}

Result<Exit> trust(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(options.key));
    VB_TRY_ASSIGN(const auto witness, app::Witness::open(options.folder));
    VB_TRY(witness->trust(key));
    session.out.line("Checkpoints of " + safe_line(key.name) + " will be cosigned if they continue each other.");
    return Exit::ok;
}

Result<Exit> sign(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto witness, app::Witness::open(options.folder));
    VB_TRY_ASSIGN(const std::string request, io::read_file(options.request, app::kWitnessBodyMax));
    VB_TRY_ASSIGN(const std::string lines,
                  witness->cosign(request, options.time != 0 ? options.time : seconds_since_1970()));
    if (options.output == "-") {
        session.out.write(lines);
        return Exit::ok;
    }
    VB_TRY(io::replace_file(options.output, as_bytes(lines)));
    session.out.line("The checkpoint continues what was signed before. Cosignature written to " +
                     safe_line(options.output) + "; the case files it with: verbatim seal CASE --cosignature FILE");
    return Exit::ok;
}

// "127.0.0.1:8017", "[::1]:0"
Result<std::pair<std::string, uint16_t>> address_of(const std::string& text) {
    const size_t colon = text.rfind(':');
    uint16_t port = 0;
    const bool good =
        colon != std::string::npos && colon > 0 &&
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), port).ptr == text.data() + text.size() &&
        colon + 1 < text.size();
    if (!good) {
        return Error{Code::usage, "not an address and a port", {text, {}}, "write it like 127.0.0.1:8017"};
    }
    std::string host = text.substr(0, colon);
    if (host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    return std::pair(std::move(host), port);
}

Result<Exit> serve(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto address, address_of(options.listen));
    VB_TRY_ASSIGN(const auto witness, app::Witness::open(options.folder));
    http::Options limits;
    limits.body_bytes = app::kWitnessBodyMax;
    VB_TRY_ASSIGN(const auto server, http::Server::listen(address.first, address.second, limits));
    std::mutex mutex;  // one request after another: two must not both continue the same state
    server->route("POST", std::string(app::kAddCheckpoint), [&](const http::Request& request) {
        const std::lock_guard lock(mutex);
        app::WitnessAnswer answer = app::answer_add_checkpoint(*witness, request.body, seconds_since_1970());
        return http::Response{answer.status, std::move(answer.content_type), std::move(answer.body), {}};
    });
    session.out.line("The witness answers at http://" + options.listen.substr(0, options.listen.rfind(':')) + ":" +
                     std::to_string(server->port()) + std::string(app::kAddCheckpoint) + "; Ctrl-C ends it.");
    VB_TRY(session.out.flush());
    if (address.first != "127.0.0.1" && address.first != "::1" && address.first != "localhost") {
        session.warning(
            "this address may be reached from elsewhere, without TLS: put a server with a certificate before it");
    }
    VB_TRY(server->run([] { return interrupted(); }));
    return Exit::ok;
}

}  // namespace

void add_witness(Commands& commands) {
    const Command witness = commands.add(Task::prove, "witness",
                                         "cosign the checkpoints of others' cases, so that none can rewrite its log",
                                         {{"verbatim witness new partner --name partner.example/witness", ""}});
    witness.app->require_subcommand(1);
    const auto add = [&](const std::string& name, const std::string& purpose, std::vector<Example> examples, auto run) {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(witness, name, purpose, std::move(examples));
        command.app->add_option("folder", options->folder, "the witness's folder")->type_name("PATH")->required();
        commands.run(command, [options, run](Session& session) { return run(session, *options); });
        return std::pair(command, options);
    };
    const auto [create, new_options] = add("new", "make a witness with a key of its own",
                                           {{"verbatim witness new partner --name partner.example/witness", ""}}, make);
    create.app->add_option("--name", new_options->name, "its key name, like a web address without https://")
        ->type_name("NAME")
        ->required();
    const auto [add_log, trust_options] =
        add("trust", "cosign this log from now on",
            {{"verbatim witness trust partner 'verbatim-case/...+...+...'", ""}}, trust);
    add_log.app->add_option("key", trust_options->key, "the verifier key of the case's log")
        ->type_name("KEY")
        ->required();
    const auto [cosign, sign_options] = add("sign", "check that a checkpoint continues the last one, and cosign it",
                                            {{"verbatim witness sign partner seal.req -o seal.cosigned", ""}}, sign);
    cosign.app->add_option("request", sign_options->request, "what verbatim seal --witness-request wrote")
        ->type_name("FILE")
        ->required();
    cosign.app->add_option("-o,--output", sign_options->output, "the cosignature; - writes to standard output")
        ->type_name("FILE")
        ->required();
    const auto [listen, serve_options] =
        add("serve", "answer cases over HTTP (c2sp.org/tlog-witness), on this machine or behind a server with TLS",
            {{"verbatim witness serve partner", ""}, {"verbatim witness serve partner --listen 127.0.0.1:9000", ""}},
            serve);
    listen.app
        ->add_option("--listen", serve_options->listen,
                     "address and port (default: 127.0.0.1:8017); port 0 is any that is free")
        ->type_name("ADDRESS");
    cosign.number("--time", sign_options->time, 1, "the time to state, in seconds since 1970 (default: now)");
}

}  // namespace verbatim::cli
