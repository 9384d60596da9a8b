// SPDX-License-Identifier: Apache-2.0
// verbatim user: who may sign in to the server of a case.
#include "cli/json_line.h"
#include "cli/made_options.h"
#include "cli/secret_input.h"
#include "server/serving.h"
#include "server/users.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    std::string name;
    std::vector<std::string> roles;
    std::string password_file;
    bool off = false;
    bool enable = false;
    bool json = false;
    MadeOptions made;
};

// The users of a case, open as long as a change takes.
struct Opened {
    std::unique_ptr<app::Case> opened;
    std::unique_ptr<workbench::Accounts> accounts;
    std::string who;

    server::Users users() const { return {*accounts, *opened, who, "holder"}; }
};

Result<Opened> open_users(Session& session, const Options& options) {
    Opened out;
    VB_TRY_ASSIGN(const workbench::Made made, made_of(options.made));
    out.who = made.by;
    session.who = made.by;
    VB_TRY_ASSIGN(out.opened, open_case(session, options.folder, app::StoreUse::none));
    VB_TRY_ASSIGN(out.accounts, workbench::Accounts::open(server::accounts_file(*out.opened)));
    return out;
}

Result<Exit> add(Session& session, const Options& options) {
    VB_TRY(server::roles_of(options.roles));
    VB_TRY_ASSIGN(const Opened here, open_users(session, options));
    VB_TRY_ASSIGN(const std::string password, read_new_password(session, options.password_file));
    VB_TRY(here.users().add({options.name, password, options.roles}));
    session.out.line(safe_line(options.name) +
                     " may sign in. What they see, an authority says: verbatim authority add");
    return Exit::ok;
}

Json to_json(const workbench::Account& account) {
    return {{"name", account.name},
            {"roles", account.roles},
            {"second_factor", !account.totp_secret.empty()},
            {"disabled", account.disabled},
            {"last_seen",
             account.last_seen_ms == 0 ? Json(nullptr) : json_time(account.last_seen_ms, record::ZoneBasis::stated)},
            {"made_at", account.made.at},
            {"made_by", account.made.by}};
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) {
        out += (out.empty() ? "" : ", ") + word;
    }
    return out;
}

Result<Exit> list(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const Opened here, open_users(session, options));
    VB_TRY_ASSIGN(const auto accounts, here.accounts->all());
    for (const workbench::Account& account : accounts) {
        if (options.json) {
            session.out.line(json_text(to_json(account)));
            continue;
        }
        session.out.line(session.terminal.styled(Style::bold, safe_line(account.name)) + "  " +
                         safe_line(joined(account.roles)) + (account.totp_secret.empty() ? "" : ", second factor") +
                         (account.disabled ? ", disabled" : ""));
    }
    if (accounts.empty() && !options.json) {
        session.out.line("Nobody may sign in yet.");
    }
    return Exit::ok;
}

Result<Exit> change_password(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const Opened here, open_users(session, options));
    VB_TRY_ASSIGN(const std::string password, read_new_password(session, options.password_file));
    VB_TRY(here.users().set_password(options.name, password));
    session.out.line("The password of " + safe_line(options.name) + " is changed; their sessions have ended.");
    return Exit::ok;
}

Result<Exit> change_totp(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const Opened here, open_users(session, options));
    if (options.off) {
        VB_TRY(here.users().drop_totp(options.name));
        session.out.line(safe_line(options.name) + " signs in without a code from now on.");
        return Exit::ok;
    }
    VB_TRY_ASSIGN(const std::string secret, here.users().new_totp_secret(options.name));
    session.out.line(safe_line(options.name) +
                     " needs a code from now on. The key for their program of codes (TOTP, "
                     "SHA-1, 6 digits, 30 seconds), shown this once:");
    session.out.line("  " + secret);
    return Exit::ok;
}

Result<Exit> disable(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const Opened here, open_users(session, options));
    VB_TRY(here.users().set_disabled(options.name, !options.enable));
    session.out.line(safe_line(options.name) + (options.enable
                                                    ? " may sign in again."
                                                    : " may not sign in any more; their sessions have ended."));
    return Exit::ok;
}

void password_option(const Command& command, Options& options) {
    command.app
        ->add_option("--password-file", options.password_file,
                     "its first line is the password; - reads standard input (default: ask on the terminal)")
        ->type_name("FILE");
}

}  // namespace

void add_user(Commands& commands) {
    const Command user =
        commands.add(Task::look, "user", "who may sign in to the server of a case",
                     {{"verbatim user add harbour ada --role analyst", ""}, {"verbatim user list harbour", ""}});
    user.app->require_subcommand(1);
    const auto below = [&](const std::string& word, const std::string& purpose, std::vector<Example> examples,
                           bool with_name, auto run) {
        auto options = std::make_shared<Options>();
        const Command command = commands.add_below(user, word, purpose, std::move(examples));
        command.case_folder(options->folder);
        if (with_name) {
            command.app->add_option("name", options->name, "under which they sign in")->type_name("NAME")->required();
        }
        add_made_options(command, options->made);
        commands.run(command, [options, run](Session& session) { return run(session, *options); });
        return std::pair(command, options);
    };
    const auto [adding, new_options] =
        below("add", "let somebody sign in", {{"verbatim user add harbour ada --role analyst", ""}}, true, add);
    adding.app
        ->add_option(
            "--role", new_options->roles,
            "examiner, analyst, threat-desk, case-officer, filter-officer, defence, data-protection-officer or "
            "administrator; again for another (docs/access.md)")
        ->type_name("ROLE")
        ->required();
    password_option(adding, *new_options);
    const auto [listing, list_options] =
        below("list", "who may sign in", {{"verbatim user list harbour", ""}}, false, list);
    listing.json_flag(list_options->json, "JSON, one user a line");
    const auto [changing, password_options] = below("passwd", "give somebody another password",
                                                    {{"verbatim user passwd harbour ada", ""}}, true, change_password);
    password_option(changing, *password_options);
    const auto [codes, code_options] = below("totp", "ask for a code beside the password",
                                             {{"verbatim user totp harbour ada", ""}}, true, change_totp);
    codes.app->add_flag("--off", code_options->off, "do not ask any more");
    const auto [disabling, disable_options] = below("disable", "let somebody not sign in any more",
                                                    {{"verbatim user disable harbour ada", ""}}, true, disable);
    disabling.app->add_flag("--enable", disable_options->enable, "let them sign in again");
}

}  // namespace verbatim::cli
