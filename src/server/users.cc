// SPDX-License-Identifier: Apache-2.0
#include "server/users.h"

#include "crypto/totp.h"
#include "server/backend.h"
#include "server/password.h"

namespace verbatim::server {

Result<void> Users::note(const std::string& operation, const std::string& name, const std::string& detail) {
    VB_TRY_ASSIGN(audit::Log * log, opened_.audit_log(false));
    audit::Event event;
    event.name = audit::LegalName::alteration;
    event.who = who_;
    event.role = role_;
    event.operation = operation;
    event.target = name;
    event.detail = detail;
    VB_TRY(log->append(event));
    return {};
}

Result<void> Users::need_user(const std::string& name) {
    VB_TRY_ASSIGN(const auto account, accounts_.find(name));
    return account
               ? Result<void>()
               : Error{Code::not_found, "there is no user of this name", {name, {}}, "see: verbatim user list CASE"};
}

Result<void> Users::add(const NewUser& user) {
    VB_TRY_ASSIGN(const auto roles, roles_of(user.roles));
    workbench::Account account;
    account.name = user.name;
    account.made = made_by(who_);
    std::string words;
    for (const access::Role role : roles) {
        account.roles.emplace_back(access::name(role));
        words += (words.empty() ? "" : ", ") + account.roles.back();
    }
    VB_TRY_ASSIGN(account.password, hash_password(user.password));
    VB_TRY_ASSIGN(const auto taken, accounts_.find(user.name));
    if (taken) {
        return Error{Code::conflict,
                     "there is or was a user of this name",
                     {user.name, {}},
                     "a name is never given twice: the audit log knows people by it"};
    }
    VB_TRY(note("add user", user.name, words));
    VB_TRY(accounts_.add(std::move(account)));
    return {};
}

Result<void> Users::set_password(const std::string& name, std::string_view password) {
    VB_TRY(need_user(name));
    VB_TRY_ASSIGN(const std::string hash, hash_password(password));
    VB_TRY(note("set password", name, ""));
    return accounts_.set_password(name, hash);
}

Result<std::string> Users::new_totp_secret(const std::string& name) {
    VB_TRY(need_user(name));
    VB_TRY_ASSIGN(const std::string secret, crypto::new_totp_secret());
    VB_TRY(note("set second factor", name, ""));
    VB_TRY(accounts_.set_totp_secret(name, secret));
    return crypto::base32(as_bytes(secret));
}

Result<void> Users::drop_totp(const std::string& name) {
    VB_TRY(need_user(name));
    VB_TRY(note("drop second factor", name, ""));
    return accounts_.set_totp_secret(name, "");
}

Result<void> Users::set_disabled(const std::string& name, bool disabled) {
    VB_TRY(need_user(name));
    VB_TRY(note(disabled ? "disable user" : "enable user", name, ""));
    return accounts_.set_disabled(name, disabled);
}

}  // namespace verbatim::server
