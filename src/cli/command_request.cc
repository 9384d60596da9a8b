// SPDX-License-Identifier: Apache-2.0
// verbatim request: search terms of the defence, signed, and their answer.
#include "app/requests.h"
#include "cli/json_line.h"
#include "cli/made_options.h"
#include "cli/table.h"
#include "cli/words.h"
#include "crypto/sha256.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kFileBytesMax = uint64_t{16} << 20;

struct Options {
    std::string folder;
    std::string file;
    std::string output;
    bool force = false;
    std::string key_file;
    std::string key_name;
    std::string case_id;
    uint64_t number = 1;
    std::string purpose;
    std::string scope;
    std::string terms_file;
    std::vector<std::string> terms;
    std::string authority;
    std::vector<std::string> trusted;
    std::string case_key;
    std::string request_file;
    MadeOptions made;
    bool json = false;
};

Result<void> write_file(const Options& options, std::string_view bytes, uint32_t mode) {
    if (!options.force && io::exists(options.output)) {
        return Error{Code::conflict, "this file exists already", {options.output, {}}, "--force overwrites it"};
    }
    return io::replace_file(options.output, as_bytes(bytes), mode);
}

Result<Exit> make_key(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const note::Signer signer, note::Signer::generate(options.key_name));
    VB_TRY(write_file(options, signer.private_text() + "\n", 0600));
    session.out.line("Private key written to " + safe_line(options.output) + ". Keep it to yourself.");
    session.out.line("Give the other side this verifier key, by another way than your requests:");
    session.out.line("  " + safe_line(signer.verifier().to_string()));
    return Exit::ok;
}

Result<std::vector<std::string>> terms_of(const Options& options) {
    std::vector<std::string> terms = options.terms;
    if (!options.terms_file.empty()) {
        VB_TRY_ASSIGN(const std::string text, io::read_file(options.terms_file, kFileBytesMax));
        for (const std::string& line : CLI::detail::split(text, '\n')) {
            const std::string term = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
            if (!term.empty()) {
                terms.push_back(term);
            }
        }
    }
    return terms;
}

Result<Exit> make(Session& session, const Options& options) {
    VB_TRY_ASSIGN(std::string private_text, io::read_file(options.key_file, kFileBytesMax));
    private_text.erase(private_text.find_last_not_of("\r\n ") + 1);
    VB_TRY_ASSIGN(const note::Signer signer, note::Signer::parse(private_text));
    VB_TRY_ASSIGN(const workbench::Made made, made_of(options.made));
    workbench::Request request;
    request.case_id = options.case_id;
    request.number = options.number;
    request.time = made.at;
    request.by = made.by;
    request.purpose = options.purpose;
    request.scope = options.scope.empty() ? "*" : options.scope;
    VB_TRY_ASSIGN(request.terms, terms_of(options));
    const size_t terms = request.terms.size();
    VB_TRY_ASSIGN(const std::string file, workbench::sign_request(std::move(request), signer));
    VB_TRY(write_file(options, file, 0644));
    session.out.line("Request with " + counted(terms, "term", "terms") + " written to " + safe_line(options.output) +
                     ", SHA-256 " + crypto::sha256(as_bytes(file)).hex() + ".");
    return Exit::ok;
}

Json to_json(const workbench::Request& request) {
    return {{"case", request.case_id},    {"number", request.number}, {"time", request.time}, {"by", request.by},
            {"purpose", request.purpose}, {"scope", request.scope},   {"key", request.key}};
}

Json to_json(const workbench::Answer& answer, const workbench::Request* request) {
    Json out{{"case", answer.case_id},        {"request_sha256", answer.request.hex()},
             {"requester", answer.requester}, {"key_trusted", answer.key_trusted},
             {"time", answer.time},           {"by", answer.by},
             {"authority", answer.authority}, {"scope", answer.scope},
             {"log_size", answer.log_size},   {"log_root", answer.log_root.hex()},
             {"version", answer.version}};
    Json terms = Json::array();
    for (size_t at = 0; at < answer.terms.size(); ++at) {
        const workbench::TermAnswer& term = answer.terms[at];
        Json line{{"number", at + 1}};
        if (request != nullptr && at < request->terms.size()) {
            line["term"] = request->terms[at];
        }
        if (term.refused.empty()) {
            line["messages"] = term.messages;
            line["sightings"] = term.sightings;
            line["list_sha256"] = term.list_hash.hex();
        } else {
            line["refused"] = term.refused;
        }
        terms.push_back(std::move(line));
    }
    out["terms"] = std::move(terms);
    return out;
}

