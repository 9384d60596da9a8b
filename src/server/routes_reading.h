// SPDX-License-Identifier: Apache-2.0
// The functions behind reading_routes(), by file. What each takes and gives is in api/openapi.yaml.
//
// Each asks app::Reading, which decides, scopes and logs; none opens the case, the store or a file by itself.
#pragma once

#include "server/call.h"

namespace verbatim::server {

// routes_search.cc
Answer search_messages(Call& call);
Answer count_messages(Call& call);
Answer histogram(Call& call);
Answer facets(Call& call);
Answer complete(Call& call);

// routes_conversations.cc
Answer list_conversations(Call& call);
Answer read_conversation(Call& call);

// routes_message.cc
Answer get_message(Call& call);
Answer get_bytes(Call& call);
Answer get_proof(Call& call);

// routes_people.cc
Answer get_handle(Call& call);
Answer network(Call& call);

// routes_evidence.cc
Answer get_case(Call& call);
Answer list_sources(Call& call);
Answer list_findings(Call& call);
Answer get_finding_bytes(Call& call);
Answer list_gaps(Call& call);

// routes_audit.cc
Answer search_audit(Call& call);

}  // namespace verbatim::server
