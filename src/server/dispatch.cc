// SPDX-License-Identifier: Apache-2.0
#include "server/dispatch.h"

#include <algorithm>
#include <chrono>

#include "access/authorities.h"
#include "crypto/random.h"
#include "note/lines.h"
#include "server/authority_json.h"
#include "server/pages.h"

namespace verbatim::server {
namespace {

using access::Operation;

constexpr std::string_view kPage = "(page)";
constexpr std::string_view kNone = "-";

bool changes(std::string_view method) {
    return method != "GET";
}

bool is_json(const http::Request& request) {
    std::string_view type = request.header("Content-Type").value_or("");
    type = type.substr(0, type.find(';'));
    return type == "application/json";
}

bool same(std::string_view a, std::string_view b) {
    return crypto::constant_time_equal(as_bytes(a), as_bytes(b));
}

}  // namespace

// What was found out about a request, and whether it may go on.
struct Dispatch::Admission {
    std::optional<http::Response> refused;
    std::string_view route = kNone;  // for the log
    Found found;
    SignedIn user;
    std::optional<Task> task;
    access::Role role = access::Role::administrator;
    std::string fault;  // of ours, for the log
};

bool matches(std::string_view pattern, std::string_view path, std::string_view& value) {
    const size_t open = pattern.find('{');
    if (open == std::string_view::npos) {
        return pattern == path;
    }
    const std::string_view before = pattern.substr(0, open);
    const std::string_view after = pattern.substr(pattern.find('}') + 1);
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) {
        return false;
    }
    value = path.substr(before.size(), path.size() - before.size() - after.size());
    return value.find('/') == std::string_view::npos;
}

Dispatch::Found Dispatch::find(const http::Request& request) const {
    Found found;
    for (const std::span<const Route> table : tables_) {
        for (const Route& route : table) {
            std::string_view value;
            if (!matches(route.pattern, request.path, value)) {
                continue;
            }
            if (route.method == request.method) {
                return {&route, value, false};
            }
            found.other_method = true;
        }
    }
    return found;
}

std::optional<http::Response> Dispatch::foreign(const http::Request& request) const {
    const std::string_view origin = request.header("Origin").value_or("");
    const std::string_view site = request.header("Sec-Fetch-Site").value_or("");
    const std::string ours = options_.scheme + "://" + std::string(request.header("Host").value_or(""));
    const bool is_ours = origin.empty() ? !changes(request.method) : origin == ours;
    if (!is_ours || site == "cross-site" || site == "same-site") {
        return refusal(403, "this request does not come from our own page", "");
    }
    if (request.method == "POST" && !is_json(request)) {
        return refusal(415, "the body is application/json", "");
    }
    return std::nullopt;
}

Result<void> Dispatch::admit_user(const http::Request& request, Admission& admission) {
    const Route& route = *admission.found.route;
    VB_TRY_ASSIGN(std::optional<SignedIn> user, backend_.sign_in().find(session_token(request)));
    if (user) {
        admission.user = std::move(*user);
    }
    if (route.need == Need::nobody) {
        return {};
    }
    if (admission.user.name.empty() || admission.user.roles.empty()) {
        admission.refused = refusal(401, "nobody is signed in, or the session has ended", "sign in");
    } else if (changes(request.method) && !same(request.header("X-CSRF").value_or(""), admission.user.csrf)) {
        admission.refused = refusal(403, "the header X-CSRF is not that of the session", "load the page again");
    }
    return {};
}

Result<void> Dispatch::admit_task(const http::Request& request, Admission& admission) {
    const auto id = note::decimal(request.header("X-Task").value_or(""));
    if (!id) {
        admission.refused = refusal(403, "no task is named", "open a task and name it by the header X-Task");
        return {};
    }
    VB_TRY_ASSIGN(const auto stored, backend_.accounts().task(admission.user.account, *id));
    const auto role = stored ? access::role(stored->role) : std::nullopt;
    const auto& roles = admission.user.roles;
    if (!role || std::find(roles.begin(), roles.end(), *role) == roles.end()) {
        audit::Event event;
        event.who = admission.user.name;
        event.role = access::name(roles.front());
        event.operation = "task";
        event.target = "task " + std::to_string(*id);
        event.outcome = audit::Outcome::denied;
        event.detail = stored ? "the user has no longer the role of the task" : "not a task of this user";
        VB_TRY(backend_.audit(event));
        admission.refused = refusal(403, "there is no such task of yours", "open a task");
        return {};
    }
    admission.role = *role;
    admission.task = Task{std::to_string(stored->id), stored->authority, stored->purpose, stored->opened_at, *role};
    return {};
}

