// SPDX-License-Identifier: Apache-2.0
// Reading text formats line by line, strictly: what notes, checkpoints and proof files have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace verbatim::note {

// Takes the next line off the front of `rest`, without its newline. None if no newline is left.
std::optional<std::string_view> take_line(std::string_view& rest);

// A decimal number without sign and leading zeros ("0" itself excepted) that fits 64 bits.
std::optional<uint64_t> decimal(std::string_view text);

}  // namespace verbatim::note
