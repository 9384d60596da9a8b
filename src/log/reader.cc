// SPDX-License-Identifier: Apache-2.0
#include "log/reader.h"

#include <algorithm>

#include "io/file.h"
#include "log/internal/tile.h"
#include "merkle/proof.h"
#include "note/note.h"

namespace verbatim::log {

using namespace internal;

Result<Reader> Reader::open(const std::filesystem::path& folder) {
    VB_TRY_ASSIGN(std::string bytes, io::read_file((folder / "checkpoint").string(), note::kNoteBytesMax));
    VB_TRY_ASSIGN(const note::Note note, note::Note::parse(bytes));
    VB_TRY_ASSIGN(const note::Checkpoint checkpoint, note::Checkpoint::parse(note.text));
    Reader reader(folder, checkpoint.size);
    reader.note_ = std::move(bytes);
    return reader;
}

Result<std::span<const Hash>> Reader::tile(unsigned level, uint64_t index) {
    if (cache_.size() <= level) {
        cache_.resize(level + 1);
    }
    Cached& cached = cache_[level];
    if (cached.hashes.empty() || cached.index != index) {
        cached.hashes.clear();
        VB_TRY_ASSIGN(cached.hashes, read_tile(folder_, tile_of(level, index * kTileWidth, size_)));
        cached.index = index;
    }
    return std::span<const Hash>(cached.hashes);
}

// A node between two tile levels is computed from the hashes below it in the tile.
Result<Hash> Reader::node(unsigned level, uint64_t index) {
    const unsigned inside = level % kTileHeight;
    const uint64_t first = index << inside;
    VB_TRY_ASSIGN(const auto hashes, tile(level / kTileHeight, first / kTileWidth));
    const size_t begin = first % kTileWidth;
    const size_t width = size_t{1} << inside;
    if (begin + width > hashes.size()) {
        return Error{Code::usage, "node lies outside the tree", {}, {}};
    }
    return perfect_root(hashes.subspan(begin, width));
}

Result<void> Reader::require_size(uint64_t size) const {
    if (size > size_) {
        return Error{
            Code::usage, "the log has " + std::to_string(size_) + " records, not " + std::to_string(size), {}, {}};
    }
    return {};
}

Result<Hash> Reader::leaf_hash(uint64_t index) {
    if (index >= size_) {
        return Error{Code::usage, "the log has no record " + std::to_string(index), {}, {}};
    }
    return node(0, index);
}

Result<Hash> Reader::root_at(uint64_t size) {
    VB_TRY(require_size(size));
    return merkle::range_root(0, size, [this](unsigned level, uint64_t index) { return node(level, index); });
}

Result<std::vector<Hash>> Reader::inclusion_proof(uint64_t index, uint64_t size) {
    VB_TRY(require_size(size));
    return merkle::inclusion_proof(index, size,
                                   [this](unsigned level, uint64_t node_index) { return node(level, node_index); });
}

Result<std::vector<Hash>> Reader::consistency_proof(uint64_t size1, uint64_t size2) {
    VB_TRY(require_size(size2));
    return merkle::consistency_proof(size1, size2,
                                     [this](unsigned level, uint64_t index) { return node(level, index); });
}

Result<void> Reader::read_leaves(uint64_t begin, uint64_t end, const LeafVisitor& each) {
    VB_TRY(require_size(end));
    while (begin < end) {
        const uint64_t index = begin / kTileWidth;
        VB_TRY_ASSIGN(const auto hashes, tile(0, index));
        const size_t from = begin % kTileWidth;
        const auto count = static_cast<size_t>(std::min<uint64_t>(hashes.size() - from, end - begin));
        VB_TRY(each(begin, hashes.subspan(from, count)));
        begin += count;
    }
    return {};
}

}  // namespace verbatim::log
