// SPDX-License-Identifier: Apache-2.0
// Users, for the administrator.
#include "server/backend.h"
#include "server/password.h"
#include "server/routes.h"
#include "server/users.h"

namespace verbatim::server {
namespace {

constexpr size_t kNameMost = 200;

Json instant(int64_t ms) {
    return ms == 0 ? Json(nullptr) : Json(time_text(ms));
}

Json to_json(const workbench::Account& account, int64_t now_ms) {
    Json roles = Json::array();
    for (const std::string& word : account.roles) {
        if (const auto role = access::role(word)) {
            roles.push_back(role_word(*role));
        }
    }
    Json out{{"name", account.name},
             {"roles", std::move(roles)},
             {"second_factor", !account.totp_secret.empty()},
             {"locked_until", instant(account.locked_until_ms > now_ms ? account.locked_until_ms : 0)},
             {"last_seen", instant(account.last_seen_ms)}};
    if (account.disabled) {
        out["disabled"] = true;
    }
    return out;
}

}  // namespace

Answer list_users(Call& call) {
    VB_TRY_ASSIGN(const auto accounts, call.backend.accounts().all());
    VB_TRY(call.reading().note(audit::LegalName::consultation, "users", "", ""));
    Json list = Json::array();
    for (const workbench::Account& account : accounts) {
        list.push_back(to_json(account, Backend::now_ms()));
    }
    return json_answer({{"users", std::move(list)}});
}

Answer add_user(Call& call) {
    VB_TRY_ASSIGN(const Json body, body_object(call.request, {"name", "password", "roles"}));
    NewUser user;
    VB_TRY_ASSIGN(user.name, text_of(body, "name", 1, kNameMost));
    VB_TRY_ASSIGN(user.password, text_of(body, "password", kPasswordLeast, kPasswordMost));
    VB_TRY_ASSIGN(user.roles, texts_of(body, "roles", access::kRoles, kNameMost));
    VB_TRY(Users(call.backend.accounts(), call.opened(), call.user.name, access::name(call.role)).add(user));
    return no_content();
}

}  // namespace verbatim::server
