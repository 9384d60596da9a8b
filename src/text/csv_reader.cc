// SPDX-License-Identifier: Apache-2.0
#include "text/csv_reader.h"

#include <algorithm>
#include <array>

#include "text/utf8.h"

namespace verbatim::text {

bool CsvReader::available(size_t index) {
    while (index >= window_.size()) {
        auto more = window_.more();
        if (!more) {
            error_ = more.error();
            return false;
        }
        if (!*more) {
            return false;
        }
    }
    return true;
}

size_t CsvReader::after_line_end(size_t index) {
    const bool crlf = window_.data()[index] == '\r' && available(index + 1) && window_.data()[index + 1] == '\n';
    return index + (crlf ? 2 : 1);
}

// `index` stands behind the opening quote; afterwards behind the closing one.
CsvReader::Ended CsvReader::scan_quoted(size_t& index, Cell& cell, CsvRow& row, bool one_line) {
    const char quote = *dialect_.quote;
    cell.begin = index;
    const size_t begin = index;
    for (;; ++index) {
        if (!available(index) || index - begin > kQuotedBytesMax) {
            return Ended::open_quote;
        }
        const char c = window_.data()[index];
        if (c == '\n' || c == '\r') {
            if (is_line_end(c) && one_line) {
                return Ended::open_quote;
            }
            if (is_line_end(c) && !first_break_) {
                first_break_ = index + 1;
            }
            continue;
        }
        if (c != quote) {
            continue;
        }
        if (!available(index + 1)) {
            cell.end = index++;
            return Ended::row;
        }
        const char next = window_.data()[index + 1];
        if (next == quote) {
            cell.doubled = true;
            ++index;
        } else if (next == dialect_.delimiter || is_line_end(next) ||
                   (next == '\r' && available(index + 2) && window_.data()[index + 2] == '\n')) {
            cell.end = index++;
            return Ended::row;
        } else {
            row.stray_quote = true;
            const char previous = window_.data()[index - 1];
            stray_opening_ =
                stray_opening_ || (index > begin && (previous == dialect_.delimiter || is_line_end(previous)));
        }
    }
}

// Reads cells from index 0 of the window on; afterwards used_ is the end of the row.
CsvReader::Ended CsvReader::scan_row(CsvRow& row, bool one_line) {
    cells_.clear();
    first_break_.reset();
    row.stray_quote = false;
    stray_opening_ = false;
    size_t index = 0;
    for (;;) {
        Cell cell{index, index, false};
        if (dialect_.quote && available(index) && window_.data()[index] == *dialect_.quote) {
            ++index;
            const Ended ended = scan_quoted(index, cell, row, one_line);
            if (ended != Ended::row) {
                used_ = index;
                return ended;
            }
        } else {
            while (available(index) && window_.data()[index] != dialect_.delimiter &&
                   !is_line_end(window_.data()[index])) {
                if (++index > row_limit_) {
                    used_ = index;
                    return Ended::too_long;
                }
            }
            cell.end = index;
        }
        if (cells_.size() <= limits::kColumnsMax) {
            cells_.push_back(cell);
        }
        if (index > row_limit_) {
            used_ = index;
            return Ended::too_long;
        }
        if (!available(index)) {
            used_ = index;
            return Ended::row;
        }
        const char c = window_.data()[index];
        if (c == dialect_.delimiter) {
            ++index;
            continue;
        }
        // Behind a closing quote the CR of CR LF still stands here.
        const size_t end = c == '\r' && !dialect_.cr_ends_rows ? index + 1 : index;
        Cell& last = cells_.back();
        if (last.end == index && last.end > last.begin && window_.data()[index - 1] == '\r') {
            --last.end;
        }
        used_ = after_line_end(end);
        return Ended::row;
    }
}

// Passes over the rest of a line that is too long to be held; afterwards used_ is its end.
void CsvReader::skip_line(size_t index) {
    for (;;) {
        if (!available(index)) {
            used_ = std::min(index, window_.size());
            return;
        }
        if (is_line_end(window_.data()[index])) {
            used_ = after_line_end(index);
            return;
        }
        ++index;
        if (index > ByteWindow::kChunk) {
            window_.discard(index);
            index = 0;
        }
    }
}

void CsvReader::make_cells(CsvRow& row) {
    unquoted_.clear();
    size_t doubled_bytes = 0;
    for (const Cell& cell : cells_) {
        doubled_bytes += cell.doubled ? cell.end - cell.begin : 0;
    }
    unquoted_.reserve(doubled_bytes);  // views into it must not move
    row.cells.clear();
    for (const Cell& cell : cells_) {
        const std::string_view raw(window_.data() + cell.begin, cell.end - cell.begin);
        if (!cell.doubled) {
            row.cells.push_back(raw);
            continue;
        }
        const size_t begin = unquoted_.size();
        for (size_t i = 0; i < raw.size(); ++i) {
            unquoted_.push_back(raw[i]);
            i += raw[i] == *dialect_.quote && i + 1 < raw.size() && raw[i + 1] == *dialect_.quote ? 1 : 0;
        }
        row.cells.emplace_back(unquoted_.data() + begin, unquoted_.size() - begin);
    }
    row.blank = row.cells.size() == 1 && trim(row.cells[0]).empty();
}

Result<bool> CsvReader::next(CsvRow& row) {
    window_.discard(used_);
    used_ = 0;
    row.fault = CsvRow::Fault::none;
    row.blank = false;
    row.cells.clear();
    if (!available(0)) {
        if (!error_.ok()) {
            return error_.error();
        }
        return false;
    }
    row.begin = window_.source_offset(0);
    row.number = ++number_;
    Ended ended = scan_row(row, window_.position() < no_span_until_);
    const bool lost_quote =
        ended == Ended::open_quote || (ended == Ended::row && first_break_ &&
                                       (stray_opening_ || (expected_cells_ != 0 && cells_.size() != expected_cells_)));
    if (lost_quote) {
        if (ended == Ended::open_quote) {
            no_span_until_ = std::max(no_span_until_, window_.position() + used_);
        }
        row.fault = CsvRow::Fault::open_quote;
        skip_line(0);
    } else if (ended == Ended::too_long) {
        row.fault = CsvRow::Fault::too_long;
        skip_line(used_);
    } else if (cells_.size() > limits::kColumnsMax) {
        row.fault = CsvRow::Fault::too_many_cells;
    } else {
        make_cells(row);
    }
    if (!error_.ok()) {
        return error_.error();
    }
    row.end = window_.source_offset(used_);
    return true;
}

std::optional<char> detect_delimiter(std::string_view head) {
    constexpr std::array<char, 4> kDelimiters = {',', ';', '\t', '|'};
    constexpr size_t kLinesLooked = 50;
    std::optional<char> best;
    size_t best_score = 0;
    for (const char delimiter : kDelimiters) {
        const MemoryReader bytes(head);
        PlainStream stream(bytes);
        CsvReader reader(stream, {delimiter, '"', head.find('\n') == std::string_view::npos});
        CsvRow row;
        size_t cells = 0;
        size_t even = 0;
        size_t rows = 0;
        while (rows < kLinesLooked) {
            const auto more = reader.next(row);
            // The last row of the head may be cut.
            if (!more || !*more || (row.end == head.size() && rows > 1)) {
                break;
            }
            if (row.blank || row.fault != CsvRow::Fault::none) {
                continue;
            }
            cells = rows == 0 ? row.cells.size() : cells;
            even += row.cells.size() == cells ? 1 : 0;
            ++rows;
        }
        // Rows that all have the header's cells, then more cells.
        const size_t score =
            cells < 2 ? 0 : even * 1000 / std::max<size_t>(rows, 1) * 100 + std::min<size_t>(cells, 99);
        if (score > best_score) {
            best = delimiter;
            best_score = score;
        }
    }
    return best;
}

}  // namespace verbatim::text
