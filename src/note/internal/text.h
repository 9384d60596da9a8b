// SPDX-License-Identifier: Apache-2.0
// Small text rules shared by the readers of notes, checkpoints and proofs.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/hash.h"

namespace verbatim::note::internal {

// Well-formed UTF-8 without control characters below U+0020.
bool is_plain_utf8(std::string_view text);
// Any code point of the Unicode property White_Space. The text is UTF-8.
bool has_unicode_space(std::string_view text);

uint32_t big_endian_32(Bytes bytes);
std::array<uint8_t, 4> big_endian_32(uint32_t value);

}  // namespace verbatim::note::internal
