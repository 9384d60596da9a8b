// SPDX-License-Identifier: Apache-2.0
#include "log/internal/tile.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "io/file.h"
#include "merkle/frontier.h"
#include "merkle/tree.h"

namespace verbatim::log::internal {
namespace {

namespace fs = std::filesystem;

std::string three_digits(uint64_t value) {
    std::string text = std::to_string(value);
    return std::string(3 - text.size(), '0') + text;
}

std::optional<uint64_t> number(std::string_view text) {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

// The name that a relative path stands for, if it is the path of that name.
std::optional<TileName> parse(const fs::path& relative) {
    std::vector<std::string> parts;
    for (const auto& part : relative) {
        parts.push_back(part.string());
    }
    TileName name;
    if (parts.size() >= 4 && parts[parts.size() - 2].ends_with(".p")) {
        const auto width = number(parts.back());
        if (!width || *width == 0 || *width >= kTileWidth) {
            return std::nullopt;
        }
        name.width = *width;
        parts.pop_back();
        parts.back().resize(parts.back().size() - 2);
    }
    if (parts.size() < 3 || parts.size() > 9) {
        return std::nullopt;
    }
    const auto level = number(parts[1]);
    if (!level || *level >= kLevels) {
        return std::nullopt;
    }
    name.level = static_cast<unsigned>(*level);
    for (size_t i = 2; i < parts.size(); ++i) {
        std::string_view digits = parts[i];
        if (i + 1 < parts.size() && !digits.empty()) {
            digits.remove_prefix(1);  // the 'x'; the comparison below checks it
        }
        const auto value = number(digits);
        if (!value || *value > 999 || name.index > UINT64_MAX / 1000 - 1) {
            return std::nullopt;
        }
        name.index = name.index * 1000 + *value;
    }
    return name.path() == relative.generic_string() ? std::optional(name) : std::nullopt;
}

}  // namespace

std::string TileName::path() const {
    std::string text = three_digits(index % 1000);
    for (uint64_t rest = index / 1000; rest != 0; rest /= 1000) {
        text = "x" + three_digits(rest % 1000) + "/" + text;
    }
    text = "tile/" + std::to_string(level) + "/" + text;
    return full() ? text : text + ".p/" + std::to_string(width);
}

TileName tile_of(unsigned level, uint64_t index, uint64_t size) {
    const uint64_t tile = index / kTileWidth;
    const uint64_t width = std::min<uint64_t>(kTileWidth, level_size(size, level) - tile * kTileWidth);
    return {level, tile, width};
}

Result<std::vector<Hash>> read_tile(const fs::path& folder, const TileName& name) {
    TileName found = name;
    if (!io::exists((folder / found.path()).string())) {
        found.width = kTileWidth;
        if (name.full() || !io::exists((folder / found.path()).string())) {
            return Error{Code::not_found, "tile is missing", {name.path(), {}}, {}};
        }
    }
    const std::string path = (folder / found.path()).string();
    VB_TRY_ASSIGN(const io::Descriptor fd, io::open_read(path));
    VB_TRY_ASSIGN(const uint64_t size, io::size_of(fd.get(), path));
    if (size != found.width * Hash::kSize) {
        return Error{
            Code::integrity,
            "tile has " + std::to_string(size) + " bytes instead of " + std::to_string(found.width * Hash::kSize),
            {found.path(), {}},
            {}};
    }
    static_assert(sizeof(Hash) == Hash::kSize);
    std::vector<Hash> hashes(name.width);
    const std::span<uint8_t> bytes(reinterpret_cast<uint8_t*>(hashes.data()), name.width * Hash::kSize);
    VB_TRY_ASSIGN(const size_t got, io::read_at(fd.get(), 0, bytes, path));
    if (got != bytes.size()) {
        return Error{Code::integrity, "tile became shorter while it was read", {found.path(), {}}, {}};
    }
    return hashes;
}

Result<void> write_tile(const fs::path& folder, const TileName& name, std::span<const Hash> hashes) {
    VB_ASSERT(hashes.size() == name.width);
    const fs::path path = folder / name.path();
    const auto create = [&] {
        return io::Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    };
    io::Descriptor fd = create();
    if (!fd.valid() && errno == ENOENT) {
        VB_TRY(io::make_directories(path.parent_path().string()));
        fd = create();
    }
    if (!fd.valid()) {
        return io_error("create", path.string(), errno);
    }
    return io::write_all(fd.get(), {reinterpret_cast<const uint8_t*>(hashes.data()), hashes.size_bytes()},
                         path.string());
}

Hash perfect_root(std::span<const Hash> hashes) {
    VB_ASSERT(std::has_single_bit(hashes.size()) && hashes.size() <= kTileWidth);
    std::array<Hash, kTileWidth> level;
    std::ranges::copy(hashes, level.begin());
    for (size_t width = hashes.size(); width > 1; width /= 2) {
        merkle::node_hashes(std::span(level).first(width), std::span(level).first(width / 2));
    }
    return level[0];
}

Hash root_of_partials(std::span<const std::vector<Hash>> partials) {
    merkle::Frontier frontier;
    for (size_t level = partials.size(); level-- > 0;) {
        for (const Hash& hash : partials[level]) {
            frontier.append_subtree(static_cast<unsigned>(level) * kTileHeight, hash);
        }
    }
    return frontier.root();
}

Result<void> visit_tiles(const fs::path& folder, const TileVisitor& each) {
    std::error_code error;
    if (!fs::exists(folder / "tile", error)) {
        return {};
    }
    for (auto at = fs::recursive_directory_iterator(folder / "tile", error); at != fs::recursive_directory_iterator();
         at.increment(error)) {
        if (error) {
            break;
        }
        if (at.depth() == 0 && at->path().filename() == "entries") {
            at.disable_recursion_pending();
            continue;
        }
        if (at->is_directory(error) && !at->is_symlink(error)) {
            continue;
        }
        const fs::path relative = at->path().lexically_relative(folder);
        VB_TRY(each(relative, parse(relative)));
    }
    if (error) {
        return io_error("list", (folder / "tile").string(), error.value());
    }
    return {};
}

}  // namespace verbatim::log::internal
