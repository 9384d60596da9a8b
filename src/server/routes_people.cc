// SPDX-License-Identifier: Apache-2.0
// Handles, and who writes to whom.
#include "server/json_hit.h"
#include "server/parameters.h"
#include "server/routes_reading.h"

namespace verbatim::server {
namespace {

Json handle_count(const store::GroupCount& count) {
    return {{"handle", count.key}, {"messages", count.totals.messages}};
}

Json to_json(const app::HandleProfile& profile) {
    Json names = Json::array();
    for (const store::GivenName& name : profile.names) {
        names.push_back({{"name", name.name}, {"given_by", name.account}});
    }
    Json accounts = Json::array();
    for (const store::GroupCount& account : profile.accounts) {
        accounts.push_back(account.key);
    }
    Json contacts = Json::array();
    for (const store::GroupCount& contact : profile.contacts) {
        contacts.push_back(handle_count(contact));
    }
    return {{"handle", profile.handle},
            {"messages", profile.sent.messages},
            {"conversations", profile.conversations},
            {"first", json_time(profile.first_ms)},
            {"last", json_time(profile.last_ms)},
            {"names", std::move(names)},
            {"accounts", std::move(accounts)},
            {"contacts", std::move(contacts)},
            {"hours", profile.hours}};
}

}  // namespace

Answer get_handle(Call& call) {
    VB_TRY(only_parameters(call.request, {"name"}));
    const std::string name(call.request.parameter("name"));
    if (name.empty()) {
        return Error{Code::usage, "`name` is needed: a handle as the evidence writes it", {}, {}};
    }
    VB_TRY_ASSIGN(const app::HandleProfile profile, call.reading().handle(name, call.control()));
    return json_answer(to_json(profile));
}

Answer network(Call& call) {
    VB_TRY(only_parameters(call.request, {"q", "limit"}));
    VB_TRY_ASSIGN(const uint64_t limit, limit_parameter(call.request));
    VB_TRY_ASSIGN(const app::Network found, call.reading().network(call.request.parameter("q"), limit, call.control()));
    Json nodes = Json::array();
    for (const store::GroupCount& node : found.nodes) {
        nodes.push_back(handle_count(node));
    }
    Json edges = Json::array();
    for (const store::HandlePair& pair : found.edges) {
        edges.push_back({{"a", pair.a}, {"b", pair.b}, {"messages", pair.totals.messages}});
    }
    return json_answer({{"nodes", std::move(nodes)}, {"edges", std::move(edges)}});
}

}  // namespace verbatim::server
