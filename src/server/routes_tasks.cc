// SPDX-License-Identifier: Apache-2.0
// The authorities that a user may use, and tasks under them.
#include "server/authority_json.h"
#include "server/backend.h"
#include "server/routes.h"

namespace verbatim::server {
namespace {

constexpr size_t kAuthorityMost = 200;
constexpr size_t kPurposeMost = 2000;

Json task_json(const workbench::StoredTask& task, const access::Authorities& known) {
    const access::Known* authority = known.find(task.authority);
    return {{"id", std::to_string(task.id)},
            {"authority", task.authority},
            {"reference", authority != nullptr ? authority->authority.reference : ""},
            {"purpose", task.purpose},
            {"opened", task.opened_at}};
}

Result<access::Authorities> authorities(const Call& call) {
    return access::Authorities::load(call.opened().folder(), call.opened().info().id);
}

}  // namespace

Answer list_authorities(Call& call) {
    VB_TRY_ASSIGN(const access::Authorities known, authorities(call));
    Json list = Json::array();
    for (const access::Known& one : known.all()) {
        if (!is_for(one.authority, call.user.name, call.user.roles)) {
            continue;
        }
        std::string why;
        VB_TRY(role_for(call.opened(), call.user.name, call.user.roles, one.authority.id, why));
        list.push_back(to_json(one.authority, why));
    }
    return json_answer({{"authorities", std::move(list)}});
}

Answer list_tasks(Call& call) {
    VB_TRY_ASSIGN(const access::Authorities known, authorities(call));
    VB_TRY_ASSIGN(const auto tasks,
                  call.backend.accounts().tasks(call.user.account, call.backend.limits().tasks_of_user));
    Json list = Json::array();
    for (const workbench::StoredTask& task : tasks) {
        std::string why;
        VB_TRY_ASSIGN(const auto role, role_for(call.opened(), call.user.name, call.user.roles, task.authority, why));
        if (role && access::name(*role) == task.role) {
            list.push_back(task_json(task, known));
        }
    }
    return json_answer({{"tasks", std::move(list)}});
}

// The entry comes first, and says what was refused as well.
Answer open_task(Call& call) {
    VB_TRY_ASSIGN(const Json body, body_object(call.request, {"authority", "purpose"}));
    workbench::StoredTask task;
    VB_TRY_ASSIGN(task.authority, text_of(body, "authority", 0, kAuthorityMost));
    VB_TRY_ASSIGN(task.purpose, text_of(body, "purpose", 1, kPurposeMost));
    std::string why;
    VB_TRY_ASSIGN(const auto role, role_for(call.opened(), call.user.name, call.user.roles, task.authority, why));
    audit::Event event;
    event.who = call.user.name;
    event.role = access::name(role.value_or(call.role));
    event.operation = "task";
    event.authority = task.authority;
    event.purpose = task.purpose;
    event.outcome = role ? audit::Outcome::allowed : audit::Outcome::denied;
    event.detail = why;
    VB_TRY(call.backend.audit(event));
    if (!role) {
        return Error{Code::denied, why, {}, "choose an authority that permits it"};
    }
    task.account = call.user.account;
    task.role = access::name(*role);
    task.opened_at = time_text(Backend::now_ms());
    VB_TRY_ASSIGN(task, call.backend.accounts().add_task(std::move(task)));
    VB_TRY_ASSIGN(const access::Authorities known, authorities(call));
    return json_answer({{"task", task_json(task, known)}});
}

}  // namespace verbatim::server
