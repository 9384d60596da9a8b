// SPDX-License-Identifier: Apache-2.0
// What any text must contain that a regular expression (RE2 syntax) matches, so that the index can pick the rows that
// are worth looking at: "va[ck]ara|x(mega|giga)ton" matches no text without "ara", "mega" or "giga".
//
//   required_literals("va[ck]ara")  ->  {"ara"}
//   required_literals("[0-9]+")     ->  {}: nothing can be said
//
// Each literal is a run of ASCII letters and digits in lower case, of at least kLiteralBytesMin bytes. A matching text
// holds one of them in one piece, its letters in either case; as folding keeps ASCII letters and digits side by side,
// so does one of its folded words. Says nothing about whether the expression is valid. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace verbatim::store {

inline constexpr size_t kLiteralBytesMin = 3;

std::vector<std::string> required_literals(std::string_view regex);

}  // namespace verbatim::store
