// SPDX-License-Identifier: Apache-2.0
// verbatim seal
#include "app/witness_protocol.h"
#include "cli/commands.h"
#include "cli/json_line.h"
#include "cli/progress.h"
#include "cli/words.h"
#include "http/client.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    std::string time;
    uint64_t number = 0;  // 0: the last
    bool list = false;
    bool again = false;
    bool json = false;
    std::string timestamp_request;  // files
    std::string timestamp_response;
    std::string trusted;
    std::string witness_request;
    uint64_t old_size = UINT64_MAX;  // not given
    std::string cosignature;
    std::string witness;  // an address
    std::string authorities;
    std::string witness_key;

    std::optional<uint64_t> which() const { return number == 0 ? std::nullopt : std::optional(number); }
};

// A time-stamp response and a cosigned checkpoint are a few thousand bytes; certificates a few dozen at most.
constexpr uint64_t kFileBytesMax = 1 << 20;

Json tree_json(const note::TreeHead& head) {
    return {{"size", head.size}, {"root_hash", head.root.hex()}};
}

Json seal_json(const log::FiledSeal& filed) {
    const note::Seal& seal = filed.seal;
    return {{"seal", seal.number},
            {"case", seal.case_id},
            {"time", seal.time},
            {"sha256", filed.hash.hex()},
            {"folder", filed.folder},
            {"log", tree_json(seal.log)},
            {"conversations", tree_json(seal.conversations)},
            {"participations", tree_json(seal.participations)},
            {"sources", tree_json(seal.sources)},
            {"rejected", seal.rejected},
            {"skipped", seal.skipped},
            {"timestamp", filed.timestamp ? Json(filed.timestamp->time) : Json(nullptr)},
            {"cosignatures", filed.cosignatures},
            {"previous", seal.previous ? Json(seal.previous->hex()) : Json(nullptr)}};
}

void write_seal(Session& session, const log::FiledSeal& filed) {
    Output& out = session.out;
    const note::Seal& seal = filed.seal;
    out.line("Seal " + std::to_string(seal.number) + " of " + seal.time);
    out.line("  Records         " + grouped(seal.log.size) + " from " +
             counted(seal.sources.size, "source", "sources") + "; " + grouped(seal.rejected) + " rows rejected, " +
             grouped(seal.skipped) + " skipped");
    out.line("  Participations  " + grouped(seal.participations.size) + " (a handle in a conversation)");
    if (filed.timestamp) {
        out.line("  Time stamp      " + safe_line(filed.timestamp->time));
    }
    if (filed.cosignatures > 0) {
        out.line("  Cosigned by     " + counted(filed.cosignatures, "witness", "witnesses"));
    }
    out.line("  SHA-256         " + filed.hash.hex());
    out.line("  File            " + safe_line(filed.folder) + "/seal");
}

void write(Session& session, const Options& options, const log::FiledSeal& filed) {
    if (options.json) {
        session.out.line(json_text(seal_json(filed)));
    } else {
        write_seal(session, filed);
    }
}

