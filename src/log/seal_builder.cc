// SPDX-License-Identifier: Apache-2.0
#include "log/seal_builder.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <vector>

#include "crypto/random.h"
#include "crypto/sha256.h"
#include "io/file.h"
#include "log/internal/row_file.h"
#include "log/internal/row_sorter.h"
#include "log/internal/tree_levels.h"
#include "record/seal_leaves.h"

namespace verbatim::log {

using namespace internal;

namespace {

// key, time, sequence | handle key, conversation key
using EntrySorter = RowSorter<Hash::kSize + 16>;
using PairSorter = RowSorter<2 * Hash::kSize>;
// Leaves hashed together: their messages stay in the second-level cache.
constexpr size_t kHashedTogether = 512;

Bytes part(std::span<const uint8_t> row, size_t begin, size_t size) {
    return row.subspan(begin, size);
}

// Whether some numbers are 0 to n-1, each once, in any order and in no memory: the sum of a random function over them
// against the sum over what they should be. Two different sets agree once in 2^64.
class OnceEach {
  public:
    static Result<OnceEach> make() {
        OnceEach check;
        VB_TRY(crypto::fill_random({reinterpret_cast<uint8_t*>(check.key_), sizeof check.key_}));
        return check;
    }
    void add(uint64_t number) {
        sum_ += random(number);
        ++count_;
    }
    bool holds() const {
        uint64_t expected = 0;
        for (uint64_t number = 0; number < count_; ++number) {
            expected += random(number);
        }
        return expected == sum_;
    }

  private:
    uint64_t random(uint64_t number) const {
        uint64_t value = number * 0x9e3779b97f4a7c15 + key_[0];
        value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
        value = ((value ^ value >> 27) + key_[1]) * 0x94d049bb133111eb;
        return value ^ value >> 31;
    }
    uint64_t key_[2] = {};
    uint64_t sum_ = 0;
    uint64_t count_ = 0;
};

// A tree whose leaves come sorted by a key: rows, directory of keys, inner hashes.
class KeyedTreeWriter {
  public:
    static Result<KeyedTreeWriter> create(const std::string& folder) {
        VB_TRY_ASSIGN(auto keys, io::AppendFile::open(folder + "/keys", 0));
        VB_TRY_ASSIGN(auto rows, io::AppendFile::open(folder + "/rows", 0));
        return KeyedTreeWriter(folder, std::move(keys), std::move(rows));
    }
    Result<void> row(Bytes key, Bytes rest) {
        if (position_ == 0 || std::memcmp(key.data(), key_.bytes.data(), Hash::kSize) != 0) {
            key_ = Hash::from_bytes(key);
            uint8_t begin[8];
            put_big_endian(position_, begin);
            VB_TRY(keys_.append(as_text(key)));
            VB_TRY(keys_.append(as_text(begin)));
        }
        ++position_;
        return rows_.append(as_text(rest));
    }
    Result<void> leaves(std::span<const Hash> hashes) { return tree_.append(hashes); }
    Result<note::TreeHead> finish() {
        VB_TRY(keys_.flush());
        VB_TRY(rows_.flush());
        return tree_.finish();
    }

  private:
    KeyedTreeWriter(const std::string& folder, io::AppendFile keys, io::AppendFile rows)
        : keys_(std::move(keys)), rows_(std::move(rows)), tree_(folder) {}
    io::AppendFile keys_;
    io::AppendFile rows_;
    TreeWriter tree_;
    Hash key_;
    uint64_t position_ = 0;
};

}  // namespace

struct SealBuilder::Impl {
    Impl(const std::string& into, const crypto::SaltKey& key, uint64_t memory_bytes, OnceEach check,
         io::AppendFile source_lines, io::AppendFile source_ends)
        : folder(into),
          salt_key(key),
          salts(key),
          entries(into + "/entry-runs", memory_bytes / 4 * 3),
          pairs(into + "/pair-runs", memory_bytes / 4),
          once(check),
          lines(std::move(source_lines)),
          ends(std::move(source_ends)),
          source_tree(into + "/sources") {}

    Result<note::TreeHead> conversations(const Progress& progress);
    Result<void> hash_entries(std::span<const EntrySorter::Row> rows, KeyedTreeWriter& tree);
    Result<note::TreeHead> participations();

