// SPDX-License-Identifier: Apache-2.0
// disclosures.jsonl in the case's folder: which bundles left the house, one line each, never changed. A last line
// without its end was never acknowledged (its bundle got no name) and is dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "disclose/bundle.h"

namespace verbatim::app {

// The next number, or `wanted`.
Result<uint64_t> number_of_disclosure(const std::string& case_folder, std::optional<uint64_t> wanted);
// Notes a bundle unless it stands there already. One made again with its number must be the same, else conflict.
Result<void> list_disclosure(const std::string& case_folder, const disclose::BundleRequest& request,
                             const disclose::BundleReport& report, uint64_t seal);

}  // namespace verbatim::app
