// SPDX-License-Identifier: Apache-2.0
// ParquetFile: rows in, one Apache Parquet file out, written by the engine.
//
//   VB_TRY_ASSIGN(auto file, store.write_parquet(columns, path));   // overwrites what is there
//   VB_TRY(file->append(rows)); VB_TRY(file->finish());             // without finish() the file is not whole
//
// Rows come column after column without anything between: a text as its length (LEB128) and bytes; a number (unsigned)
// or a time (signed ms from 1970, UTC) as byte 0 and 64 bits little-endian, or byte 1 for none. The same rows give the
// same bytes. Nothing in the file is compressed, so that whoever searches it for a text finds it. Memory does not grow
// with the rows. One thread; it must die before the store.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace verbatim::store {

enum class ParquetType : uint8_t { text, number, time };
struct ParquetColumn {
    std::string name;
    ParquetType type = ParquetType::text;
};

class Lease;

class ParquetFile {
  public:
    explicit ParquetFile(Lease lease);
    ~ParquetFile();
    ParquetFile(const ParquetFile&) = delete;
    ParquetFile& operator=(const ParquetFile&) = delete;

    Result<void> append(std::string_view rows);  // whole rows
    Result<void> finish();

  private:
    std::unique_ptr<Lease> lease_;
};

}  // namespace verbatim::store
