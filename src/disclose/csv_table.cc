// SPDX-License-Identifier: Apache-2.0
#include "disclose/csv_table.h"

#include "disclose/internal/sink_buffer.h"
#include "disclose/report_columns.h"
#include "text/csv_cell.h"

namespace verbatim::disclose {
namespace {

class CsvTable final : public Writer {
  public:
    CsvTable(ByteSink sink, const CsvOptions& options) : rows_(std::move(sink), ",") {
        rows_.begin(options.byte_order_mark ? "\xEF\xBB\xBF" : "");
        for (const Column& column : columns()) {
            text::append_csv_cell(column.name, rows_.cell());
        }
        rows_.end_row();
    }

    Result<void> add(const DisclosedMessage& message) override {
        for (const std::string& cell : cells_.fill(message)) {
            text::append_csv_cell(cell, rows_.cell());
        }
        rows_.end_row();
        return rows_.pass_on();
    }

    Result<void> finish() override { return rows_.flush(); }

  private:
    internal::RowBuffer rows_;
    RowCells cells_;
};

}  // namespace

Result<std::unique_ptr<Writer>> csv_table(ByteSink sink, const CsvOptions& options) {
    return std::unique_ptr<Writer>(std::make_unique<CsvTable>(std::move(sink), options));
}

}  // namespace verbatim::disclose
