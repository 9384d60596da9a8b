// SPDX-License-Identifier: Apache-2.0
// ParseJob: what the ingest process asks of the sandboxed worker for one source, and the loop that answers it.
//
// run_job() is what happens inside the sandbox: a container is expanded, anything else is detected and parsed, and
// every result goes out through a WireSink. It is also what tests and `verify` of tiny cases call in process.
#pragma once

#include <cstdint>
#include <string>

#include "formats/format.h"
#include "formats/wire.h"

namespace verbatim::formats {

struct ParseJob {
    uint64_t size_bytes = 0;
    bool expand_containers = true;
    std::string path;  // inside the acquisition: a hint for formats
    Settings settings;
};

inline constexpr size_t kJobBytesMax = size_t{128} << 10;

std::string encode_job(const ParseJob& job);
Result<ParseJob> decode_job(std::string_view bytes);

// What the user stated, as one canonical text (empty if nothing); its SHA-256 is part of the parser identity of
// records.
std::string canonical_settings(const Settings& settings);
Result<Settings> parse_settings(std::string_view canonical);

// Ends with exactly one `done` item.
void run_job(const Source& source, const ParseJob& job, WireSink& sink);

}  // namespace verbatim::formats
