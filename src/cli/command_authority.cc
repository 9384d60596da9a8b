// SPDX-License-Identifier: Apache-2.0
// verbatim authority: signed orders, who may issue them, and what they permit.
#include "access/authorities.h"
#include "cli/json_line.h"
#include "cli/made_options.h"
#include "cli/words.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kFileBytesMax = uint64_t{2} << 20;

struct Options {
    std::string folder;
    std::string file;
    std::string output;
    std::string key_file;
    std::string key;
    std::string reason;
    std::vector<std::string> roles;
    std::string period_from;
    std::string period_to;
    access::Authority authority;
    MadeOptions made;
    bool force = false;
    bool json = false;
};

Result<void> write_file(const Options& options, std::string_view bytes, uint32_t mode) {
    if (!options.force && io::exists(options.output)) {
        return Error{Code::conflict, "this file exists already", {options.output, {}}, "--force overwrites it"};
    }
    return io::replace_file(options.output, as_bytes(bytes), mode);
}

Result<note::Signer> signer_of(const Options& options) {
    VB_TRY_ASSIGN(std::string text, io::read_file(options.key_file, kFileBytesMax));
    text.erase(text.find_last_not_of("\r\n ") + 1);
    return note::Signer::parse(text);
}

// A date is its beginning in UTC.
Result<void> take_time(std::string& time, std::string_view option) {
    if (!time.empty()) {
        VB_TRY_ASSIGN(const std::optional<int64_t> ms, moment(time, option));
        time = time_iso(*ms, record::ZoneBasis::stated);
    }
    return {};
}

Result<Exit> new_issuer(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const note::Signer signer, note::Signer::generate(options.key));
    VB_TRY(write_file(options, signer.private_text() + "\n", 0600));
    session.out.line("Private key written to " + safe_line(options.output) + ". It belongs to the issuer alone.");
    session.out.line("The verifier key, for: verbatim authority trust CASE KEY");
    session.out.line("  " + safe_line(signer.verifier().to_string()));
    return Exit::ok;
}

Result<Exit> trust(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(options.key));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    VB_TRY(opened->trust_issuer(key));
    session.out.line("Issuer " + safe_line(key.name) + " may now issue authorities in this case.");
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> make(Session& session, Options options) {
    VB_TRY_ASSIGN(const note::Signer signer, signer_of(options));
    VB_TRY_ASSIGN(const workbench::Made made, made_of(options.made));
    access::Authority& authority = options.authority;
    authority.issued = made.at;
    if (authority.begins.empty()) {
        authority.begins = made.at;
    }
    VB_TRY(take_time(authority.begins, "--begins"));
    VB_TRY(take_time(authority.expires, "--expires"));
    VB_TRY(take_time(authority.decision_by, "--emergency"));
    VB_TRY(take_time(options.period_from, "--from"));
    VB_TRY(take_time(options.period_to, "--to"));
    if (options.period_from.empty() != options.period_to.empty()) {
        return Error{Code::usage, "a period has a beginning and an end", {}, "--from and --to"};
    }
    if (!options.period_from.empty()) {
        authority.period = {options.period_from, options.period_to};
    }
    for (const std::string& word : options.roles) {
        const auto role = access::role(word);
        if (!role) {
            return Error{Code::usage, "there is no role \"" + word + "\"", {}, "see docs/access.md"};
        }
        authority.roles.push_back(*role);
    }
    VB_TRY_ASSIGN(const std::string file, access::sign_authority(authority, signer));
    VB_TRY(write_file(options, file, 0644));
    session.out.line("Authority " + safe_line(authority.id) + " written to " + safe_line(options.output) + ".");
    return Exit::ok;
}

