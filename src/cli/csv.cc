// SPDX-License-Identifier: Apache-2.0
#include "cli/csv.h"

#include "cli/terminal.h"

namespace verbatim::cli {

std::string csv_cell(std::string_view text) {
    std::string out;
    if (!text.empty() && std::string_view("=+-@'\t\r\n").find(text.front()) != std::string_view::npos) {
        out += '\'';
    }
    out += text;
    if (out.find_first_of(",\"\r\n") == std::string::npos) {
        return out;
    }
    std::string quoted = "\"";
    for (const char c : out) {
        quoted += c;
        if (c == '"') {
            quoted += c;
        }
    }
    quoted += '"';
    return quoted;
}

void Csv::row(const std::vector<std::string>& cells) {
    line_.clear();
    for (size_t at = 0; at < cells.size(); ++at) {
        if (at > 0) {
            line_ += ',';
        }
        line_ += for_terminal_ ? csv_cell(safe_line(cells[at])) : csv_cell(cells[at]);
    }
    line_ += "\r\n";
    out_.write(line_);
}

}  // namespace verbatim::cli
