// SPDX-License-Identifier: Apache-2.0
// `Note` of api/openapi.yaml. Pure; any thread.
#pragma once

#include "server/json.h"
#include "workbench/notes.h"

namespace verbatim::server {

Json note_json(const workbench::Note& note);

}  // namespace verbatim::server
