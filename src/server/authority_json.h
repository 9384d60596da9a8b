// SPDX-License-Identifier: Apache-2.0
// Authorities as the app is told of them, and whether one may be used now. Pure but for the files of the case; any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "access/authorities.h"
#include "app/case.h"
#include "server/json.h"

namespace verbatim::server {

// Why this user may not do it under this authority now, in words; empty if they may.
Result<std::string> why_not(const app::Case& opened, const access::Subject& subject, std::string_view authority,
                            access::Operation operation);
// The first of the roles with which the user may search under it; none: `why` says why not, of the last role.
Result<std::optional<access::Role>> role_for(const app::Case& opened, const std::string& who,
                                             const std::vector<access::Role>& roles, std::string_view authority,
                                             std::string& why);
// Whether it names the user or one of the roles.
bool is_for(const access::Authority& authority, const std::string& who, const std::vector<access::Role>& roles);
// `why`: why no task can be opened under it now; empty: one can.
Json to_json(const access::Authority& authority, const std::string& why);

}  // namespace verbatim::server
