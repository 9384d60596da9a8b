// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them, the same on every machine: nothing depends on the locale. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim::text {

std::string grouped(uint64_t number);                                               // 1,234,567
std::string counted(uint64_t number, std::string_view one, std::string_view many);  // "1 message", "2,000 messages"
std::string bytes_text(uint64_t bytes);                                             // "1.4 GB", powers of ten

}  // namespace verbatim::text
