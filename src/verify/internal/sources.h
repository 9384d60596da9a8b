// SPDX-License-Identifier: Apache-2.0
// Step 8 of docs/bundle.md, section 1: the sources that the disclosed records come from. Memory: one range for each
// opened source.
#pragma once

#include <cstdint>

#include "base/hash.h"
#include "note/seal.h"
#include "verify/internal/disclosed.h"
#include "verify/internal/walk.h"

namespace verbatim::verify::internal {

// The number of opened sources.
Result<uint64_t> check_sources(Walk walk, const note::Seal& seal, Disclosed& disclosed);

}  // namespace verbatim::verify::internal