// By role, and for what shows messages or decides on them by the authority too.
Result<void> Dispatch::admit_role(Admission& admission) {
    const Route& route = *admission.found.route;
    const auto& roles = admission.user.roles;
    if (!admission.task) {
        const auto able = std::find_if(roles.begin(), roles.end(), [&](access::Role role) {
            return !route.operation || access::permits(role, *route.operation);
        });
        admission.role = able == roles.end() ? roles.front() : *able;
    }
    if (!route.operation) {
        return {};
    }
    app::Ask ask;
    ask.subject = {admission.user.name, admission.role};
    if (admission.task) {
        ask.authority = admission.task->authority;
        ask.task = admission.task->id;
        ask.purpose = admission.task->purpose;
    }
    VB_TRY(app::Reading(backend_.opened(), ask).permit(*route.operation));
    if (!access::needs_authority(*route.operation)) {
        return {};
    }
    VB_TRY_ASSIGN(const std::string why, why_not(backend_.opened(), ask.subject, ask.authority, *route.operation));
    if (why.empty()) {
        return {};
    }
    audit::Event event;
    event.who = ask.subject.who;
    event.role = access::name(ask.subject.role);
    event.operation = access::name(*route.operation);
    event.authority = ask.authority;
    event.task = ask.task;
    event.purpose = ask.purpose;
    event.outcome = audit::Outcome::denied;
    event.detail = why;
    VB_TRY(backend_.audit(event));
    return Error{Code::denied, why, {}, "open a task under an authority that permits it"};
}

Dispatch::Admission Dispatch::admit(const http::Request& request) {
    Admission out;
    const std::string_view host = request.header("Host").value_or("");
    if (std::find(options_.hosts.begin(), options_.hosts.end(), host) == options_.hosts.end()) {
        out.refused = refusal(421, "this server is not known under that name", "use the address that it printed");
        return out;
    }
    out.found = find(request);
    if (out.found.route == nullptr) {
        if (out.found.other_method) {
            out.refused = refusal(405, "this address does not take " + request.method, "");
        } else if (auto file = request.method == "GET" ? page(request.path) : std::nullopt) {
            out.refused = std::move(file);
            out.route = kPage;
        } else {
            out.refused = refusal(404, "there is no such address", "");
        }
        return out;
    }
    out.route = out.found.route->pattern;
    out.refused = foreign(request);
    const auto step = [&](auto&& take) {
        if (out.refused) {
            return;
        }
        if (const Result<void> taken = take(); !taken) {
            out.refused = error_answer(taken.error());
            out.fault = out.refused->status >= 500 ? taken.error().what : "";
        }
    };
    step([&] { return admit_user(request, out); });
    const Need need = out.found.route->need;
    step([&] { return need == Need::task ? admit_task(request, out) : Result<void>(); });
    step([&] { return need != Need::nobody ? admit_role(out) : Result<void>(); });
    return out;
}

http::Response Dispatch::make(const http::Request& request, Admission& admission) {
    std::unique_ptr<Turns::Turn> turn;
    if (admission.task) {
        turn = backend_.turns().enter();
        if (!turn) {
            http::Response busy = refusal(503, "too many questions are being answered", "ask again shortly");
            busy.headers.emplace_back("Retry-After", "5");
            return busy;
        }
    }
    Call call{request,        admission.found.path_value,
              admission.user, admission.task ? &*admission.task : nullptr,
              admission.role, backend_,
              turn.get()};
    Answer made = admission.found.route->make(call);
    if (made) {
        return std::move(*made);
    }
    Error error = made.error();
    if (error.code == Code::interrupted) {
        const char* ended = turn ? turn->ended() : "";
        error.what = *ended != '\0' ? ended : "the server is stopping, or nobody waits for the answer";
        error.advice = "ask again, or for less: a shorter period, a rarer word";
    }
    http::Response out = error_answer(error, request.parameter("q"));
    admission.fault = out.status >= 500 ? error.what : "";
    return out;
}

http::Response Dispatch::finish(const http::Request& request, const Admission& admission, http::Response response,
                                double ms) {
    const uint64_t number = backend_.log().next_number();
    backend_.log().note(
        {number, request.method, admission.route, response.status, ms, admission.user.name, admission.fault});
    response.headers.emplace_back("X-Request", std::to_string(number));
    return response;
}

std::optional<http::Response> Dispatch::refuse(const http::Request& request) {
    if (request.method != "POST") {
        return std::nullopt;
    }
    Admission admission = admit(request);
    if (!admission.refused) {
        return std::nullopt;
    }
    return finish(request, admission, std::move(*admission.refused), 0);
}

http::Response Dispatch::answer(const http::Request& request) {
    const auto begun = std::chrono::steady_clock::now();
    Admission admission = admit(request);
    http::Response response = admission.refused ? std::move(*admission.refused) : make(request, admission);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begun;
    return finish(request, admission, std::move(response), taken.count());
}

}  // namespace verbatim::server