Result<Exit> add(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const std::string file, io::read_file(options.file, kFileBytesMax));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    if (file.starts_with("verbatim-withdrawal")) {
        VB_TRY_ASSIGN(const access::Withdrawal withdrawn, opened->withdraw_authority(file));
        session.out.line("Authority " + safe_line(withdrawn.authority) + " is withdrawn.");
    } else {
        VB_TRY_ASSIGN(const access::Authority added, opened->add_authority(file));
        session.out.line("Authority " + safe_line(added.id) + " of " + safe_line(added.issuer) + " is in this case.");
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

std::string state_of(const access::Known& known) {
    if (known.withdrawn) {
        return "withdrawn on " + known.withdrawn->time + ": " + known.withdrawn->reason;
    }
    if (!known.authority.decision_by.empty() && !known.confirmed) {
        return "emergency; locked from " + known.authority.decision_by + " unless it is decided on";
    }
    return "from " + known.authority.begins + " to " + known.authority.expires;
}

Result<Exit> list(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const app::CaseInfo info, app::read_info(options.folder));
    VB_TRY_ASSIGN(const auto all, access::Authorities::load(options.folder, info.id));
    for (const access::Known& known : all.all()) {
        if (!options.key.empty() && known.authority.id != options.key) {
            continue;
        }
        if (options.json) {
            session.out.line(json_text({{"id", known.authority.id},
                                        {"issuer", known.authority.issuer},
                                        {"state", state_of(known)},
                                        {"text", known.authority.to_text()}}));
        } else if (options.key.empty()) {
            session.out.line(safe_line(known.authority.id) + "  " + safe_line(known.authority.issuer) + ", " +
                             safe_line(known.authority.reference) + "  " + safe_line(state_of(known)));
        } else {
            for (const std::string& line : safe_lines(known.authority.to_text())) {
                session.out.line(line);
            }
            session.out.line("state: " + safe_line(state_of(known)));
        }
    }
    if (!options.key.empty() && all.find(options.key) == nullptr) {
        return Error{Code::not_found, "there is no authority " + options.key, {}, "see: verbatim authority list CASE"};
    }
    return Exit::ok;
}

Result<Exit> withdraw(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const note::Signer signer, signer_of(options));
    VB_TRY_ASSIGN(const workbench::Made made, made_of(options.made));
    VB_TRY_ASSIGN(const std::string file,
                  access::sign_withdrawal(
                      {options.authority.case_id, options.authority.id, {}, made.at, options.reason}, signer));
    VB_TRY(write_file(options, file, 0644));
    session.out.line("Withdrawal written to " + safe_line(options.output) + ". It counts once it is in the case:");
    session.out.line("  verbatim authority add CASE " + safe_line(options.output));
    return Exit::ok;
}

void add_output(const Command& command, Options& options) {
    command.app->add_option("-o,--output", options.output, "the file to write")->type_name("FILE")->required();
    command.app->add_flag("--force", options.force, "overwrite the file if it exists");
}

void add_make(Commands& commands, const Command& parent) {
    auto options = std::make_shared<Options>();
    access::Authority& authority = options->authority;
    const Command command = commands.add_below(
        parent, "make", "write and sign an authority; needs no case",
        {{"verbatim authority make order-7 -o order-7.authority --key court.key --case-id "
          "5f0c1e8a9b7d4c3e2a1f0b9c8d7e6f5a --issuer 'Court of X' --reference 12/3456 --expires 2027-01-01 "
          "--role analyst --offence trafficking --handle kilo",
          ""}});
    CLI::App* app = command.app;
    app->add_option("id", authority.id, "its id, one word")->type_name("ID")->required();
    app->add_option("--key", options->key_file, "the issuer's private key")->type_name("FILE")->required();
    app->add_option("--case-id", authority.case_id, "the case's id")->type_name("ID")->required();
    app->add_option("--issuer", authority.issuer, "who issues it")->type_name("TEXT")->required();
    app->add_option("--reference", authority.reference, "the issuer's file number")->type_name("TEXT")->required();
    app->add_option("--begins", authority.begins, "from when (default: now)")->type_name("TIME");
    app->add_option("--expires", authority.expires, "until when")->type_name("TIME")->required();
    app->add_option("--emergency", authority.decision_by, "an emergency: locked from this time unless decided on")
        ->type_name("TIME");
    app->add_option("--confirms", authority.confirms, "the emergency that this one decides on")->type_name("ID");
    const auto several = [&](const std::string& name, auto& values, const std::string& what, const std::string& type) {
        app->add_option(name, values, what)->type_name(type)->allow_extra_args(false);
    };
    several("--role", options->roles, "who may use it: a role (docs/access.md)", "ROLE");
    several("--user", authority.users, "who may use it: a user", "NAME");
    several("--offence", authority.offences, "for which offence", "TEXT");
    several("--acquisition", authority.acquisitions, "scope: an acquisition", "N");
    several("--source", authority.sources, "scope: a source", "N");
    several("--handle", authority.handles, "scope: a handle, exactly as written in the evidence", "HANDLE");
    app->add_option("--from", options->period_from, "scope: messages from this time on")->type_name("TIME");
    app->add_option("--to", options->period_to, "scope: messages before this time")->type_name("TIME");
    several("--term", authority.terms, "scope: a query; * is the whole case", "QUERY");
    several("--kind", authority.kinds, "scope: a kind of message", "KIND");
    several("--territory", authority.territories, "stated, not enforced", "TEXT");
    several("--condition", authority.conditions, "stated, not enforced", "TEXT");
    add_made_options(command, options->made);
    add_output(command, *options);
    commands.run(command, [options](Session& session) { return make(session, *options); });
}

}  // namespace

