// SPDX-License-Identifier: Apache-2.0
// What a user states about sources (format, profile, zone ...): the same options for `ingest` and `profile preview`.
#pragma once

#include "cli/commands.h"
#include "formats/format.h"

namespace verbatim::cli {

// Adds the options; they fill `settings`. The profile's text is loaded by load_profile() afterwards.
void add_source_options(const Command& command, formats::Settings& settings, std::string& profile);

// `profile`: a file, or the name of a built-in profile; empty: nothing. Sets settings.profile to its text, checked.
Result<void> load_profile(const std::string& profile, formats::Settings& settings);

}  // namespace verbatim::cli
