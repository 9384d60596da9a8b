// SPDX-License-Identifier: Apache-2.0
// A disclosed message as one row of a table: every field of the record, the same in messages.csv and messages.xlsx.
//
// Times stand twice: in plain words with the full year and zone, and as ISO 8601; beside them the zone with how it is
// known, and the text as the source writes it. A cell of a withheld group says "[withheld]"; the reasons stand in the
// last column. An empty cell means that the source does not say. RowCells is reused; one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "disclose/message.h"
#include "disclose/report_times.h"

namespace verbatim::disclose {

// What a table with types holds in a column: a number or a time where the source states one, else nothing.
enum class CellType : uint8_t { text, number, time };

struct Column {
    std::string name;
    unsigned width = 0;  // in characters, for a sheet
    CellType type = CellType::text;
};
const std::vector<Column>& columns();

class RowCells {
  public:
    // One cell for each of columns(); valid until the next call.
    std::span<const std::string> fill(const DisclosedMessage& message);

  private:
    std::string& next();
    void put(const DisclosedMessage& message, record::Group group, std::string_view value);
    void put_times(const DisclosedMessage& message);
    void put_text(const DisclosedMessage& message);

    std::vector<std::string> cells_;
    size_t at_ = 0;
    TimeWords words_;
};

}  // namespace verbatim::disclose
