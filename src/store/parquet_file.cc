// SPDX-License-Identifier: Apache-2.0
#include "store/parquet_file.h"

#include "store/internal/sql.h"
#include "store/internal/state.h"

namespace verbatim::store {
namespace {

// One thread and fixed sizes: the same rows, the same bytes. The sizes keep a block and a row group small.
constexpr std::string_view kSettings =
    " SETTINGS engine_file_truncate_on_insert = 1, max_threads = 1, max_insert_threads = 1, max_block_size = 8192, "
    "max_insert_block_size = 8192, min_insert_block_size_rows = 8192, min_insert_block_size_bytes = 8388608, "
    "output_format_parquet_row_group_size = 65536, output_format_parquet_row_group_size_bytes = 16777216, "
    "output_format_parquet_parallel_encoding = 0, output_format_parquet_compression_method = 'none', "
    "output_format_parquet_write_bloom_filter = 0, output_format_parquet_string_as_string = 1";

std::string_view type_name(ParquetType type) {
    switch (type) {
        case ParquetType::text:
            return "String";
        case ParquetType::number:
            return "Nullable(UInt64)";
        case ParquetType::time:
            return "Nullable(DateTime64(3, 'UTC'))";
    }
    return {};
}

// A name in backquotes; within, the escapes are those of a literal.
std::string quote_name(std::string_view name) {
    std::string out = quote(name);
    out.front() = out.back() = '`';
    return out;
}

}  // namespace

ParquetFile::ParquetFile(Lease lease) : lease_(std::make_unique<Lease>(std::move(lease))) {}
ParquetFile::~ParquetFile() = default;

Result<void> ParquetFile::append(std::string_view rows) {
    return rows.empty() ? Result<void>() : lease_->append(rows);
}

Result<void> ParquetFile::finish() {
    return lease_->end_insert();
}

Result<std::unique_ptr<ParquetFile>> Store::write_parquet(std::span<const ParquetColumn> columns,
                                                          const std::string& path) {
    std::string schema;
    for (const ParquetColumn& column : columns) {
        schema += schema.empty() ? "" : ", ";
        schema += quote_name(column.name) + " " + std::string(type_name(column.type));
    }
    VB_TRY_ASSIGN(Lease lease, state_->engine->lease());
    VB_TRY(lease.begin_insert(
        "INSERT INTO FUNCTION file(" + quote(path) + ", 'Parquet', " + quote(schema) + ")" + std::string(kSettings),
        "RowBinary"));
    return std::make_unique<ParquetFile>(std::move(lease));
}

}  // namespace verbatim::store
