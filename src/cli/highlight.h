// SPDX-License-Identifier: Apache-2.0
// Highlight: which words of a text a query asked for, so that a reader sees why a hit is one.
//
// A help for the eye only: it knows words, phrases and prefixes of the query (folded as the store folds them), not
// regular expressions or fuzzy words, and it never decides whether something is a hit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.h"

namespace verbatim::cli {

class Highlight {
  public:
    // Nothing is highlighted if the query does not parse.
    explicit Highlight(std::string_view query);

    // The line (safe already) with its matching words styled, cut to `columns` (0: not cut) around the first match;
    // what was cut away is shown by "…".
    std::string apply(const Terminal& terminal, std::string_view line, size_t columns) const;

  private:
    struct Term {
        std::string folded;  // " two ", or " box" for box*
        std::string raw;     // as written, for scripts without spaces
    };
    struct Span {
        size_t begin = 0;
        size_t end = 0;
    };
    std::vector<Span> find(std::string_view line) const;

    std::vector<Term> terms_;
};

}  // namespace verbatim::cli
