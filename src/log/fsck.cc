// SPDX-License-Identifier: Apache-2.0
// Every tile is checked against the hash above it, from the signed root downwards, and every hash against the tile
// below it: that tells which of the two is damaged. One tile per level is in memory at a time.
#include <algorithm>
#include <array>

#include "io/file.h"
#include "log/internal/commit_file.h"
#include "log/internal/tile.h"
#include "log/log.h"

namespace verbatim::log {
namespace {

using namespace internal;
namespace fs = std::filesystem;

class Checker {
  public:
    Checker(fs::path folder, const note::VerifierKey& key, const Progress& progress)
        : folder_(std::move(folder)), key_(key), progress_(progress) {}

    Result<FsckReport> run();

  private:
    Result<void> check_head();
    Result<void> check_tree();
    Result<void> check_files();
    Result<std::optional<Hash>> check_full(unsigned level, uint64_t index, std::optional<Hash> expected);
    Result<std::optional<std::vector<Hash>>> load(const TileName& name);
    Result<std::vector<Hash>> with_children(unsigned level, uint64_t index, const std::vector<Hash>& stored,
                                            bool trusted);
    Result<void> check_partials(std::array<std::vector<Hash>, kLevels>& partials);
    Result<void> step();
    void add(std::string file, std::optional<uint64_t> index, std::string what) {
        report_.findings.push_back({std::move(file), index, std::move(what)});
    }
    static std::optional<size_t> first_difference(const std::vector<Hash>& a, const std::vector<Hash>& b);
    static std::string records(const TileName& name);