Result<Exit> list(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    VB_TRY_ASSIGN(const auto seals, opened->seals());
    for (const log::FiledSeal& filed : seals) {
        write(session, options, filed);
    }
    if (seals.empty() && !options.json) {
        session.say("The case has no seal; make one with: verbatim seal " + safe_line(options.folder));
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> again(Session& session, const Options& options) {
    ProgressReport progress(session, ProgressReport::As::line);
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(const log::FiledSeal filed, opened->read_seal(options.which()));
    VB_TRY_ASSIGN(const std::string differs, opened->seal_again(filed.number, progress.control()));
    session.terminal.clear_status();
    session.out.line(differs.empty() ? "The trees of seal " + std::to_string(filed.number) +
                                           " were made again: they are those that it fixes."
                                     : "NOT as seal " + std::to_string(filed.number) + " says: " + differs);
    VB_TRY(opened->close());
    return differs.empty() ? Exit::ok : Exit::not_in_order;
}

Result<Exit> make(Session& session, const Options& options) {
    ProgressReport progress(session, ProgressReport::As::line);
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(const log::FiledSeal filed, opened->seal({options.time}, progress.control()));
    session.terminal.clear_status();
    write(session, options, filed);
    VB_TRY(opened->close());
    return Exit::ok;
}

void say_cosigned(Session& session, const Options& options, uint64_t time) {
    session.out.line("Cosignature of " + safe_line(options.witness_key.substr(0, options.witness_key.find('+'))) +
                     " of " + clock_text(static_cast<int64_t>(time) * 1000) + " UTC verified and filed.");
}

// Over HTTP: the one thing here that goes to another machine, and only because its address is given.
Result<uint64_t> ask(app::Case& opened, const Options& options) {
    VB_TRY_ASSIGN(const note::WitnessKey witness, note::WitnessKey::parse(options.witness_key));
    VB_TRY_ASSIGN(http::Url url, http::Url::parse(options.witness));
    url.path = url.path.substr(0, url.path.find_last_not_of('/') + 1) + std::string(app::kAddCheckpoint);
    http::ClientOptions client;
    client.authorities = options.authorities;
    return app::ask_witness(
        opened, options.which(), witness, [&](const std::string& body) -> Result<app::WitnessAnswer> {
            VB_TRY_ASSIGN(http::Response response, http::post(url, body, "text/plain; charset=utf-8", client));
            return app::WitnessAnswer{response.status, std::move(response.content_type), std::move(response.body)};
        });
}

// The steps with others: what goes out, what comes back. None of them needs the store.
Result<Exit> exchange(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    if (!options.timestamp_request.empty()) {
        VB_TRY_ASSIGN(const std::string request, opened->timestamp_request(options.which()));
        VB_TRY(io::replace_file(options.timestamp_request, as_bytes(request)));
        session.out.line("Time-stamp request written to " + safe_line(options.timestamp_request) +
                         ". Send it to a time-stamping authority, then file the answer with --timestamp-response.");
    } else if (!options.timestamp_response.empty()) {
        VB_TRY_ASSIGN(const std::string response, io::read_file(options.timestamp_response, kFileBytesMax));
        std::string trusted;
        if (!options.trusted.empty()) {
            VB_TRY_ASSIGN(trusted, io::read_file(options.trusted, kFileBytesMax));
        }
        VB_TRY_ASSIGN(const crypto::Timestamp stamp, opened->file_timestamp(options.which(), response, trusted));
        session.out.line("Time stamp of " + safe_line(stamp.time) + " filed" +
                         (stamp.trusted ? ", its signature and chain checked."
                                        : "; its signature was NOT checked: give the certificates with --trusted."));
    } else if (!options.witness_request.empty()) {
        const auto old_size = options.old_size == UINT64_MAX ? std::nullopt : std::optional(options.old_size);
        VB_TRY_ASSIGN(const std::string request, opened->witness_request(options.which(), old_size));
        VB_TRY(io::replace_file(options.witness_request, as_bytes(request)));
        session.out.line("Request written to " + safe_line(options.witness_request) +
                         ". The witness answers with: verbatim witness sign FOLDER FILE");
    } else if (!options.witness.empty()) {
        VB_TRY_ASSIGN(const uint64_t time, ask(*opened, options));
        say_cosigned(session, options, time);
    } else {
        VB_TRY_ASSIGN(const note::WitnessKey witness, note::WitnessKey::parse(options.witness_key));
        VB_TRY_ASSIGN(const std::string bytes, io::read_file(options.cosignature, kFileBytesMax));
        VB_TRY_ASSIGN(const uint64_t time, opened->file_cosignature(options.which(), bytes, witness));
        say_cosigned(session, options, time);
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> seal(Session& session, const Options& options) {
    const bool exchanges = !options.timestamp_request.empty() || !options.timestamp_response.empty() ||
                           !options.witness_request.empty() || !options.cosignature.empty() || !options.witness.empty();
    if (exchanges) {
        return exchange(session, options);
    }
    if (options.list) {
        return list(session, options);
    }
    return options.again ? again(session, options) : make(session, options);
}

// Options for a time stamp and for witnesses; each excludes all other steps.
void add_exchange(const Command& command, Options& options, std::vector<CLI::Option*> steps) {
    const auto step = [&](const char* name, std::string& value, const char* description, const char* type = "FILE") {
        CLI::Option* option = command.app->add_option(name, value, description)->type_name(type);
        for (CLI::Option* other : steps) {
            option->excludes(other);
        }
        steps.push_back(option);
        return option;
    };
    step("--timestamp-request", options.timestamp_request, "write a request for a time stamp (RFC 3161) over a seal");
    CLI::Option* response =
        step("--timestamp-response", options.timestamp_response, "check the answer and keep it beside the seal");
    command.app->add_option("--trusted", options.trusted, "certificates in PEM to check the answer's signature by")
        ->type_name("FILE")
        ->needs(response);
    CLI::Option* request = step("--witness-request", options.witness_request,
                                "write what a witness needs to cosign the seal's checkpoint");
    command
        .number("--old", options.old_size, 0,
                "the log's size that the witness signed last (default: that of the seal before)")
        ->needs(request);
    CLI::Option* cosignature =
        step("--cosignature", options.cosignature, "check a witness's answer and keep it with the checkpoint");
    CLI::Option* witness =
        step("--witness", options.witness, "ask the witness at this address over HTTP, and keep its answer", "URL");
    CLI::Option* key = command.app->add_option("--witness-key", options.witness_key, "the witness's verifier key");
    key->type_name("KEY")->excludes(request);
    cosignature->needs(key);
    witness->needs(key);
    command.app
        ->add_option("--authorities", options.authorities,
                     "certificates in PEM that vouch for the witness's server (default: those of the system)")
        ->type_name("FILE")
        ->needs(witness);
    command.number("--seal", options.number, 1, "the number of the seal (default: the last)")->excludes(steps[0]);
}

}  // namespace

void add_seal(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(
        Task::prove, "seal", "fix the state of the case under one signature, so that bundles can prove completeness",
        {{"verbatim seal harbour", ""},
         {"verbatim seal harbour --list", "the seals of the case, signatures and chain checked"},
         {"verbatim seal harbour --again", "make the trees of the last seal anew and compare them with it"},
         {"verbatim seal harbour --timestamp-request seal.tsq", "the answer comes back by --timestamp-response"},
         {"verbatim seal harbour --witness-request seal.req", "the answer comes back by --cosignature"},
         {"verbatim seal harbour --witness https://partner.example --witness-key 'partner.example/witness+...+...'",
          "the same over a network"}});
    command.case_folder(options->folder);
    CLI::Option* time =
        command.app->add_option("--time", options->time, "the time to state, like 2026-11-23T20:26:44Z (default: now)");
    time->type_name("TIME");
    CLI::Option* list = command.app->add_flag("--list", options->list, "list the seals");
    CLI::Option* again =
        command.app->add_flag("--again", options->again, "make the trees beside a seal anew, and compare");
    add_exchange(command, *options, {time, list, again});
    list->excludes(time)->excludes(again);
    again->excludes(time);
    command.json_flag(options->json, "one JSON object for each seal");
    commands.run(command, [options](Session& session) { return seal(session, *options); });
}

}  // namespace verbatim::cli
