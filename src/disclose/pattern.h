// SPDX-License-Identifier: Apache-2.0
// Pattern: finds in a text what a redaction plan names: an account number, a phone number, a person's handle.
//
//   VB_TRY_ASSIGN(Pattern iban, Pattern::built_in("iban"));      // also card, phone, email
//   VB_TRY_ASSIGN(Pattern word, Pattern::expression("(?i)rolex"));
//   VB_TRY_ASSIGN(Pattern kilo, Pattern::naming("+31612345678"));
//   iban.find(text, spans);
//
// Time is linear in the text, whatever the expression. Built-in patterns check the check digits where there are some,
// see through digits of other scripts and invisible marks, and prefer finding too much to finding too little; what each
// one takes is in docs/disclosure.md. find() is const, but scratch memory makes a Pattern belong to one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace verbatim::disclose {

// Bytes [begin, end) of a text.
struct Span {
    size_t begin = 0;
    size_t end = 0;
    bool operator==(const Span&) const = default;
};

class Pattern {
  public:
    static Result<Pattern> built_in(std::string_view name);
    // RE2 syntax, on the text as written. usage: not an expression, or one that matches the empty text.
    static Result<Pattern> expression(std::string_view expression);
    // A handle or name wherever it stands as a word of its own, in any case. A phone number is found in every way of
    // writing it, also without its country.
    static Result<Pattern> naming(std::string_view handle);

    // The names that built_in() takes, as "iban, card, ...".
    static std::string built_in_names();

    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    // Appends what is found, from left to right; spans of one call do not overlap.
    void find(std::string_view text, std::vector<Span>& out) const;
    bool matches(std::string_view text) const;

  private:
    struct Finder;
    explicit Pattern(std::unique_ptr<Finder> finder);
    std::unique_ptr<Finder> finder_;
};

}  // namespace verbatim::disclose
