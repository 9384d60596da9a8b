// SPDX-License-Identifier: Apache-2.0
// Highlight: which words of a text a query asked for, so that a reader sees why a hit is one.
//
//   const Highlight highlight(query);
//   for (const Span& span : highlight.find(text)) ... text.substr(span.begin, span.end - span.begin) ...
//
// A help for the eye only: it knows words, phrases and prefixes of the query (folded as the store folds them), not
// regular expressions or fuzzy words, and it never decides whether something is a hit. Const: any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace verbatim::search {

struct Span {
    size_t begin = 0;
    size_t end = 0;
};

class Highlight {
  public:
    // Nothing is highlighted if the query does not parse.
    explicit Highlight(std::string_view query);
    // In rising order, without overlap.
    std::vector<Span> find(std::string_view text) const;

  private:
    struct Term {
        std::string folded;  // " two ", or " box" for box*
        std::string raw;     // as written, for scripts without spaces
    };
    std::vector<Term> terms_;
};

}  // namespace verbatim::search
