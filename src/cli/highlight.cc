// SPDX-License-Identifier: Apache-2.0
#include "cli/highlight.h"

#include <algorithm>

#include "text/terminal.h"

namespace verbatim::cli {

std::string Highlight::apply(const Terminal& terminal, std::string_view line, size_t columns) const {
    const std::vector<search::Span> spans = terms_.find(line);
    std::string out;
    size_t begin = 0;
    size_t end = line.size();
    if (columns > 2 && text::display_width(line) > columns) {
        size_t left = columns - 1;
        // A match beyond the first line's width is brought into view, with some words before it.
        if (!spans.empty() && text::display_width(line.substr(0, spans.front().end)) > columns - 1) {
            size_t start = spans.front().begin;
            while (start > 0 && text::display_width(line.substr(start, spans.front().begin - start)) < columns / 3) {
                const size_t space = line.substr(0, start).rfind(' ');
                start = space == std::string_view::npos ? 0 : space;
            }
            begin = start;
        }
        if (begin > 0) {
            out += "…";
            --left;
        }
        end = begin + text::prefix_of_width(line.substr(begin), left);
    }
    size_t at = begin;
    for (const search::Span& span : spans) {
        const size_t from = std::max(span.begin, at);
        const size_t to = std::min(span.end, end);
        if (from >= to) {
            continue;
        }
        out += line.substr(at, from - at);
        out += terminal.styled(Style::match, line.substr(from, to - from));
        at = to;
    }
    out += line.substr(at, end - at);
    if (end < line.size()) {
        out += "…";
    }
    return out;
}

}  // namespace verbatim::cli
