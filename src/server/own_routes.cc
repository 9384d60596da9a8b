// SPDX-License-Identifier: Apache-2.0
// The table of the server's own routes.
#include "server/backend.h"
#include "server/routes.h"

namespace verbatim::server {
namespace {

using enum access::Operation;

// Who may read messages at all may see what was put on them; that of messages outside the scope is left out by the
// functions.
constexpr Route kRoutes[] = {
    {"GET", "/api/v1/session", Need::nobody, std::nullopt, get_session},
    {"POST", "/api/v1/session", Need::nobody, std::nullopt, sign_in},
    {"DELETE", "/api/v1/session", Need::session, std::nullopt, sign_out},
    {"GET", "/api/v1/authorities", Need::session, std::nullopt, list_authorities},
    {"GET", "/api/v1/tasks", Need::session, std::nullopt, list_tasks},
    {"POST", "/api/v1/tasks", Need::session, std::nullopt, open_task},
    {"GET", "/api/v1/tags", Need::task, read, list_tags},
    {"POST", "/api/v1/tags", Need::task, annotate, add_tag},
    {"POST", "/api/v1/messages/tags", Need::task, annotate, tag_messages},
    {"GET", "/api/v1/notes", Need::task, read, list_notes},
    {"POST", "/api/v1/notes", Need::task, annotate, add_note},
    {"DELETE", "/api/v1/notes", Need::task, annotate, delete_note},
    {"GET", "/api/v1/selections", Need::task, search, list_selections},
    {"POST", "/api/v1/selections", Need::task, select, add_selection},
    {"GET", "/api/v1/exhibits", Need::task, search, list_exhibits},
    {"POST", "/api/v1/exhibits", Need::task, select, add_exhibit},
    {"GET", "/api/v1/users", Need::session, manage_users, list_users},
    {"POST", "/api/v1/users", Need::session, manage_users, add_user},
    {"GET", "/api/v1/events", Need::session, std::nullopt, events},
    {"GET", "/api/v1/health", Need::nobody, std::nullopt, health},
    {"GET", "/api/v1/metrics", Need::nobody, std::nullopt, metrics},
};

}  // namespace

std::span<const Route> own_routes() {
    return kRoutes;
}

Answer events(Call& /*call*/) {
    return Error{Code::unsupported, "this server sends no events yet", {}, "ask again for what you want to know"};
}

Answer health(Call& call) {
    return json_answer({{"ok", !call.backend.stopping()}}, call.backend.stopping() ? 503 : 200);
}

Answer metrics(Call& call) {
    const std::string extra =
        "# HELP verbatim_questions Questions being answered.\n# TYPE verbatim_questions gauge\n"
        "verbatim_questions " +
        std::to_string(call.backend.turns().running()) + "\n";
    return http::Response{200, "text/plain; version=0.0.4; charset=utf-8", call.backend.log().metrics(extra), {}};
}

}  // namespace verbatim::server
