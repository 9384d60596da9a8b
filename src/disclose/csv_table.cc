// SPDX-License-Identifier: Apache-2.0
#include "disclose/csv_table.h"

#include "disclose/report_columns.h"
#include "text/csv_cell.h"

namespace verbatim::disclose {
namespace {

constexpr size_t kBufferBytes = size_t{128} << 10;

class CsvTable final : public Writer {
  public:
    CsvTable(ByteSink sink, const CsvOptions& options) : sink_(std::move(sink)) {
        if (options.byte_order_mark) {
            buffer_ += "\xEF\xBB\xBF";
        }
        for (const Column& column : columns()) {
            put(column.name);
        }
        end_row();
    }

    Result<void> add(const DisclosedMessage& message) override {
        for (const std::string& cell : cells_.fill(message)) {
            put(cell);
        }
        end_row();
        return buffer_.size() < kBufferBytes ? Result<void>{} : flush();
    }

    Result<void> finish() override { return flush(); }

  private:
    void put(std::string_view cell) {
        if (!first_) {
            buffer_ += ',';
        }
        first_ = false;
        text::append_csv_cell(cell, buffer_);
    }
    void end_row() {
        buffer_ += "\r\n";
        first_ = true;
    }
    Result<void> flush() {
        VB_TRY(sink_(buffer_));
        buffer_.clear();
        return {};
    }

    ByteSink sink_;
    std::string buffer_;
    bool first_ = true;
    RowCells cells_;
};

}  // namespace

Result<std::unique_ptr<Writer>> csv_table(ByteSink sink, const CsvOptions& options) {
    return std::unique_ptr<Writer>(std::make_unique<CsvTable>(std::move(sink), options));
}

}  // namespace verbatim::disclose
