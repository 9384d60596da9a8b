// SPDX-License-Identifier: Apache-2.0
// One request to `verbatim serve` as the functions that answer it see it, and the table of those functions.
//
//   Answer count(Call& call) {
//       VB_TRY_ASSIGN(const auto counted, call.reading().count(call.request.parameter("q"), call.control()));
//       return json_answer({{"total", counted.totals.messages}});
//   }
//   constexpr Route kRoutes[] = {{"GET", "/api/v1/count", Need::task, Operation::search, count}};
//
// Dispatch (server/dispatch.h) looks a request up in the table before anything else: what has no entry does not exist,
// what needs a session, a task or an operation is refused without them, and each refusal is logged. So a function here
// is only ever called by somebody who may. Messages are reached through reading() alone, which decides again by
// authority, scope and locks. An Error becomes its answer in one place (error_answer).
// Threads: functions run on many at once; a Call belongs to one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/roles.h"
#include "app/reading.h"
#include "http/message.h"
#include "server/json.h"
#include "server/turns.h"

namespace verbatim::server {

class Backend;  // server/backend.h: the open case, users, sessions, marks, limits

struct SignedIn {
    std::string name;  // empty: nobody (only where the route needs nobody)
    std::vector<access::Role> roles;
    std::string csrf;
    std::string session;   // hexadecimal SHA-256 of its token
    uint64_t account = 0;  // its number in users.db
};

// What somebody is doing and under what authority, stated once and named with each request.
struct Task {
    std::string id;
    std::string authority;
    std::string purpose;
    std::string opened;                               // UTC, RFC 3339
    access::Role role = access::Role::administrator;  // that the authority permits it to
};

struct Call {
    const http::Request& request;
    std::string_view path_value;  // what stood for {seq} in the route's pattern; empty if it has none
    const SignedIn& user;
    const Task* task;   // set if the route needs one
    access::Role role;  // of the task; else the user's first role that permits the route's operation
    Backend& backend;
    Turns::Turn* turn = nullptr;  // set if the route needs a task

    app::Case& opened() const;
    // The door to messages, for this user under this task.
    app::Reading reading() const;
    // Stops a question when its time is over, the client has gone or the server ends; valid as long as the call.
    store::Control control() const;
};

enum class Need : uint8_t { nobody, session, task };

struct Route {
    std::string_view method;   // GET, POST, DELETE
    std::string_view pattern;  // "/api/v1/message/{seq}/proof": one {value} at most, a whole part of the path
    Need need;
    // What one of the user's roles, or the task's role, must permit. None: everybody signed in may, and the function
    // itself decides what is told.
    std::optional<access::Operation> operation;
    Answer (*make)(Call&);
};

// Those that read messages and the case (routes_*.cc of reading), and the server's own: session, tasks, tags, notes,
// users, audit, health ...
std::span<const Route> reading_routes();
std::span<const Route> own_routes();

}  // namespace verbatim::server
