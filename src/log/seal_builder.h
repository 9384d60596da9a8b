// SPDX-License-Identifier: Apache-2.0
// SealBuilder: makes the three trees of a seal (docs/seals.md, section 1) from rows in any order, in bounded memory.
//
//   VB_TRY_ASSIGN(auto builder, SealBuilder::begin(folder, salt_key, memory_bytes));   // an empty folder of its own
//   builder->entry(conversation_key, sent_ms, sequence);       // each record once
//   builder->participation(handle_key, conversation_key);      // repetitions are dropped
//   builder->source(line);                                     // 0, 1 ... in order
//   VB_TRY_ASSIGN(SealTrees trees, builder->finish(progress));
//
// Files, all derived: conversations/{keys,rows,level-8 ...}, participations/{keys,rows,level-8 ...}, sources/{lines,
// ends,level-8}; log/seal_trees.h reads them. They are not synced: whoever files the seal does it. The same rows give
// the same bytes. One thread at a time; sorting runs beside it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "crypto/salts.h"
#include "log/log.h"
#include "note/seal.h"

namespace verbatim::log {

struct SealTrees {
    note::TreeHead conversations;
    note::TreeHead participations;
    note::TreeHead sources;
};

class SealBuilder {
  public:
    static Result<std::unique_ptr<SealBuilder>> begin(const std::string& folder, const crypto::SaltKey& salt_key,
                                                      uint64_t memory_bytes = uint64_t{384} << 20);
    ~SealBuilder();
    SealBuilder(const SealBuilder&) = delete;
    SealBuilder& operator=(const SealBuilder&) = delete;

    Result<void> entry(const Hash& conversation_key, std::optional<int64_t> sent_ms, uint64_t sequence);
    Result<void> participation(const Hash& handle_key, const Hash& conversation_key);
    Result<void> source(std::string_view line);
    // Code::integrity unless the entries were those of the records 0 to n-1, each once.
    Result<SealTrees> finish(const Progress& progress);

  private:
    struct Impl;
    explicit SealBuilder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::log
