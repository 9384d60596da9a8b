// SPDX-License-Identifier: Apache-2.0
// CsvReader: the rows of delimited text: RFC 4180, and what programs and people really write.
//
//   CsvReader rows(stream, {.delimiter = ';'});
//   rows.expect_cells(6);                      // as soon as the header is known
//   CsvRow row; while (*rows.next(row)) ...    // (with error handling)
//
// Rows touch: each begins where the one before ended; the line end belongs to the row. A cell that begins with the
// quote may hold delimiters, line breaks and doubled quotes; a quote inside it that nothing separates from more text is
// taken literally (stray_quote), and so are quotes in cells that do not begin with one. Lost quotes do not eat the
// file: a row of several lines is cut back to its first line (Fault::open_quote), and reading goes on with the next, if
// it has not the expected number of cells, if inside its cells a quote stands where a cell would begin, or if its quote
// is not closed within kQuotedBytesMax or before the end. Up to the place where the closing quote was looked for in
// vain, cells may then not span lines. Memory: one row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "text/byte_stream.h"

namespace verbatim::text {

struct CsvDialect {
    char delimiter = ',';
    std::optional<char> quote = '"';
    bool cr_ends_rows = false;  // CR alone is a line end (LineEnd::any)
};

struct CsvRow {
    enum class Fault : uint8_t { none, open_quote, too_long, too_many_cells };

    std::vector<std::string_view> cells;  // valid until next(); as decoded, NUL bytes and all
    uint64_t begin = 0;                   // original offsets
    uint64_t end = 0;
    uint64_t number = 0;  // from 1
    Fault fault = Fault::none;
    bool stray_quote = false;
    bool blank = false;  // nothing but blanks
};

class CsvReader {
  public:
    static constexpr size_t kQuotedBytesMax = size_t{1} << 20;

    CsvReader(ByteStream& stream, CsvDialect dialect, size_t row_limit = limits::kLineBytesMax)
        : window_(stream), dialect_(dialect), row_limit_(row_limit) {}
    void expect_cells(size_t count) { expected_cells_ = count; }
    // false: no row is left.
    Result<bool> next(CsvRow& row);

  private:
    struct Cell {
        size_t begin = 0;
        size_t end = 0;
        bool doubled = false;  // holds doubled quotes
    };
    enum class Ended : uint8_t { row, open_quote, too_long };

    bool available(size_t index);
    bool is_line_end(char c) const { return c == '\n' || (c == '\r' && dialect_.cr_ends_rows); }
    size_t after_line_end(size_t index);
    Ended scan_row(CsvRow& row, bool one_line);
    Ended scan_quoted(size_t& index, Cell& cell, CsvRow& row, bool one_line);
    void skip_line(size_t index);
    void make_cells(CsvRow& row);

    ByteWindow window_;
    CsvDialect dialect_;
    size_t row_limit_;
    size_t expected_cells_ = 0;
    size_t used_ = 0;
    uint64_t number_ = 0;
    uint64_t no_span_until_ = 0;         // stream position
    std::optional<size_t> first_break_;  // end of the row's first line, if it has more
    bool stray_opening_ = false;         // a stray quote stands where a cell begins
    std::vector<Cell> cells_;
    std::string unquoted_;
    Result<void> error_;
};

// The delimiter that gives the most even rows of more than one cell in the first lines of `head`; comma, semicolon, tab
// or |. No value if none does.
std::optional<char> detect_delimiter(std::string_view head);

}  // namespace verbatim::text
