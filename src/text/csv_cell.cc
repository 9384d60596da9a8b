// SPDX-License-Identifier: Apache-2.0
#include "text/csv_cell.h"

namespace verbatim::text {

void append_csv_cell(std::string_view text, std::string& out) {
    const bool guard = !text.empty() && std::string_view("=+-@'\t\r\n").find(text.front()) != std::string_view::npos;
    const bool quote = text.find_first_of(",\"\r\n") != std::string_view::npos;
    if (quote) {
        out += '"';
    }
    if (guard) {
        out += '\'';
    }
    if (!quote) {
        out += text;
        return;
    }
    for (const char c : text) {
        out += c;
        if (c == '"') {
            out += c;
        }
    }
    out += '"';
}

std::string csv_cell(std::string_view text) {
    std::string out;
    append_csv_cell(text, out);
    return out;
}

}  // namespace verbatim::text