    fs::path folder_;
    const note::VerifierKey& key_;
    const Progress& progress_;
    FsckReport report_;
    Hash root_;
    bool have_head_ = false;
    uint64_t leaves_done_ = 0;
};

std::optional<size_t> Checker::first_difference(const std::vector<Hash>& a, const std::vector<Hash>& b) {
    const auto [at, other] = std::ranges::mismatch(a, b);
    return at == a.end() ? std::nullopt : std::optional(static_cast<size_t>(at - a.begin()));
}

std::string Checker::records(const TileName& name) {
    const uint64_t first = (name.index * kTileWidth) << (kTileHeight * name.level);
    const uint64_t count = static_cast<uint64_t>(name.width) << (kTileHeight * name.level);
    return "records " + std::to_string(first) + " to " + std::to_string(first + count - 1);
}

Result<void> Checker::step() {
    if (progress_ && !progress_(leaves_done_, report_.size)) {
        return Error{Code::interrupted, "the check of the log was stopped", {}, {}};
    }
    return {};
}

// A missing or short tile is a finding and no tile.
Result<std::optional<std::vector<Hash>>> Checker::load(const TileName& name) {
    auto hashes = read_tile(folder_, name);
    if (hashes) {
        ++report_.tiles;
        return std::optional(std::move(*hashes));
    }
    if (hashes.error().code != Code::not_found && hashes.error().code != Code::integrity) {
        return hashes.error();
    }
    add(name.path(), {}, hashes.error().what);
    return std::optional<std::vector<Hash>>();
}

// The hashes that the tiles below give in place of the stored ones; where a tile below is missing, the stored hash.
// `trusted`: the stored hashes are right, so a tile below that disagrees is reported.
Result<std::vector<Hash>> Checker::with_children(unsigned level, uint64_t index, const std::vector<Hash>& stored,
                                                 bool trusted) {
    std::vector<Hash> computed = stored;
    for (size_t i = 0; level > 0 && i < stored.size(); ++i) {
        VB_TRY_ASSIGN(const auto child,
                      check_full(level - 1, index * kTileWidth + i, trusted ? std::optional(stored[i]) : std::nullopt));
        computed[i] = child.value_or(stored[i]);
    }
    return computed;
}

// The root of the stored hashes of a full tile; none if it cannot be read. `expected`: what the tile above says, if
// that is known to be right.
Result<std::optional<Hash>> Checker::check_full(unsigned level, uint64_t index, std::optional<Hash> expected) {
    const TileName name{level, index, kTileWidth};
    VB_TRY_ASSIGN(const auto stored, load(name));
    if (level == 0) {
        leaves_done_ += kTileWidth;
        if (index % 64 == 0) {
            VB_TRY(step());
        }
    }
    if (!stored) {
        return std::optional<Hash>();
    }
    const Hash root = perfect_root(*stored);
    const bool damaged = expected && root != *expected;
    VB_TRY_ASSIGN(const auto computed, with_children(level, index, *stored, expected && !damaged));
    if (damaged) {
        const auto at = first_difference(*stored, computed);
        const bool repaired = at && perfect_root(computed) == *expected;
        add(name.path(), repaired ? at : std::nullopt,
            repaired ? "hash differs from that of the tile below: stored " + (*stored)[*at].hex() + ", computed " +
                           computed[*at].hex()
                     : "tile differs from the hash in the tile above, for " + records(name) + ": computed " +
                           root.hex() + ", expected " + expected->hex());
    }
    return std::optional(root);
}

Result<void> Checker::check_partials(std::array<std::vector<Hash>, kLevels>& partials) {
    const bool good = have_head_ && root_of_partials(partials) == root_;
    auto computed = partials;
    for (unsigned level = kLevels; level-- > 0;) {
        const uint64_t index = level_size(report_.size, level) / kTileWidth;
        VB_TRY_ASSIGN(computed[level], with_children(level, index, partials[level], good));
    }
    if (good || !have_head_) {
        return {};
    }
    // The root does not come out. If it does with hashes from the tiles below, those that differ were damaged.
    const bool repaired = root_of_partials(computed) == root_;
    bool named = false;
    for (unsigned level = 1; level < kLevels; ++level) {
        if (const auto at = first_difference(partials[level], computed[level])) {
            const TileName name{level, level_size(report_.size, level) / kTileWidth, partials[level].size()};
            add(name.path(), at,
                "hash differs from that of the tile below: stored " + partials[level][*at].hex() + ", computed " +
                    computed[level][*at].hex());
            named = true;
        }
    }
    if (!repaired) {
        const uint64_t index = report_.size / kTileWidth;
        const TileName name{0, index, partials[0].empty() ? kTileWidth : partials[0].size()};
        add(partials[0].empty() || named ? "checkpoint" : name.path(), {},
            "the tiles lead to root " + root_of_partials(computed).hex() + ", the checkpoint says " + root_.hex() +
                (partials[0].empty() || named ? "" : "; only this tile has no hash above it (" + records(name) + ")"));
    }
    return {};
}

Result<void> Checker::check_tree() {
    std::array<std::vector<Hash>, kLevels> partials;
    bool complete = true;
    for (unsigned level = 0; level < kLevels; ++level) {
        const uint64_t count = level_size(report_.size, level);
        if (count % kTileWidth != 0) {
            VB_TRY_ASSIGN(auto hashes, load({level, count / kTileWidth, count % kTileWidth}));
            complete = complete && hashes;
            partials[level] = hashes.value_or(std::vector<Hash>());
        }
    }
    if (!complete) {
        have_head_ = false;  // the root cannot come out; what is there is still checked against what is below
    }
    return check_partials(partials);
}

Result<void> Checker::check_head() {
    const std::string path = (folder_ / "checkpoint").string();
    const note::VerifierKey keys[] = {key_};
    std::optional<note::Checkpoint> checkpoint;
    if (!io::exists(path)) {
        add("checkpoint", {}, "file is missing");
    } else {
        VB_TRY_ASSIGN(const std::string bytes, io::read_file(path, note::kNoteBytesMax));
        auto opened = note::open_checkpoint(bytes, key_.name, keys);
        if (opened) {
            checkpoint = std::move(*opened);
        } else {
            add("checkpoint", {}, opened.error().what);
        }
    }
    auto commit = read_commit(folder_);
    if (!commit && commit.error().code != Code::integrity) {
        return commit.error();
    }
    if (!commit) {
        add("commit", {}, commit.error().what);
    } else if (*commit && checkpoint && ((*commit)->size != checkpoint->size || (*commit)->root != checkpoint->root)) {
        add("commit", {},
            "commit point of " + std::to_string((*commit)->size) + " records and checkpoint of " +
                std::to_string(checkpoint->size) + " do not agree");
    }
    if (checkpoint) {
        report_.size = checkpoint->size;
        root_ = checkpoint->root;
        have_head_ = true;
    } else if (commit && *commit) {
        report_.size = (*commit)->size;
        root_ = (*commit)->root;
        have_head_ = true;
    }
    return {};
}

// Files that check_tree did not read: partial tiles of earlier sizes, and what does not belong here.
Result<void> Checker::check_files() {
    return visit_tiles(folder_, [&](const fs::path& path, std::optional<TileName> name) -> Result<void> {
        if (!name) {
            add(path.generic_string(), {}, "file does not belong to the log");
            return {};
        }
        const uint64_t count = level_size(report_.size, name->level);
        if (name->index > count / kTileWidth || name->index * kTileWidth + name->width > count) {
            add(path.generic_string(), {}, "tile lies beyond the checkpoint");
            return {};
        }
        const TileName widest = tile_of(name->level, name->index * kTileWidth, report_.size);
        if (*name == widest) {
            return {};
        }
        VB_TRY_ASSIGN(const auto old, load(*name));
        const auto now = read_tile(folder_, widest);  // reported already if it cannot be read
        if (old && now) {
            const auto at =
                first_difference(*old, {now->begin(), now->begin() + static_cast<std::ptrdiff_t>(name->width)});
            if (at) {
                add(path.generic_string(), at, "hash differs from that in " + widest.path());
            }
        }
        return {};
    });
}

Result<FsckReport> Checker::run() {
    VB_TRY(check_head());
    if (have_head_) {
        VB_TRY(check_tree());
        VB_TRY(check_files());
        leaves_done_ = report_.size;
        VB_TRY(step());
    }
    return std::move(report_);
}

}  // namespace

Result<FsckReport> fsck(const fs::path& folder, const note::VerifierKey& key, const Progress& progress) {
    return Checker(folder, key, progress).run();
}

}  // namespace verbatim::log
