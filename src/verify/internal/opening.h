// SPDX-License-Identifier: Apache-2.0
// An opening: withheld parts that are shown afterwards, and fit the same bundle (docs/bundle.md, section 4). Step 12.
//
// The opening is held in memory; the records are read once more beside it. One thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/hash.h"
#include "verify/internal/lines.h"

namespace verbatim::verify::internal {

// The number of parts that it shows; `records` has passed step 7.
Result<uint64_t> check_opening(std::string_view opening, const Hash& bundle, LineReader records);

}  // namespace verbatim::verify::internal
