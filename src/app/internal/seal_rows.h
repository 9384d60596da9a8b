// SPDX-License-Identifier: Apache-2.0
// SealRows: from the records of the store to the rows of a seal's trees.
//
//   SealRows rows(salt_key, builder);
//   store.each_record(size, [&](const store::StoredRecord& row) { return rows.add(row); }, control);
//   VB_TRY(rows.finish());
//
// Most records repeat the account, conversation and sender of others: their keys are remembered, byte for byte, up to a
// fixed number, so that a record costs one look-up. Batches are worked off on a thread of their own while the store
// reads on. One thread calls.
#pragma once

#include <cstdint>
#include <future>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crypto/salts.h"
#include "log/seal_builder.h"
#include "record/record.h"
#include "store/store.h"

namespace verbatim::app {

class SealRows {
  public:
    SealRows(const crypto::SaltKey& key, log::SealBuilder& builder) : key_(key), builder_(builder) {}
    ~SealRows();
    SealRows(const SealRows&) = delete;
    SealRows& operator=(const SealRows&) = delete;

    // False once an error has come up: finish() says which.
    bool add(const store::StoredRecord& row);
    Result<void> finish();
    uint64_t count() const { return count_; }

  private:
    struct Item {
        uint64_t sequence;
        size_t begin;
        size_t size;
    };
    struct Batch {
        std::string bytes;
        std::vector<Item> items;
        void clear() {
            bytes.clear();
            items.clear();
        }
    };
    struct TextHash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Known = std::unordered_map<std::string, Hash, TextHash, std::equal_to<>>;

    Result<void> hand_over();
    Result<void> work();
    Result<void> work(uint64_t sequence, Bytes blob);
    Result<Hash> learn(std::span<const Bytes> groups, const Hash& object);

    const crypto::SaltKey& key_;
    log::SealBuilder& builder_;
    uint64_t count_ = 0;
    Batch filling_;
    std::optional<Error> error_;

    // Of the working thread while it runs.
    Batch working_;
    std::future<Result<void>> worked_;
    Known conversations_;  // groups 2, 3, 4 and the object -> conversation key
    size_t known_bytes_ = 0;
    Known handles_;
    size_t handle_bytes_ = 0;
    record::Message message_;
    record::SourceIdentity source_;
    std::string known_key_;
    std::string identity_;
    std::vector<std::string_view> people_;
};

}  // namespace verbatim::app
