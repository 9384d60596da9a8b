// SPDX-License-Identifier: Apache-2.0
#include "log/internal/tree_levels.h"

#include <algorithm>
#include <array>

#include "log/internal/row_file.h"
#include "log/internal/tile.h"
#include "merkle/tree.h"

namespace verbatim::log::internal {
namespace {

// Leaves folded together: sixteen nodes of level 8, as many as one batch of hashes has lanes.
constexpr size_t kFoldLeaves = 16 * kTileWidth;

std::string level_path(const std::string& folder, size_t level) {
    return folder + "/level-" + std::to_string((level + 1) * kTileHeight);
}

}  // namespace

Result<void> TreeWriter::append(std::span<const Hash> leaf_hashes) {
    while (!leaf_hashes.empty()) {
        const size_t count = std::min(leaf_hashes.size(), kFoldLeaves - pending_.size());
        pending_.insert(pending_.end(), leaf_hashes.begin(), leaf_hashes.begin() + static_cast<std::ptrdiff_t>(count));
        leaf_hashes = leaf_hashes.subspan(count);
        if (pending_.size() == kFoldLeaves) {
            VB_TRY(fold());
        }
    }
    return {};
}

Result<void> TreeWriter::fold() {
    size_t width = pending_.size();
    for (unsigned level = 0; level < kTileHeight; ++level, width /= 2) {
        merkle::node_hashes(std::span(pending_).first(width), std::span(pending_).first(width / 2));
    }
    for (size_t i = 0; i < width; ++i) {
        frontier_.append_subtree(kTileHeight, pending_[i]);
        VB_TRY(add(0, pending_[i]));
    }
    pending_.clear();
    return {};
}

Result<void> TreeWriter::add(size_t level, const Hash& hash) {
    if (level == levels_.size()) {
        VB_TRY_ASSIGN(auto file, io::AppendFile::open(level_path(folder_, level), 0));
        levels_.push_back({std::move(file), {}});
    }
    VB_TRY(levels_[level].file.append(as_text(hash.span())));
    levels_[level].pending.push_back(hash);
    if (levels_[level].pending.size() < kTileWidth) {
        return {};
    }
    const Hash above = perfect_root(levels_[level].pending);
    levels_[level].pending.clear();
    return add(level + 1, above);
}

Result<note::TreeHead> TreeWriter::finish() {
    const std::vector<Hash> rest = std::move(pending_);
    pending_.clear();
    const size_t whole = rest.size() / kTileWidth * kTileWidth;
    for (size_t at = 0; at < whole; at += kTileWidth) {
        const Hash node = perfect_root(std::span(rest).subspan(at, kTileWidth));
        frontier_.append_subtree(kTileHeight, node);
        VB_TRY(add(0, node));
    }
    for (size_t at = whole; at < rest.size(); ++at) {
        frontier_.append(rest[at]);
    }
    for (Level& level : levels_) {
        VB_TRY(level.file.flush());
    }
    return note::TreeHead{frontier_.size(), frontier_.root()};
}

Result<TreeLevels> TreeLevels::open(const std::string& folder, uint64_t size) {
    TreeLevels levels;
    for (size_t level = 0; (size >>= kTileHeight) != 0; ++level) {
        const std::string path = level_path(folder, level);
        VB_TRY_ASSIGN(io::Descriptor fd, open_rows(path, Hash::kSize, size));
        levels.levels_.push_back({path, std::move(fd)});
    }
    return levels;
}

Result<Hash> TreeLevels::node(unsigned level, uint64_t index, const LeafReader& leaves) const {
    const unsigned inside = level % kTileHeight;
    const unsigned below = level / kTileHeight;
    if (below > levels_.size()) {
        return Error{Code::usage, "node lies outside the tree", {}, {}};
    }
    std::array<Hash, kTileWidth> room;
    const std::span<Hash> hashes = std::span(room).first(size_t{1} << inside);
    const uint64_t first = index << inside;
    if (below == 0) {
        VB_TRY(leaves(first, hashes));
    } else {
        const Level& from = levels_[below - 1];
        VB_TRY(read_rows(from.fd.get(), from.path, first,
                         {reinterpret_cast<uint8_t*>(hashes.data()), hashes.size_bytes()}, Hash::kSize));
    }
    return perfect_root(hashes);
}

}  // namespace verbatim::log::internal