void add_authority(Commands& commands) {
    const Command parent = commands.add(
        Task::custody, "authority", "signed orders that say who may read what of a case, and until when",
        {{"verbatim authority trust harbour KEY", ""}, {"verbatim authority add harbour order-7.authority", ""}});
    parent.app->require_subcommand(1);
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(parent, "new-issuer", "make a key to sign authorities with",
                                                   {{"verbatim authority new-issuer court-of-x -o court.key", ""}});
        command.app->add_option("name", options->key, "whose key it is, without spaces")->type_name("NAME")->required();
        add_output(command, *options);
        commands.run(command, [options](Session& session) { return new_issuer(session, *options); });
    }
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(parent, "trust", "let the holder of a key issue authorities",
                                                   {{"verbatim authority trust harbour KEY", ""}});
        command.case_folder(options->folder);
        command.app->add_option("key", options->key, "the issuer's verifier key")->type_name("KEY")->required();
        commands.run(command, [options](Session& session) { return trust(session, *options); });
    }
    add_make(commands, parent);
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(parent, "add", "take a signed authority or withdrawal into the case",
                                                   {{"verbatim authority add harbour order-7.authority", ""}});
        command.case_folder(options->folder);
        command.app->add_option("file", options->file, "the signed file")->type_name("FILE")->required();
        commands.run(command, [options](Session& session) { return add(session, *options); });
    }
    for (const bool one : {false, true}) {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(
            parent, one ? "show" : "list", one ? "one authority in full" : "all authorities",
            {{one ? "verbatim authority show harbour order-7" : "verbatim authority list harbour", ""}});
        command.case_folder(options->folder);
        if (one) {
            command.app->add_option("id", options->key, "its id")->type_name("ID")->required();
        }
        command.json_flag(options->json, "one JSON object a line");
        commands.run(command, [options](Session& session) { return list(session, *options); });
    }
    auto options = std::make_shared<Options>();
    const Command command = commands.add_below(
        parent, "withdraw", "write and sign a withdrawal; needs no case",
        {{"verbatim authority withdraw order-7 -o order-7.withdrawal --key court.key --case-id ID --reason appeal",
          ""}});
    command.app->add_option("id", options->authority.id, "the authority's id")->type_name("ID")->required();
    command.app->add_option("--key", options->key_file, "the issuer's private key")->type_name("FILE")->required();
    command.app->add_option("--case-id", options->authority.case_id, "the case's id")->type_name("ID")->required();
    command.app->add_option("--reason", options->reason, "why")->type_name("TEXT")->required();
    add_made_options(command, options->made);
    add_output(command, *options);
    commands.run(command, [options](Session& session) { return withdraw(session, *options); });
}

}  // namespace verbatim::cli
