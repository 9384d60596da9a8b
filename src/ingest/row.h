// SPDX-License-Identifier: Apache-2.0
// Row making: from a record's message to what the store keeps of it.
//
// Holds scratch that the row's views point into: one RowMaker per thread, one row at a time, no allocation once warm.
// Everything here is derived: it can be recomputed from the record alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/sha256.h"
#include "record/message.h"
#include "store/row.h"

namespace verbatim::ingest {

class RowMaker {
  public:
    // `record_blob` is record::store_blob; `source_path` stands in for a conversation that nothing names.
    const store::Row& make(const record::Message& message, uint64_t seq, uint32_t source, std::string_view source_path,
                           std::string_view record_blob);

  private:
    std::string_view conversation_key(const record::Message& message, std::string_view source_path);
    uint64_t fingerprint(const record::Message& message);

    store::Row row_;
    std::string conversation_;
    std::string content_;
    std::vector<std::string_view> people_;
    std::vector<std::string_view> attachment_names_;
    crypto::Sha256 hash_;
};

}  // namespace verbatim::ingest
