// SPDX-License-Identifier: Apache-2.0
// Who is signed in; signing in and out.
#include "server/backend.h"
#include "server/password.h"
#include "server/routes.h"

namespace verbatim::server {
namespace {

constexpr size_t kNameMost = 200;
constexpr size_t kCodeMost = 20;
constexpr int64_t kMs = 1000;

Json session_json(const SignedIn& user) {
    Json roles = Json::array();
    for (const access::Role role : user.roles) {
        roles.push_back(role_word(role));
    }
    return {{"user", {{"name", user.name}, {"roles", std::move(roles)}}}, {"csrf", user.csrf}};
}

std::string cookie(const Backend& backend, const std::string& value) {
    return std::string(kCookie) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" +
           (backend.over_tls() ? "; Secure" : "") + (value.empty() ? "; Max-Age=0" : "");
}

// A name that nobody has may be a password in the wrong field: it is not written down.
Result<void> log_entry(Backend& backend, const SignedIn& user, std::string operation, audit::Outcome outcome,
                       std::string detail) {
    audit::Event event;
    event.who = user.name.empty() ? "(unknown)" : user.name;
    event.role = user.roles.empty() ? "" : access::name(user.roles.front());
    event.operation = std::move(operation);
    event.outcome = outcome;
    event.detail = std::move(detail);
    return backend.audit(event);
}

http::Response locked_answer(int64_t retry_ms) {
    http::Response out = refusal(429, "too many failures under this name", "wait, then try again");
    out.headers.emplace_back("Retry-After", std::to_string(retry_ms / kMs + 1));
    return out;
}

}  // namespace

Answer get_session(Call& call) {
    return json_answer(call.user.name.empty() ? Json{{"user", nullptr}} : session_json(call.user));
}

Answer sign_in(Call& call) {
    VB_TRY_ASSIGN(const Json body, body_object(call.request, {"name", "password", "code"}));
    VB_TRY_ASSIGN(const std::string name, text_of(body, "name", 0, kNameMost));
    VB_TRY_ASSIGN(const std::string password, text_of(body, "password", 0, kPasswordMost));
    VB_TRY_ASSIGN(const std::string code, text_or_empty(body, "code", kCodeMost));
    VB_TRY_ASSIGN(const Entry entry, call.backend.sign_in().enter(name, password, code));
    const bool entered = entry.answer == Entry::Answer::entered;
    call.backend.log().count_sign_in(entered);
    const bool locked = entry.answer == Entry::Answer::locked;
    VB_TRY(log_entry(call.backend, entry.user, "login", entered ? audit::Outcome::allowed : audit::Outcome::denied,
                     entered  ? ""
                     : locked ? "the name is locked after failures"
                              : "name, password or code is wrong"));
    if (locked) {
        return locked_answer(entry.retry_ms);
    }
    if (!entered) {
        return refusal(401, "name, password or code is wrong", "try again; after some failures a name is locked");
    }
    http::Response out = json_answer(session_json(entry.user));
    out.headers.emplace_back("Set-Cookie", cookie(call.backend, entry.token));
    return out;
}

Answer sign_out(Call& call) {
    VB_TRY(log_entry(call.backend, call.user, "logout", audit::Outcome::allowed, ""));
    VB_TRY(call.backend.sign_in().leave(call.user));
    http::Response out = no_content();
    out.headers.emplace_back("Set-Cookie", cookie(call.backend, ""));
    return out;
}

}  // namespace verbatim::server
