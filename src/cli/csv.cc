// SPDX-License-Identifier: Apache-2.0
#include "cli/csv.h"

#include "cli/terminal.h"
#include "text/csv_cell.h"

namespace verbatim::cli {

void Csv::row(const std::vector<std::string>& cells) {
    line_.clear();
    for (size_t at = 0; at < cells.size(); ++at) {
        if (at > 0) {
            line_ += ',';
        }
        text::append_csv_cell(for_terminal_ ? safe_line(cells[at]) : cells[at], line_);
    }
    line_ += "\r\n";
    out_.write(line_);
}

}  // namespace verbatim::cli
