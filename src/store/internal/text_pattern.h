// SPDX-License-Identifier: Apache-2.0
// TextPattern: a word, phrase or glob of a question as a sequence of folded words, each perhaps with wildcards, and the
// regular expressions (RE2, on the `words` column: " word word ") that say the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace verbatim::store {

struct PatternWord {
    std::string text;  // folded; kAnyOne and kAnyRun stand for wildcards (store/fold.h)
    bool wild = false;
    bool any() const;  // nothing but one kAnyRun
    std::string regex() const;
};

using TextPattern = std::vector<PatternWord>;

// `text` as the user wrote it. usage if it holds no word.
Result<TextPattern> literal_pattern(std::string_view text);
// * and ? are wildcards, a backslash makes the next character literal.
Result<TextPattern> glob_pattern(std::string_view glob);

// "word word " without the space before: to be put after one.
std::string sequence_regex(const TextPattern& pattern);
// " word word ": only for patterns without wildcards.
std::string sequence_text(const TextPattern& pattern);

// A glob of a whole folded value, as an anchored regular expression; `has_wildcards` tells whether it needs to be one,
// `literal` is the folded value if not.
struct ValuePattern {
    std::string regex;
    std::string literal;
    bool has_wildcards = false;
};
ValuePattern value_pattern(std::string_view glob);

// Whether the folded text is matched by folded `pattern` with kAnyOne and kAnyRun.
bool glob_matches(std::string_view pattern, std::string_view text);
std::string glob_to_wild(std::string_view glob);

}  // namespace verbatim::store
