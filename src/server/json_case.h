// SPDX-License-Identifier: Apache-2.0
// The case, its sources, findings and gaps, and its audit log as the app gets them (api/openapi.yaml). Pure; any
// thread.
#pragma once

#include "app/reading_results.h"
#include "server/json.h"

namespace verbatim::server {

Json overview_json(const app::Overview& overview);
Json source_json(const ingest::SourceEntry& entry);
Json finding_json(const app::ShownFinding& shown);
Json gap_json(const app::ShownGap& gap);
Json audit_json(const audit::Entry& entry);

}  // namespace verbatim::server
