// SPDX-License-Identifier: Apache-2.0
// verbatim witness new, trust, sign
#include <chrono>

#include "app/witness.h"
#include "cli/commands.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {

// A request is a checkpoint and at most 63 hashes.
constexpr uint64_t kRequestBytesMax = 2 << 20;

struct Options {
    std::string folder;
    std::string name;
    std::string key;
    std::string request;
    std::string output;
    uint64_t time = 0;  // 0: now
};

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
    VB_TRY_ASSIGN(const std::string request, io::read_file(options.request, kRequestBytesMax));
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    VB_TRY_ASSIGN(const std::string lines,
                  witness->cosign(request, options.time != 0 ? options.time : static_cast<uint64_t>(now.count())));
    if (options.output == "-") {
        session.out.write(lines);
        return Exit::ok;
    }
    VB_TRY(io::replace_file(options.output, as_bytes(lines)));
    session.out.line("The checkpoint continues what was signed before. Cosignature written to " +
                     safe_line(options.output) + "; the case files it with: verbatim seal CASE --cosignature FILE");
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
    cosign.number("--time", sign_options->time, 1, "the time to state, in seconds since 1970 (default: now)");
}

}  // namespace verbatim::cli
