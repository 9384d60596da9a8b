// SPDX-License-Identifier: Apache-2.0
// Table: rows under headings, for people, streamed.
//
// Widths come from the first kSampleRows rows; later cells that are wider push their row, they are not cut. On a
// terminal the stretching column is cut to the width, shown by "…". Cells must be safe already (safe_line).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/terminal.h"

namespace verbatim::cli {

enum class Align : uint8_t { left, right };

struct Column {
    std::string heading;
    Align align = Align::left;
    bool stretch = false;  // takes the space that is left, and is cut if there is none
};

class Table {
  public:
    static constexpr size_t kSampleRows = 200;

    Table(Output& out, const Terminal& terminal, std::vector<Column> columns);
    void row(std::vector<std::string> cells);
    void end();  // writes what is still held back

  private:
    void release();
    void write(const std::vector<std::string>& cells);

    Output& out_;
    const Terminal& terminal_;
    std::vector<Column> columns_;
    std::vector<size_t> widths_;
    std::vector<std::vector<std::string>> held_;
    bool released_ = false;
};

}  // namespace verbatim::cli