    std::string folder;
    crypto::SaltKey salt_key;
    crypto::SaltMaker salts;
    EntrySorter entries;
    PairSorter pairs;
    OnceEach once;
    io::AppendFile lines;
    io::AppendFile ends;
    TreeWriter source_tree;
    uint64_t sources = 0;
    crypto::HashBatch batch;
    crypto::HashBatch leaf_batch;
    std::vector<uint64_t> sequences;
};

SealBuilder::SealBuilder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SealBuilder::~SealBuilder() = default;

Result<std::unique_ptr<SealBuilder>> SealBuilder::begin(const std::string& folder, const crypto::SaltKey& salt_key,
                                                        uint64_t memory_bytes) {
    for (const char* name : {"/conversations", "/participations", "/sources", "/entry-runs", "/pair-runs"}) {
        VB_TRY(io::make_directories(folder + name, 0700));
    }
    VB_TRY_ASSIGN(const OnceEach once, OnceEach::make());
    VB_TRY_ASSIGN(auto lines, io::AppendFile::open(folder + "/sources/lines", 0));
    VB_TRY_ASSIGN(auto ends, io::AppendFile::open(folder + "/sources/ends", 0));
    return std::unique_ptr<SealBuilder>(new SealBuilder(
        std::make_unique<Impl>(folder, salt_key, memory_bytes, once, std::move(lines), std::move(ends))));
}

Result<void> SealBuilder::entry(const Hash& conversation_key, std::optional<int64_t> sent_ms, uint64_t sequence) {
    EntrySorter::Row row;
    const record::SortableTime time = record::sortable_time(sent_ms);
    std::ranges::copy(conversation_key.bytes, row.begin());
    std::ranges::copy(time, row.begin() + Hash::kSize);
    put_big_endian(sequence, row.data() + Hash::kSize + 8);
    impl_->once.add(sequence);
    return impl_->entries.add(row);
}

Result<void> SealBuilder::participation(const Hash& handle_key, const Hash& conversation_key) {
    PairSorter::Row row;
    std::ranges::copy(handle_key.bytes, row.begin());
    std::ranges::copy(conversation_key.bytes, row.begin() + Hash::kSize);
    return impl_->pairs.add(row);
}

Result<void> SealBuilder::source(std::string_view line) {
    VB_TRY(impl_->lines.append(line));
    uint8_t end[8];
    put_big_endian(impl_->lines.size(), end);
    VB_TRY(impl_->ends.append(as_text(end)));
    const Hash leaf = record::source_leaf(record::source_salt(impl_->salt_key, impl_->sources++), line);
    return impl_->source_tree.append({&leaf, 1});
}

Result<void> SealBuilder::Impl::hash_entries(std::span<const EntrySorter::Row> rows, KeyedTreeWriter& tree) {
    sequences.clear();
    for (const auto& row : rows) {
        sequences.push_back(from_big_endian(row.data() + Hash::kSize + 8));
    }
    const std::span<const crypto::Salt> entry_salts = salts.make_entries(sequences);
    batch.clear();
    for (size_t i = 0; i < rows.size(); ++i) {
        record::put_entry(entry_salts[i], part(rows[i], Hash::kSize, 8), part(rows[i], Hash::kSize + 8, 8),
                          batch.add(record::kEntryBytes));
    }
    const std::span<const Hash> hashes = batch.finish();
    leaf_batch.clear();
    for (size_t i = 0; i < rows.size(); ++i) {
        const Bytes key = part(rows[i], 0, Hash::kSize);
        record::put_conversation_leaf(key, hashes[i].span(), leaf_batch.add(record::kPairLeafBytes));
        VB_TRY(tree.row(key, part(rows[i], Hash::kSize, 16)));
    }
    return tree.leaves(leaf_batch.finish());
}

Result<note::TreeHead> SealBuilder::Impl::conversations(const Progress& progress) {
    VB_TRY_ASSIGN(KeyedTreeWriter tree, KeyedTreeWriter::create(folder + "/conversations"));
    const uint64_t total = entries.count();
    uint64_t done = 0;
    VB_TRY(entries.finish([&](std::span<const EntrySorter::Row> rows) -> Result<void> {
        for (size_t at = 0; at < rows.size(); at += kHashedTogether) {
            VB_TRY(hash_entries(rows.subspan(at, std::min(kHashedTogether, rows.size() - at)), tree));
        }
        done += rows.size();
        if (progress && !progress(done, total)) {
            return Error{Code::interrupted, "stopped on request", {}, {}};
        }
        return {};
    }));
    return tree.finish();
}

Result<note::TreeHead> SealBuilder::Impl::participations() {
    VB_TRY_ASSIGN(KeyedTreeWriter tree, KeyedTreeWriter::create(folder + "/participations"));
    PairSorter::Row last{};
    bool first = true;
    VB_TRY(pairs.finish([&](std::span<const PairSorter::Row> rows) -> Result<void> {
        batch.clear();
        for (const auto& row : rows) {
            if (!first && row == last) {
                continue;
            }
            first = false;
            last = row;
            const Bytes handle = part(row, 0, Hash::kSize);
            const Bytes conversation = part(row, Hash::kSize, Hash::kSize);
            record::put_participation_leaf(handle, conversation, batch.add(record::kPairLeafBytes));
            VB_TRY(tree.row(handle, conversation));
        }
        return tree.leaves(batch.finish());
    }));
    return tree.finish();
}

Result<SealTrees> SealBuilder::finish(const Progress& progress) {
    if (!impl_->once.holds()) {
        return Error{Code::integrity,
                     "the rows are not those of the records of the log, each once",
                     {},
                     "run verbatim verify to see which differ"};
    }
    SealTrees trees;
    VB_TRY_ASSIGN(trees.conversations, impl_->conversations(progress));
    VB_TRY_ASSIGN(trees.participations, impl_->participations());
    VB_TRY(impl_->lines.flush());
    VB_TRY(impl_->ends.flush());
    VB_TRY_ASSIGN(trees.sources, impl_->source_tree.finish());
    for (const char* name : {"/entry-runs", "/pair-runs"}) {
        std::error_code ignored;
        std::filesystem::remove_all(impl_->folder + name, ignored);
    }
    return trees;
}

}  // namespace verbatim::log
