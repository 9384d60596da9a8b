// SPDX-License-Identifier: Apache-2.0
// The trees beside a seal, for whoever shows parts of them (docs/seals.md, sections 1 and 3).
//
//   VB_TRY_ASSIGN(auto tree, ConversationTree::open(seal_folder, seal.conversations, salt_key));
//   VB_TRY_ASSIGN(KeyRange range, tree.find(record::conversation_key(salt, identity)));
//   VB_TRY_ASSIGN(Positions period, tree.period(range, from_ms, to_ms));
//   VB_TRY(tree.each(period.begin, period.end, [&](const ConversationTree::Leaf& leaf) { ... }));
//
// Positions count leaves of the tree. Everything is read from disk when asked for: memory does not grow with the tree,
// and one conversation among 100 million records is found in a few milliseconds. The files are derived and are not
// checked one by one: a walk made from damaged ones does not lead to the sealed root, which WalkWriter says. One thread
// at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/hash.h"
#include "crypto/salts.h"
#include "crypto/sha256.h"
#include "log/internal/row_file.h"
#include "log/internal/tree_levels.h"
#include "merkle/proof.h"
#include "note/seal.h"
#include "record/seal_leaves.h"

namespace verbatim::log {

using internal::KeyRange;

struct Positions {
    uint64_t begin = 0;
    uint64_t end = 0;
    bool operator==(const Positions&) const = default;
};

class ConversationTree {
  public:
    struct Leaf {
        uint64_t position = 0;
        Hash key;
        std::optional<int64_t> sent_ms;
        uint64_t sequence = 0;
        crypto::Salt salt{};
        Hash entry;
        Hash leaf_hash;
    };

    static Result<ConversationTree> open(const std::string& seal_folder, const note::TreeHead& head,
                                         const crypto::SaltKey& key);
    const note::TreeHead& head() const { return head_; }
    uint64_t keys() const { return keys_.size(); }

    Result<KeyRange> key(uint64_t index) const { return keys_.at(index); }
    Result<KeyRange> find(const Hash& key) const { return keys_.find(key); }
    // Of the key: entries with from <= time < to (none: open), without the undated ones.
    Result<Positions> period(const KeyRange& range, std::optional<int64_t> from, std::optional<int64_t> to);
    Result<Positions> undated(const KeyRange& range);
    // Leaves [begin, end) in order.
    Result<void> each(uint64_t begin, uint64_t end, const std::function<Result<void>(const Leaf&)>& visit);
    Result<Hash> node(unsigned level, uint64_t index);  // merkle::NodeReader

  private:
    ConversationTree(note::TreeHead head, const crypto::SaltKey& key, internal::KeyDirectory keys,
                     internal::TreeLevels levels, std::string rows_path, io::Descriptor rows)
        : head_(head),
          keys_(std::move(keys)),
          levels_(std::move(levels)),
          rows_path_(std::move(rows_path)),
          rows_(std::move(rows)),
          salts_(key) {}
    // The first position in [begin, end) whose time is not before `time`.
    Result<uint64_t> first_from(uint64_t begin, uint64_t end, const record::SortableTime& time) const;
    Result<void> load(uint64_t begin, size_t count);

    note::TreeHead head_;
    internal::KeyDirectory keys_;
    internal::TreeLevels levels_;
    std::string rows_path_;
    io::Descriptor rows_;
    crypto::SaltMaker salts_;
    crypto::HashBatch batch_;
    crypto::HashBatch leaf_batch_;
    std::vector<uint8_t> bytes_;
    std::vector<uint64_t> sequences_;
    std::vector<Leaf> loaded_;
};

class ParticipationTree {
  public:
    struct Leaf {
        uint64_t position = 0;
        Hash handle_key;
        Hash conversation_key;
        Hash leaf_hash;
    };

    static Result<ParticipationTree> open(const std::string& seal_folder, const note::TreeHead& head);
    const note::TreeHead& head() const { return head_; }
    uint64_t keys() const { return keys_.size(); }

    Result<KeyRange> key(uint64_t index) const { return keys_.at(index); }
    Result<KeyRange> find(const Hash& handle_key) const { return keys_.find(handle_key); }
    Result<void> each(uint64_t begin, uint64_t end, const std::function<Result<void>(const Leaf&)>& visit);
    Result<Hash> node(unsigned level, uint64_t index);

  private:
    ParticipationTree(note::TreeHead head, internal::KeyDirectory keys, internal::TreeLevels levels,
                      std::string rows_path, io::Descriptor rows)
        : head_(head),
          keys_(std::move(keys)),
          levels_(std::move(levels)),
          rows_path_(std::move(rows_path)),
          rows_(std::move(rows)) {}

    note::TreeHead head_;
    internal::KeyDirectory keys_;
    internal::TreeLevels levels_;
    std::string rows_path_;
    io::Descriptor rows_;
};

class SourceTree {
  public:
    struct Leaf {
        std::string line;
        crypto::Salt salt{};
        Hash leaf_hash;
    };

    static Result<SourceTree> open(const std::string& seal_folder, const note::TreeHead& head,
                                   const crypto::SaltKey& key);
    const note::TreeHead& head() const { return head_; }
    Result<Leaf> leaf(uint64_t source) const;
    Result<Hash> node(unsigned level, uint64_t index) const;

  private:
    SourceTree(note::TreeHead head, const crypto::SaltKey& key, internal::TreeLevels levels, std::string folder)
        : head_(head), key_(key), levels_(std::move(levels)), folder_(std::move(folder)) {}

    note::TreeHead head_;
    crypto::SaltKey key_;
    internal::TreeLevels levels_;
    std::string folder_;
    io::Descriptor lines_;
    io::Descriptor ends_;
};

}  // namespace verbatim::log
