// SPDX-License-Identifier: Apache-2.0
// UTF-8: validate fast, append, and repair with a report of what was replaced. Decoding is base/utf8.h.
//
// Valid means RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF. Repair replaces each maximal invalid
// part by U+FFFD (Unicode 15 section 3.9, "substitution of maximal subparts"), so that one broken byte never eats its
// neighbours; the caller remarks it, since the original bytes stay reachable by the record's locator.
// All functions are pure; the scratch string is only written when something had to change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"

namespace verbatim::text {

bool is_valid_utf8(std::string_view bytes);
// Bytes of the longest valid prefix.
size_t valid_utf8_prefix(std::string_view bytes);

void append_utf8(std::string& out, char32_t code_point);

struct Repaired {
    std::string_view text;    // the input itself if it was valid, else `scratch`
    size_t replaced = 0;      // invalid parts
    size_t first_offset = 0;  // of the first invalid byte in the input
};
Repaired repair_utf8(std::string_view bytes, std::string& scratch);

// The bytes read as windows-1252 (unassigned bytes as the C1 control of the same number): for single lines of a log
// that mixes encodings. Whole sources go through encoding.h.
std::string_view decode_windows_1252(std::string_view bytes, std::string& scratch);

std::string_view trim(std::string_view text);         // ASCII blanks, tabs, CR, LF at both ends
std::string_view without_bom(std::string_view text);  // a leading U+FEFF

}  // namespace verbatim::text
