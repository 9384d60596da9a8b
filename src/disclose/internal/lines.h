// SPDX-License-Identifier: Apache-2.0
// The words that the line files of a bundle are made of (docs/bundle.md). All append; none allocates but to grow.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "crypto/salts.h"
#include "merkle/proof.h"

namespace verbatim::disclose::internal {

void append_number(std::string& out, uint64_t value);
// A JSON string in the spelling of RFC 8785.
void append_json_text(std::string& out, std::string_view text);
// Base64 of salt and content, one after the other.
void append_salted(std::string& out, const crypto::Salt& salt, Bytes content);
// The line `gap COUNT HASH ...` for the leaves [begin, end); nothing if there are none.
Result<void> append_gap(std::string& out, uint64_t begin, uint64_t end, const merkle::NodeReader& nodes);

}  // namespace verbatim::disclose::internal
