// SPDX-License-Identifier: Apache-2.0
// Tile files of c2sp.org/tlog-tiles: their names, their contents, their hashes.
//
// A tile of level L and index N holds hashes of subtrees of 256^L leaves; a full one has 256, the rightmost of a level
// may be partial and is then named by its width. Free functions and values; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/hash.h"

namespace verbatim::log::internal {

inline constexpr unsigned kTileHeight = 8;
inline constexpr size_t kTileWidth = size_t{1} << kTileHeight;
inline constexpr unsigned kLevels = 8;  // 256^8 leaves are all that 64 bits can count

struct TileName {
    unsigned level = 0;
    uint64_t index = 0;
    size_t width = kTileWidth;

    bool full() const { return width == kTileWidth; }
    std::string path() const;  // relative to the log folder: "tile/0/x001/234.p/17"
    bool operator==(const TileName&) const = default;
};

// Hashes that level `level` has in a tree of `size` leaves.
inline uint64_t level_size(uint64_t size, unsigned level) {
    return size >> (kTileHeight * level);
}
// The tile that holds hash `index` of its level, as wide as a tree of `size` leaves has it.
TileName tile_of(unsigned level, uint64_t index, uint64_t size);

// Reads a tile. A partial one that is gone is taken from the full tile of the same index. Code::not_found if neither
// exists, Code::integrity if the file has another size than its name says.
Result<std::vector<Hash>> read_tile(const std::filesystem::path& folder, const TileName& name);
// Creates the file; it must not exist. Not durable until the filesystem is synced.
Result<void> write_tile(const std::filesystem::path& folder, const TileName& name, std::span<const Hash> hashes);

// Root of the 2^k hashes given; k <= 8.
Hash perfect_root(std::span<const Hash> hashes);
// Root of the tree whose rightmost tiles are given, by level; a level whose last tile is full or absent is empty here.
Hash root_of_partials(std::span<const std::vector<Hash>> partials);

// Calls `each` for every file under tile/ except entry bundles, in no order; `name` is empty for a file that is not
// named like a tile.
using TileVisitor = std::function<Result<void>(const std::filesystem::path& relative, std::optional<TileName> name)>;
Result<void> visit_tiles(const std::filesystem::path& folder, const TileVisitor& each);

}  // namespace verbatim::log::internal
