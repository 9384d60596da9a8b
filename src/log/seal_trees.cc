// SPDX-License-Identifier: Apache-2.0
#include "log/seal_trees.h"

#include <algorithm>
#include <array>

namespace verbatim::log {

using namespace internal;

namespace {

constexpr size_t kEntryRow = 16;
// Leaves read and hashed together.
constexpr size_t kLoaded = 512;

record::SortableTime time_of(const uint8_t* row) {
    record::SortableTime time{};
    std::copy_n(row, time.size(), time.begin());
    return time;
}

}  // namespace

Result<ConversationTree> ConversationTree::open(const std::string& seal_folder, const note::TreeHead& head,
                                                const crypto::SaltKey& key) {
    const std::string folder = seal_folder + "/conversations";
    VB_TRY_ASSIGN(auto keys, KeyDirectory::open(folder + "/keys", head.size));
    VB_TRY_ASSIGN(auto levels, TreeLevels::open(folder, head.size));
    VB_TRY_ASSIGN(auto rows, open_rows(folder + "/rows", kEntryRow, head.size));
    return ConversationTree(head, key, std::move(keys), std::move(levels), folder + "/rows", std::move(rows));
}

Result<uint64_t> ConversationTree::first_from(uint64_t begin, uint64_t end, const record::SortableTime& time) const {
    while (begin < end) {
        const uint64_t middle = begin + (end - begin) / 2;
        std::array<uint8_t, kEntryRow> row{};
        VB_TRY(read_rows(rows_.get(), rows_path_, middle, row, kEntryRow));
        if (time_of(row.data()) < time) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin;
}

Result<Positions> ConversationTree::undated(const KeyRange& range) {
    VB_TRY_ASSIGN(const uint64_t begin, first_from(range.begin, range.end, record::sortable_time(std::nullopt)));
    return Positions{begin, range.end};
}

Result<Positions> ConversationTree::period(const KeyRange& range, std::optional<int64_t> from,
                                           std::optional<int64_t> to) {
    uint64_t begin = range.begin;
    if (from) {
        VB_TRY_ASSIGN(begin, first_from(range.begin, range.end, record::sortable_time(from)));
    }
    VB_TRY_ASSIGN(const uint64_t end, first_from(begin, range.end, record::sortable_time(to)));
    return Positions{begin, end};
}

// Fills loaded_ with leaves [begin, begin + count).
Result<void> ConversationTree::load(uint64_t begin, size_t count) {
    bytes_.resize(count * kEntryRow);
    VB_TRY(read_rows(rows_.get(), rows_path_, begin, bytes_, kEntryRow));
    loaded_.resize(count);
    sequences_.clear();
    for (size_t i = 0; i < count; ++i) {
        sequences_.push_back(from_big_endian(bytes_.data() + i * kEntryRow + 8));
    }
    const std::span<const crypto::Salt> salts = salts_.make_entries(sequences_);
    batch_.clear();
    KeyRange range;
    uint64_t key_index = 0;
    for (size_t i = 0; i < count; ++i) {
        const uint8_t* row = bytes_.data() + i * kEntryRow;
        if (i == 0) {
            VB_TRY_ASSIGN(key_index, keys_.index_of(begin));
            VB_TRY_ASSIGN(range, keys_.at(key_index));
        } else if (begin + i == range.end) {
            VB_TRY_ASSIGN(range, keys_.at(++key_index));
        }
        loaded_[i] = {begin + i, range.key, record::utc_ms_of(time_of(row)), sequences_[i], salts[i], {}, {}};
        record::put_entry(salts[i], {row, 8}, {row + 8, 8}, batch_.add(record::kEntryBytes));
    }
    const std::span<const Hash> entries = batch_.finish();
    leaf_batch_.clear();
    for (size_t i = 0; i < count; ++i) {
        loaded_[i].entry = entries[i];
        record::put_conversation_leaf(loaded_[i].key.span(), entries[i].span(),
                                      leaf_batch_.add(record::kPairLeafBytes));
    }
    const std::span<const Hash> leaves = leaf_batch_.finish();
    for (size_t i = 0; i < count; ++i) {
        loaded_[i].leaf_hash = leaves[i];
    }
    return {};
}

Result<void> ConversationTree::each(uint64_t begin, uint64_t end,
                                    const std::function<Result<void>(const Leaf&)>& visit) {
    while (begin < end) {
        const auto count = static_cast<size_t>(std::min<uint64_t>(kLoaded, end - begin));
        VB_TRY(load(begin, count));
        // The visitor may ask for nodes, which loads other leaves.
        const std::vector<Leaf> leaves = std::move(loaded_);
        loaded_.clear();
        for (const Leaf& leaf : leaves) {
            VB_TRY(visit(leaf));
        }
        begin += count;
    }
    return {};
}

Result<Hash> ConversationTree::node(unsigned level, uint64_t index) {
    return levels_.node(level, index, [this](uint64_t first, std::span<Hash> out) -> Result<void> {
        VB_TRY(load(first, out.size()));
        std::ranges::transform(loaded_, out.begin(), [](const Leaf& leaf) { return leaf.leaf_hash; });
        return {};
    });
}

Result<ParticipationTree> ParticipationTree::open(const std::string& seal_folder, const note::TreeHead& head) {
    const std::string folder = seal_folder + "/participations";
    VB_TRY_ASSIGN(auto keys, KeyDirectory::open(folder + "/keys", head.size));
    VB_TRY_ASSIGN(auto levels, TreeLevels::open(folder, head.size));
    VB_TRY_ASSIGN(auto rows, open_rows(folder + "/rows", Hash::kSize, head.size));
    return ParticipationTree(head, std::move(keys), std::move(levels), folder + "/rows", std::move(rows));
}

Result<void> ParticipationTree::each(uint64_t begin, uint64_t end,
                                     const std::function<Result<void>(const Leaf&)>& visit) {
    if (begin >= end) {
        return {};
    }
    VB_TRY_ASSIGN(uint64_t key_index, keys_.index_of(begin));
    VB_TRY_ASSIGN(KeyRange range, keys_.at(key_index));
    std::vector<uint8_t> bytes;
    while (begin < end) {
        const auto count = static_cast<size_t>(std::min<uint64_t>(kLoaded, end - begin));
        bytes.resize(count * Hash::kSize);
        VB_TRY(read_rows(rows_.get(), rows_path_, begin, bytes, Hash::kSize));
        for (size_t i = 0; i < count; ++i, ++begin) {
            if (begin == range.end) {
                VB_TRY_ASSIGN(range, keys_.at(++key_index));
            }
            const Hash with = Hash::from_bytes(Bytes(bytes).subspan(i * Hash::kSize, Hash::kSize));
            VB_TRY(visit({begin, range.key, with, record::participation_leaf(range.key, with)}));
        }
    }
    return {};
}

Result<Hash> ParticipationTree::node(unsigned level, uint64_t index) {
    return levels_.node(level, index, [this](uint64_t first, std::span<Hash> out) {
        return each(first, first + out.size(), [&](const Leaf& leaf) -> Result<void> {
            out[leaf.position - first] = leaf.leaf_hash;
            return {};
        });
    });
}

Result<SourceTree> SourceTree::open(const std::string& seal_folder, const note::TreeHead& head,
                                    const crypto::SaltKey& key) {
    const std::string folder = seal_folder + "/sources";
    VB_TRY_ASSIGN(auto levels, TreeLevels::open(folder, head.size));
    SourceTree tree(head, key, std::move(levels), folder);
    VB_TRY_ASSIGN(tree.lines_, io::open_read(folder + "/lines"));
    VB_TRY_ASSIGN(tree.ends_, open_rows(folder + "/ends", 8, head.size));
    return tree;
}

Result<SourceTree::Leaf> SourceTree::leaf(uint64_t source) const {
    if (source >= head_.size) {
        return Error{Code::usage, "the seal has no source " + std::to_string(source), {}, {}};
    }
    // The end of the line before, where there is one, and of this.
    std::array<uint8_t, 16> ends{};
    VB_TRY(read_rows(ends_.get(), folder_ + "/ends", source == 0 ? 0 : source - 1,
                     std::span(ends).subspan(source == 0 ? 8 : 0), 8));
    const uint64_t begin = from_big_endian(ends.data());
    const uint64_t end = from_big_endian(ends.data() + 8);
    VB_TRY_ASSIGN(const uint64_t size, io::size_of(lines_.get(), folder_ + "/lines"));
    if (begin > end || end > size) {
        return Error{Code::integrity, "the ends of the lines of sources do not rise", {folder_ + "/ends", {}}, {}};
    }
    Leaf leaf;
    leaf.line.resize(end - begin);
    VB_TRY(read_rows(lines_.get(), folder_ + "/lines", begin,
                     {reinterpret_cast<uint8_t*>(leaf.line.data()), leaf.line.size()}, 1));
    leaf.salt = record::source_salt(key_, source);
    leaf.leaf_hash = record::source_leaf(leaf.salt, leaf.line);
    return leaf;
}

Result<Hash> SourceTree::node(unsigned level, uint64_t index) const {
    return levels_.node(level, index, [this](uint64_t first, std::span<Hash> out) -> Result<void> {
        for (size_t i = 0; i < out.size(); ++i) {
            VB_TRY_ASSIGN(const Leaf found, leaf(first + i));
            out[i] = found.leaf_hash;
        }
        return {};
    });
}

}  // namespace verbatim::log
