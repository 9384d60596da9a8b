// SPDX-License-Identifier: Apache-2.0
// CASE/authorities: small files NNNN.ENDING that are added and never changed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace verbatim::access::internal {

std::string folder_of(const std::string& case_folder);
// In the order of their numbers; none if there is no such folder.
std::vector<std::string> numbered_files(const std::string& folder, std::string_view ending);
Result<uint64_t> next_number(const std::string& folder, std::string_view ending);               // from 1
Result<void> keep(const std::string& folder, std::string_view ending, std::string_view bytes);  // durable

}  // namespace verbatim::access::internal
