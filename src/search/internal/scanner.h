// SPDX-License-Identifier: Apache-2.0
// Scanner: reads a query character by character for the parser: white space, quoted texts, regular expressions, words
// with escapes and wildcards. Positions are byte offsets.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace verbatim::search {

// An error at a byte of the query.
Error query_error(size_t offset, std::string what, std::string advice = {}, Code code = Code::usage);

struct Atom {
    size_t begin = 0;
    size_t end = 0;
    std::string text;      // unescaped; if `wild`, in glob form: literal * ? \ have a backslash
    bool wild = false;     // holds * or ? that were not escaped
    bool escaped = false;  // holds a backslash: then it is no operator word
    bool quoted = false;
};

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    void skip_space();
    bool done() const { return at_ >= text_.size(); }
    char peek() const { return done() ? '\0' : text_[at_]; }
    size_t position() const { return at_; }
    void seek(size_t position) { at_ = position; }
    bool take(char c);
    bool take(std::string_view word);  // case counts
    bool at_space() const;

    // "..." from the opening quote; \" and \\ are escapes, other backslashes stay.
    Result<Atom> quoted();
    // /.../ from the opening slash; \/ is a slash, everything else stays as it is for RE2.
    Result<Atom> regex();
    // Up to white space, a bracket or a quote; the extra characters end it too.
    Result<Atom> word(std::string_view extra_ends);
    // [a-zA-Z_.]+ directly followed by a colon, which is taken too. Empty if there is none; nothing is taken then.
    std::string_view field_name();

  private:
    std::string_view text_;
    size_t at_ = 0;
};

}  // namespace verbatim::search
