// SPDX-License-Identifier: Apache-2.0
// JSON for programs: small objects, one a line.
//
// The text of evidence stands there unchanged, with invalid UTF-8 replaced by U+FFFD. Control characters (DEL and the
// C1 range too) and bidirectional controls are written as \u escapes: the same text to a JSON reader, and harmless on a
// terminal. Keys keep their order.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "ingest/journal.h"
#include "store/results.h"

namespace verbatim::cli {

using Json = nlohmann::ordered_json;

std::string json_text(const Json& value);  // without a line end

// The last event of a command that ended with an error.
Json failed_event(const Error& error);
Json to_json(const ingest::SourceEntry& entry);
Json to_json(const ingest::Finding& finding);
Json to_json(const store::Hit& hit);
Json to_json(const store::Sighting& sighting);
// Null for store::kNoTime.
Json json_time(int64_t ms, record::ZoneBasis basis);

}  // namespace verbatim::cli
