// SPDX-License-Identifier: Apache-2.0
// The table of the routes that read messages and what belongs to them.
#include "server/routes_reading.h"

namespace verbatim::server {
namespace {

using enum access::Operation;

constexpr Route kRoutes[] = {
    {"GET", "/api/v1/search", Need::task, search, search_messages},
    {"GET", "/api/v1/count", Need::task, search, count_messages},
    {"GET", "/api/v1/histogram", Need::task, search, histogram},
    {"GET", "/api/v1/facets", Need::task, search, facets},
    {"GET", "/api/v1/complete", Need::task, search, complete},
    {"GET", "/api/v1/conversations", Need::task, search, list_conversations},
    {"GET", "/api/v1/conversation", Need::task, read, read_conversation},
    {"GET", "/api/v1/message/{seq}", Need::task, read, get_message},
    {"GET", "/api/v1/message/{seq}/bytes", Need::task, bytes, get_bytes},
    {"GET", "/api/v1/message/{seq}/proof", Need::task, prove, get_proof},
    {"GET", "/api/v1/handle", Need::task, search, get_handle},
    {"GET", "/api/v1/network", Need::task, search, network},
    {"GET", "/api/v1/case", Need::task, search, get_case},
    {"GET", "/api/v1/sources", Need::task, search, list_sources},
    {"GET", "/api/v1/findings", Need::task, search, list_findings},
    {"GET", "/api/v1/findings/bytes", Need::task, bytes, get_finding_bytes},
    {"GET", "/api/v1/gaps", Need::task, search, list_gaps},
    // The defence reads its own log, the data-protection officer the common one: decided by Reading.
    {"GET", "/api/v1/audit", Need::session, std::nullopt, search_audit},
};

}  // namespace

std::span<const Route> reading_routes() {
    return kRoutes;
}

}  // namespace verbatim::server