void write_answer(Session& session, const workbench::Answer& answer, const workbench::Request* request) {
    Output& out = session.out;
    out.line("Answered:  " + safe_line(answer.time) + " by " + safe_line(answer.by) +
             ", authority: " + safe_line(answer.authority));
    out.line("Requester: " + safe_line(answer.requester) +
             (answer.key_trusted ? " (known to the case)" : " (as the request claims)"));
    out.line("Scope:     " + safe_line(answer.scope));
    out.line("Made of:   " + counted(answer.log_size, "record", "records") + " under root " + answer.log_root.hex() +
             ", Verbatim " + safe_line(answer.version));
    Table table(out, session.terminal,
                {{"term", Align::right},
                 {"messages", Align::right},
                 {"sightings", Align::right},
                 {"query", Align::left, true},
                 {"SHA-256 of the numbers, or why it was not run", Align::left}});
    for (size_t at = 0; at < answer.terms.size(); ++at) {
        const workbench::TermAnswer& term = answer.terms[at];
        const std::string query = request != nullptr && at < request->terms.size() ? request->terms[at] : "";
        const bool ran = term.refused.empty();
        table.row({std::to_string(at + 1), ran ? grouped(term.messages) : "-", ran ? grouped(term.sightings) : "-",
                   safe_line(query), ran ? term.list_hash.hex() : safe_line(term.refused)});
    }
    table.end();
}

Result<Exit> answer(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const std::string request, io::read_file(options.file, kFileBytesMax));
    if (!options.force && io::exists(options.output)) {
        return Error{Code::conflict, "this file exists already", {options.output, {}}, "--force overwrites it"};
    }
    app::AnswerOptions how;
    how.scope = options.scope;
    how.authority = options.authority;
    how.trusted_keys = options.trusted;
    VB_TRY_ASSIGN(how.made, made_of(options.made));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(const app::AnsweredTerms answered, opened->answer_request(request, how, store_control(session)));
    VB_TRY(write_file(options, answered.file, 0644));
    if (options.json) {
        session.out.line(json_text(to_json(answered.answer, &answered.request)));
    } else {
        write_answer(session, answered.answer, &answered.request);
        session.out.line("Kept as request " + std::to_string(answered.number) + "; answer written to " +
                         safe_line(options.output) + ".");
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> check(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const std::string file, io::read_file(options.file, kFileBytesMax));
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(options.case_key));
    VB_TRY_ASSIGN(const workbench::Answer read, workbench::open_answer(file, {&key, 1}));
    std::optional<workbench::SignedRequest> request;
    if (!options.request_file.empty()) {
        VB_TRY_ASSIGN(const std::string asked, io::read_file(options.request_file, kFileBytesMax));
        VB_TRY_ASSIGN(request, workbench::open_request(asked));
        if (request->hash != read.request || request->request.terms.size() != read.terms.size()) {
            return Error{Code::integrity,
                         "the answer is to the request with SHA-256 " + read.request.hex() + ", this file has " +
                             request->hash.hex(),
                         {options.request_file, {}},
                         "ask for the answer to your request"};
        }
    }
    const workbench::Request* asked = request ? &request->request : nullptr;
    if (options.json) {
        session.out.line(json_text(to_json(read, asked)));
    } else {
        session.out.line("The answer is signed by the key that you gave" +
                         std::string(asked != nullptr ? ", and it answers this request." : "."));
        write_answer(session, read, asked);
    }
    return Exit::ok;
}

