// SPDX-License-Identifier: Apache-2.0
// Reading an entry for a search: as parse_line(), but for its spelling, which takes as long to check as the rest and
// which check() looks at. Pure; any thread.
#pragma once

#include <string_view>

#include "audit/event.h"

namespace verbatim::audit::internal {

Result<Entry> parse_entry(std::string_view line);

}  // namespace verbatim::audit::internal
