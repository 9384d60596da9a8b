// SPDX-License-Identifier: Apache-2.0
// Highlight: the words of a line that a query asked for (search/highlight.h), styled for a terminal.
#pragma once

#include <string>
#include <string_view>

#include "cli/terminal.h"
#include "search/highlight.h"

namespace verbatim::cli {

class Highlight {
  public:
    explicit Highlight(std::string_view query) : terms_(query) {}

    // The line (safe already) with its matching words styled, cut to `columns` (0: not cut) around the first match;
    // what was cut away is shown by "…".
    std::string apply(const Terminal& terminal, std::string_view line, size_t columns) const;

  private:
    search::Highlight terms_;
};

}  // namespace verbatim::cli
