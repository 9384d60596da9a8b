// SPDX-License-Identifier: Apache-2.0
// CSV as RFC 4180 has it: comma, CR LF, quotes doubled, a header line, UTF-8.
//
// Cells are guarded against spreadsheets (text/csv_cell.h). On a terminal control characters are spelled out; in a file
// the true text stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/output.h"

namespace verbatim::cli {

class Csv {
  public:
    Csv(Output& out, bool for_terminal) : out_(out), for_terminal_(for_terminal) {}
    void row(const std::vector<std::string>& cells);

  private:
    Output& out_;
    bool for_terminal_;
    std::string line_;
};

}  // namespace verbatim::cli
