// SPDX-License-Identifier: Apache-2.0
// Checking the lines of an audit log against its tree and its signatures, and giving its entries out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "audit/audit.h"

namespace verbatim::audit::internal {

// The caller keeps everybody from writing. Reads only.
Result<CheckReport> check(const std::string& folder, const note::VerifierKey& key,
                          const std::optional<note::Checkpoint>& known);

// Entries among the first `end` bytes. A line that is no entry ends it with Code::integrity.
Result<void> each_entry_of(const std::string& path, uint64_t end, const Filter& filter, const EachEntry& each_entry);

Result<void> write_export(const std::string& path, uint64_t end, const note::VerifierKey& key,
                          std::string_view checkpoint, const std::function<Result<void>(std::string_view)>& write);

}  // namespace verbatim::audit::internal
