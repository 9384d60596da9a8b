// SPDX-License-Identifier: Apache-2.0
#include "app/internal/parquet_table.h"

#include <utility>
#include <vector>

namespace verbatim::app {
namespace {

class ParquetTable final : public disclose::TableFile {
  public:
    explicit ParquetTable(std::unique_ptr<store::ParquetFile> file) : file_(std::move(file)) {}
    Result<void> append(std::string_view rows) override { return file_->append(rows); }
    Result<void> finish() override { return file_->finish(); }

  private:
    std::unique_ptr<store::ParquetFile> file_;
};

store::ParquetType type_of(disclose::CellType type) {
    switch (type) {
        case disclose::CellType::text:
            return store::ParquetType::text;
        case disclose::CellType::number:
            return store::ParquetType::number;
        case disclose::CellType::time:
            return store::ParquetType::time;
    }
    return store::ParquetType::text;
}

}  // namespace

disclose::OpenTable parquet_tables(store::Store& store) {
    return [&store](std::span<const disclose::Column> columns,
                    const std::string& path) -> Result<std::unique_ptr<disclose::TableFile>> {
        std::vector<store::ParquetColumn> out;
        out.reserve(columns.size());
        for (const disclose::Column& column : columns) {
            out.push_back({column.name, type_of(column.type)});
        }
        VB_TRY_ASSIGN(auto file, store.write_parquet(out, path));
        return std::unique_ptr<disclose::TableFile>(std::make_unique<ParquetTable>(std::move(file)));
    };
}

}  // namespace verbatim::app
