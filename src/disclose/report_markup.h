// SPDX-License-Identifier: Apache-2.0
// HtmlOut: HTML that cannot carry unescaped text, because there is no function that would write it.
//
// markup() takes only string literals of this source code (Markup's constructor runs at compile time); everything that
// comes from a case goes through text() or value(), which escape it and spell out hidden characters (report_visible.h).
// Buffered; the first error of the sink is kept and comes back from flush(). One thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "disclose/writer.h"

namespace verbatim::disclose {

// A string literal.
class Markup {
  public:
    consteval Markup(const char* literal) : text_(literal) {}  // NOLINT(google-explicit-constructor)
    constexpr std::string_view text() const { return text_; }

  private:
    std::string_view text_;
};

class HtmlOut {
  public:
    explicit HtmlOut(ByteSink sink) : sink_(std::move(sink)) {}

    HtmlOut& markup(Markup markup);
    HtmlOut& text(std::string_view text);   // content of an element
    HtmlOut& value(std::string_view text);  // inside the double quotes of an attribute
    HtmlOut& number(uint64_t number);
    // Passes on what is buffered.
    Result<void> flush();
    // flush() once enough has come together.
    Result<void> flush_if_full();

  private:
    void escape(std::string_view text);

    ByteSink sink_;
    std::string buffer_;
};

}  // namespace verbatim::disclose
