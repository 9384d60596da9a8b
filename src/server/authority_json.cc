// SPDX-License-Identifier: Apache-2.0
#include "server/authority_json.h"

#include <algorithm>

#include "server/backend.h"

namespace verbatim::server {
namespace {

// An authority states whole seconds, "2026-11-23T20:26:44Z"; the interface has milliseconds throughout.
Json instant(const std::string& stated) {
    return stated.empty() ? Json(nullptr) : Json(stated.substr(0, stated.size() - 1) + ".000Z");
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) {
        out += (out.empty() ? "" : std::string(between)) + part;
    }
    return out;
}

Json datasets(const access::Authority& authority) {
    Json out = Json::array();
    for (const uint64_t number : authority.acquisitions) {
        out.push_back("acquisition " + std::to_string(number));
    }
    for (const uint64_t number : authority.sources) {
        out.push_back("source " + std::to_string(number));
    }
    return out;
}

}  // namespace

Result<std::string> why_not(const app::Case& opened, const access::Subject& subject, std::string_view authority,
                            access::Operation operation) {
    VB_TRY_ASSIGN(const auto known, access::Authorities::load(opened.folder(), opened.info().id));
    // The scope is not looked at here, so nothing needs to be looked up for it.
    access::ScopeNames names;
    names.names.sources = [](std::string_view) { return std::vector<uint32_t>(); };
    names.sources_of = [](uint64_t) { return std::vector<uint32_t>(); };
    VB_TRY_ASSIGN(const access::Decision decision,
                  known.decide(subject, authority, operation, utc_seconds(Backend::now_ms()), names));
    return decision.allowed ? std::string() : decision.why;
}

Result<std::optional<access::Role>> role_for(const app::Case& opened, const std::string& who,
                                             const std::vector<access::Role>& roles, std::string_view authority,
                                             std::string& why) {
    for (const access::Role role : roles) {
        VB_TRY_ASSIGN(why, why_not(opened, {who, role}, authority, access::Operation::search));
        if (why.empty()) {
            return std::optional(role);
        }
    }
    return std::optional<access::Role>();
}

bool is_for(const access::Authority& authority, const std::string& who, const std::vector<access::Role>& roles) {
    return std::find(authority.users.begin(), authority.users.end(), who) != authority.users.end() ||
           std::find_first_of(authority.roles.begin(), authority.roles.end(), roles.begin(), roles.end()) !=
               authority.roles.end();
}

Json to_json(const access::Authority& authority, const std::string& why) {
    Json out{{"id", authority.id},
             {"issuer", authority.issuer},
             {"reference", authority.reference},
             {"offences", authority.offences},
             {"datasets", datasets(authority)},
             {"handles", authority.handles},
             {"terms", joined(authority.terms, " OR ")},
             {"data_types", authority.kinds},
             {"territory", joined(authority.territories, ", ")},
             {"not_before", instant(authority.begins)},
             {"expiry", instant(authority.expires)},
             {"conditions", joined(authority.conditions, "; ")},
             {"emergency", !authority.decision_by.empty()},
             {"valid", why.empty()}};
    if (authority.period) {
        out["period"] = {{"begin", instant(authority.period->first)}, {"end", instant(authority.period->second)}};
    }
    if (!why.empty()) {
        out["why"] = why;
    }
    return out;
}

}  // namespace verbatim::server
