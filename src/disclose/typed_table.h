// SPDX-License-Identifier: Apache-2.0
// The rows of messages.csv with types, for a table file that somebody else makes of them (messages.parquet).
//
// TableFile takes rows in order, column after column without anything between: a text as its length (LEB128) and its
// UTF-8 bytes; a number or a time as byte 0 and 64 bits little-endian (of a time: signed ms from 1970, UTC), or byte 1
// where there is none. Columns and texts are those of report_columns.h, without the apostrophes that guard
// spreadsheets; where that has a time in words, here stands the time itself, unless its zone
// is not known. See writer.h.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "disclose/report_columns.h"
#include "disclose/writer.h"

namespace verbatim::disclose {

class TableFile {
  public:
    virtual ~TableFile() = default;
    virtual Result<void> append(std::string_view rows) = 0;  // whole rows
    virtual Result<void> finish() = 0;
};

// Begins a table in the file at `path`, which is there and empty.
using OpenTable =
    std::function<Result<std::unique_ptr<TableFile>>(std::span<const Column> columns, const std::string& path)>;

std::unique_ptr<Writer> typed_table(std::unique_ptr<TableFile> file);

}  // namespace verbatim::disclose
