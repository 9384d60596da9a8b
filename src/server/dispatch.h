// SPDX-License-Identifier: Apache-2.0
// Dispatch: the way of every request: is it for us, is there such a route, who is it, may they. What is not permitted
// by an entry of the table is denied.
//
//   Dispatch dispatch(*backend, {.hosts = {"127.0.0.1:8470"}, .scheme = "http"}, {own_routes(), reading_routes()});
//   server->set_guard([&](const http::Request& request) { return dispatch.refuse(request); });
//   server->otherwise([&](const http::Request& request) { return dispatch.answer(request); });
//
// In this order, and nothing later is looked at if one fails:
//  1. Host is ours (421): a foreign name that was made to lead here does not reach us.
//  2. The address is a file of the app, or a route of the table with this method (404, 405).
//  3. A POST or DELETE comes from our own page by its Origin, and no request from another site (403); a POST is JSON
//  (415).
//  4. A session (401), and its CSRF value for POST and DELETE (403).
//  5. The task is the user's own (403), the role permits the route's operation (403), and the authority permits it to
//     them now (403). Refusals from here on are entries of the audit log.
// Threads: any.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "server/backend.h"
#include "server/call.h"

namespace verbatim::server {

struct DispatchOptions {
    std::vector<std::string> hosts;  // as browsers send them: "127.0.0.1:8470"
    std::string scheme = "http";     // by which they reach us
};

class Dispatch {
  public:
    Dispatch(Backend& backend, DispatchOptions options, std::vector<std::span<const Route>> tables)
        : backend_(backend), options_(std::move(options)), tables_(std::move(tables)) {}

    // Before the body of a POST is read: the answer, if it would be refused without looking at the body.
    std::optional<http::Response> refuse(const http::Request& request);
    http::Response answer(const http::Request& request);

  private:
    struct Admission;
    struct Found {
        const Route* route = nullptr;
        std::string_view path_value;
        bool other_method = false;  // the path is there, with another method
    };
    Found find(const http::Request& request) const;
    std::optional<http::Response> foreign(const http::Request& request) const;
    Admission admit(const http::Request& request);
    Result<void> admit_user(const http::Request& request, Admission& admission);
    Result<void> admit_task(const http::Request& request, Admission& admission);
    Result<void> admit_role(Admission& admission);
    http::Response make(const http::Request& request, Admission& admission);
    http::Response finish(const http::Request& request, const Admission& admission, http::Response response, double ms);

    Backend& backend_;
    const DispatchOptions options_;
    const std::vector<std::span<const Route>> tables_;
};

// Whether the path is of the pattern; `value` is then what stands for its {value}.
bool matches(std::string_view pattern, std::string_view path, std::string_view& value);

}  // namespace verbatim::server
