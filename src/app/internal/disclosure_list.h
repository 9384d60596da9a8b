// SPDX-License-Identifier: Apache-2.0
// disclosures.jsonl in the case's folder: which bundles left the house, one line each, never changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "disclose/bundle.h"

namespace verbatim::app {

// The next number, or `wanted`.
Result<uint64_t> number_of_disclosure(const std::string& case_folder, std::optional<uint64_t> wanted);
// Notes a bundle; false: it stands there already. One made again with its number must be the same, else conflict.
Result<bool> list_disclosure(const std::string& case_folder, const disclose::BundleRequest& request,
                             const disclose::BundleReport& report, uint64_t seal);

}  // namespace verbatim::app
