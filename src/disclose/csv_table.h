// SPDX-License-Identifier: Apache-2.0
// messages.csv: RFC 4180, UTF-8, one row a message, the columns of report_columns.h.
//
// The true text stands in every cell, guarded against spreadsheets as text/csv_cell.h says (one apostrophe in front of
// what would run as a formula). Streams; see writer.h.
#pragma once

#include <memory>

#include "disclose/writer.h"

namespace verbatim::disclose {

struct CsvOptions {
    bool byte_order_mark = true;  // without it old spreadsheets take UTF-8 for something else
};

Result<std::unique_ptr<Writer>> csv_table(ByteSink sink, const CsvOptions& options);

}  // namespace verbatim::disclose
