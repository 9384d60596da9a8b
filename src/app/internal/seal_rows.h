// SPDX-License-Identifier: Apache-2.0
// SealRows: from the records of the store to the rows of a seal's trees.
//
//   VB_TRY_ASSIGN(auto rows, SealRows::begin(salt_key, builder));
//   store.each_record(size, [&](const store::StoredRecord& row) { return rows->add(row); }, control);
//   VB_TRY(rows->finish());
//
// Most records repeat the account, conversation and sender of others: their keys are remembered by a fingerprint of
// those groups (SHA-256 under a random prefix, so that nobody can make two that collide). Batches are worked off on a
// thread of their own while the store reads on. One thread calls.
#pragma once

#include <array>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/internal/key_table.h"
#include "crypto/salts.h"
#include "crypto/sha256.h"
#include "log/seal_builder.h"
#include "record/record.h"
#include "store/store.h"

namespace verbatim::app {

class SealRows {
  public:
    static Result<std::unique_ptr<SealRows>> begin(const crypto::SaltKey& key, log::SealBuilder& builder);
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
    // A record between its parsing and the look-up of its key.
    struct Parsed {
        uint64_t sequence;
        std::array<Bytes, record::kGroups> groups;
        Hash object;
        std::optional<int64_t> sent_ms;
    };

    SealRows(const crypto::SaltKey& key, log::SealBuilder& builder) : key_(key), builder_(builder) {}
    Result<void> hand_over();
    Result<void> work();
    Result<void> work(std::span<const Item> items);
    Result<void> parse(const Item& item);
    Result<Hash> conversation_of(const Parsed& parsed, const Hash& fingerprint);
    Result<Hash> learn(const Parsed& parsed);
    Hash handle_key(std::string_view handle);

    const crypto::SaltKey& key_;
    log::SealBuilder& builder_;
    uint64_t count_ = 0;
    Batch filling_;
    std::optional<Error> error_;

    // Of the working thread while it runs.
    Batch working_;
    std::future<Result<void>> worked_;
    crypto::Salt prefix_{};  // of every fingerprint
    KeyTable conversations_;
    KeyTable handles_{size_t{1} << 20};
    crypto::HashBatch fingerprints_;
    std::vector<Parsed> parsed_;
    record::Message message_;
    record::SourceIdentity source_;
    std::string identity_;  // of the last learn()
    std::string handle_;
    std::vector<std::string_view> people_;
};

}  // namespace verbatim::app
