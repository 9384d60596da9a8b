// SPDX-License-Identifier: Apache-2.0
// Remainder: a copy of an object with byte ranges blanked, every other byte in its place.
#pragma once

#include <span>
#include <string>

#include "note/tombstone.h"
#include "vault/vault.h"

namespace verbatim::app {

// Copies `from` to vault.staging_path(object), synced, and gives its SHA-256. `fill`: as in note::DestroyedObject.
Result<Hash> write_remainder(const vault::Vault& vault, const Hash& object, const vault::OpenObject& from,
                             std::span<const note::Span> ranges, const std::string& fill);

// Line ends at the end of a range belong to the line and not to what it says: they stay, so that lines stay lines.
Result<void> spare_line_ends(const vault::OpenObject& object, std::vector<note::Span>& ranges);

}  // namespace verbatim::app