Result<Exit> list(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    VB_TRY_ASSIGN(workbench::Workbench * bench, opened->workbench());
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(opened->info().verifier_key));
    uint64_t count = 0;
    VB_TRY(bench->each_request([&](const workbench::AnsweredRequest& kept) -> Result<void> {
        VB_TRY_ASSIGN(const workbench::SignedRequest request, workbench::open_request(kept.request));
        VB_TRY_ASSIGN(const workbench::Answer answered, workbench::open_answer(kept.answer, {&key, 1}));
        ++count;
        if (options.json) {
            session.out.line(json_text({{"request", kept.number},
                                        {"sha256", kept.hash.hex()},
                                        {"asked", to_json(request.request)},
                                        {"answered", to_json(answered, &request.request)}}));
            return {};
        }
        session.out.line(session.terminal.styled(Style::bold, "Request " + std::to_string(kept.number)) + ": " +
                         safe_line(request.request.by) + ", " + safe_line(request.request.time) + ", for " +
                         safe_line(request.request.purpose));
        write_answer(session, answered, &request.request);
        session.out.line("");
        return {};
    }));
    if (!options.json && count == 0) {
        session.out.line("No request was answered.");
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

void add_output(const Command& command, Options& options, const std::string& what) {
    command.app->add_option("-o,--output", options.output, what)->type_name("FILE")->required();
    command.app->add_flag("--force", options.force, "overwrite the file if it exists");
}

void add_make(Commands& commands, const Command& parent) {
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(parent, "key", "make a key to sign requests with",
                                                   {{"verbatim request key defence-of-k -o defence.key", ""}});
        command.app->add_option("name", options->key_name, "whose key it is, without spaces")
            ->type_name("NAME")
            ->required();
        add_output(command, *options, "the private key");
        commands.run(command, [options](Session& session) { return make_key(session, *options); });
    }
    auto options = std::make_shared<Options>();
    const Command command = commands.add_below(
        parent, "make", "write and sign a request; needs no case",
        {{"verbatim request make -o terms.request --key defence.key --case-id 5f0c1e8a9b7d4c3e2a1f0b9c8d7e6f5a "
          "--purpose 'alibi on 10 April' 'milan THEN/5 airport' 'with:milan sent:2020-04-10'",
          ""}});
    CLI::App* app = command.app;
    app->add_option("term", options->terms, "a query (docs/query.md) for each term")->type_name("QUERY");
    app->add_option("--terms", options->terms_file, "a file with a query on each line")->type_name("FILE");
    app->add_option("--key", options->key_file, "your private key")->type_name("FILE")->required();
    app->add_option("--case-id", options->case_id, "the case's id, as each bundle of it states")
        ->type_name("ID")
        ->required();
    app->add_option("--purpose", options->purpose, "what it is for")->type_name("TEXT")->required();
    app->add_option("--scope", options->scope, "a query within which the terms are run (default: the whole case)")
        ->type_name("QUERY");
    command.number("--number", options->number, 1, "your number of this request (default: 1)");
    add_made_options(command, options->made);
    add_output(command, *options, "the request");
    commands.run(command, [options](Session& session) { return make(session, *options); });
}

}  // namespace

void add_request(Commands& commands) {
    const Command request = commands.add(
        Task::prove, "request", "search terms of the defence: signed, run, answered, and kept by both sides",
        {{"verbatim request make -o terms.request --key defence.key --case-id ID --purpose 'alibi' 'milan airport'",
          "by the defence"},
         {"verbatim request answer harbour terms.request -o terms.answer", "by whoever holds the case"}});
    request.app->require_subcommand(1);
    add_make(commands, request);
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(
            request, "answer", "run the terms, sign the counts, and keep both files",
            {{"verbatim request answer harbour terms.request -o terms.answer --authority 'Order of 2 May' --scope "
              "'with:milan'",
              ""}});
        command.case_folder(options->folder);
        command.app->add_option("request", options->file, "the signed request")->type_name("FILE")->required();
        command.app->add_option("--scope", options->scope, "a query that narrows the scope; the answer states it")
            ->type_name("QUERY");
        command.app->add_option("--authority", options->authority, "under which order (default: not stated)")
            ->type_name("TEXT");
        command.app->add_option("--trust", options->trusted, "a verifier key that is known to be the requester's")
            ->type_name("KEY")
            ->allow_extra_args(false);
        add_made_options(command, options->made);
        add_output(command, *options, "the answer");
        command.json_flag(options->json, "one JSON object");
        commands.run(command, [options](Session& session) { return answer(session, *options); });
    }
    {
        auto options = std::make_shared<Options>();
        const Command command =
            commands.add_below(request, "check", "check and read an answer; needs no case",
                               {{"verbatim request check terms.answer --case-key KEY --request terms.request", ""}});
        command.app->add_option("answer", options->file, "the signed answer")->type_name("FILE")->required();
        command.app->add_option("--case-key", options->case_key, "the case's verifier key")
            ->type_name("KEY")
            ->required();
        command.app->add_option("--request", options->request_file, "the request that it should answer")
            ->type_name("FILE");
        command.json_flag(options->json, "one JSON object");
        commands.run(command, [options](Session& session) { return check(session, *options); });
    }
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(request, "list", "all requests that were answered, with the counts",
                                                   {{"verbatim request list harbour", ""}});
        command.case_folder(options->folder);
        command.json_flag(options->json, "one JSON object a line");
        commands.run(command, [options](Session& session) { return list(session, *options); });
    }
}

}  // namespace verbatim::cli
