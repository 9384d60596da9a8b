// SPDX-License-Identifier: Apache-2.0
#include "server/call.h"

#include "server/backend.h"

namespace verbatim::server {

app::Case& Call::opened() const {
    return backend.opened();
}

app::Reading Call::reading() const {
    app::Ask ask;
    ask.subject = {user.name, role};
    if (task != nullptr) {
        ask.authority = task->authority;
        ask.task = task->id;
        ask.purpose = task->purpose;
    }
    return app::Reading(backend.opened(), std::move(ask));
}

store::Control Call::control() const {
    store::Control out;
    out.cancelled = [this] {
        return backend.stopping() || (turn != nullptr && !turn->may_go_on()) || (request.gone && request.gone());
    };
    return out;
}

}  // namespace verbatim::server
