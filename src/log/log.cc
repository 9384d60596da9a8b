// SPDX-License-Identifier: Apache-2.0
// Order of writing, and what a crash leaves:
//   1. append: full tiles, one file each, not synced        -> tiles beyond the commit point: removed on opening
//   2. cut: partial tiles, not synced                       -> the same
//   3. commit: syncfs, one call for all of them             -> the same
//   4. commit: file `commit` replaced (fsync, rename, fsync of the folder). This is the commit point.
//                                                           -> the checkpoint lags: signed again on opening
//   5. commit: file `checkpoint` replaced in the same way
//   6. commit: partial tiles whose full tile is now durable are deleted
//                                                           -> they stay: deleted on opening
// Syncing the filesystem once is several hundred times cheaper than an fsync for each of the thousands of tiles between
// two commit points, and stronger: it covers the folders too.
#include "log/log.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <system_error>

#include "io/file.h"
#include "log/internal/commit_file.h"
#include "log/internal/tile.h"

namespace verbatim::log {

using namespace internal;
namespace fs = std::filesystem;

struct Log::Impl {
    fs::path folder;
    note::Signer signer;
    io::Descriptor lock;

    struct Level {
        std::vector<Hash> pending;   // hashes of the rightmost tile while it is not full
        uint64_t full = 0;           // full tiles before it
        size_t partial_written = 0;  // width in which `pending` was last written
    };
    std::array<Level, kLevels> levels;
    std::vector<TileName> filled;  // full since the last cut, with partial files left to delete
    uint64_t size = 0;
    CommitFile committed;
    std::string note;
    Reader reader;  // of the committed tree
    std::atomic<bool> failed = false;

    std::vector<std::vector<Hash>> pending() const {
        std::vector<std::vector<Hash>> all;
        for (const Level& level : levels) {
            all.push_back(level.pending);
        }
        return all;
    }

    Result<void> append(std::span<const Hash> leaves);
    Result<void> add(unsigned level, const Hash& hash);
    Result<void> flush_full(unsigned level);
    Result<void> write_partials();
    Result<Cut> cut();
    Result<void> commit(const Cut& cut, std::string_view state);
    Result<void> write_checkpoint();
    void delete_replaced(const Cut& cut) const;

    Result<void> load(std::vector<std::string>& actions);
    Result<void> load_tree();
    Result<void> drop_beyond(std::vector<std::string>& actions);
    Result<std::string> load_checkpoint();
};

Result<void> Log::Impl::append(std::span<const Hash> leaves) {
    Level& base = levels[0];
    while (!leaves.empty()) {
        const size_t count = std::min(leaves.size(), kTileWidth - base.pending.size());
        base.pending.insert(base.pending.end(), leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(count));
        size += count;
        leaves = leaves.subspan(count);
        if (base.pending.size() == kTileWidth) {
            VB_TRY(flush_full(0));
        }
    }
    return {};
}

Result<void> Log::Impl::add(unsigned level, const Hash& hash) {
    VB_ASSERT(level < kLevels);
    levels[level].pending.push_back(hash);
    return levels[level].pending.size() == kTileWidth ? flush_full(level) : Result<void>();
}

Result<void> Log::Impl::flush_full(unsigned level) {
    Level& at = levels[level];
    const TileName name{level, at.full, kTileWidth};
    VB_TRY(write_tile(folder, name, at.pending));
    if (at.partial_written != 0) {
        filled.push_back(name);
    }
    const Hash root = perfect_root(at.pending);
    at.pending.clear();
    at.partial_written = 0;
    ++at.full;
    return add(level + 1, root);
}

Result<void> Log::Impl::write_partials() {
    for (unsigned level = 0; level < kLevels; ++level) {
        Level& at = levels[level];
        if (at.pending.size() != at.partial_written) {
            VB_TRY(write_tile(folder, {level, at.full, at.pending.size()}, at.pending));
            at.partial_written = at.pending.size();
        }
    }
    return {};
}

Result<void> Log::Impl::write_checkpoint() {
    VB_TRY_ASSIGN(note, note::sign_checkpoint({signer.verifier().name, committed.size, committed.root, {}}, signer));
    return io::replace_file((folder / "checkpoint").string(), as_bytes(note));
}

// Best effort: what stays is deleted on the next opening.
void Log::Impl::delete_replaced(const Cut& cut) const {
    for (const std::string& path : cut.replaced) {
        std::error_code ignored;
        fs::remove_all(folder / path, ignored);
    }
}

Result<Cut> Log::Impl::cut() {
    VB_TRY(write_partials());
    Cut cut{size, root_of_partials(pending()), {}};
    for (const TileName& name : filled) {
        cut.replaced.push_back(name.path() + ".p");
    }
    filled.clear();
    return cut;
}

Result<void> Log::Impl::commit(const Cut& cut, std::string_view state) {
    VB_TRY(io::sync_filesystem(folder.string()));
    CommitFile next{cut.size, cut.root, std::string(state)};
    VB_TRY(write_commit(folder, next));
    committed = std::move(next);
    reader = Reader(folder, committed.size);
    VB_TRY(write_checkpoint());
    delete_replaced(cut);
    return {};
}

Result<void> Log::Impl::load(std::vector<std::string>& actions) {
    VB_TRY_ASSIGN(auto found, read_commit(folder));
    const bool fresh = !found;
    if (fresh && io::exists((folder / "checkpoint").string())) {
        return Error{Code::integrity,
                     "there is a checkpoint but no commit file, which is always written first",
                     {(folder / "commit").string(), {}},
                     "restore the file from a backup"};
    }
    if (found) {
        committed = std::move(*found);
    }
    reader = Reader(folder, committed.size);
    // Nothing is removed before commit file, tiles and checkpoint are seen to belong together.
    VB_TRY(load_tree());
    VB_TRY_ASSIGN(const std::string lag, fresh ? Result<std::string>(std::string()) : load_checkpoint());
    VB_TRY(drop_beyond(actions));
    if (fresh) {
        VB_TRY_ASSIGN(const Cut start, cut());
        return commit(start, {});
    }
    if (!lag.empty()) {
        actions.push_back(lag);
        return write_checkpoint();
    }
    return {};
}

Result<void> Log::Impl::load_tree() {
    size = committed.size;
    for (unsigned level = 0; level < kLevels; ++level) {
        Level& at = levels[level];
        const uint64_t count = level_size(size, level);
        at.full = count / kTileWidth;
        if (count % kTileWidth != 0) {
            const TileName name{level, at.full, count % kTileWidth};
            auto hashes = read_tile(folder, name);
            if (!hashes) {
                Error error = hashes.error();
                error.code = error.code == Code::not_found ? Code::integrity : error.code;
                error.advice = "restore the log from a backup";
                return error;
            }
            at.pending = std::move(*hashes);
            at.partial_written = at.pending.size();
        }
    }
    const Hash root = root_of_partials(pending());
    if (committed.size != 0 && root != committed.root) {
        return Error{
            Code::integrity,
            "the rightmost tiles lead to root " + root.hex() + ", the last commit says " + committed.root.hex(),
            {(folder / "tile").string(), {}},
            "check the log to find the damaged tile, and restore it from a backup"};
    }
    return {};
}

Result<void> Log::Impl::drop_beyond(std::vector<std::string>& actions) {
    uint64_t beyond = 0;
    uint64_t replaced = 0;
    // Removing while listing is allowed, but what a listing then shows is not defined; so names first, in slices.
    constexpr size_t kSlice = 4096;
    std::vector<fs::path> remove;
    do {
        remove.clear();
        VB_TRY(visit_tiles(folder, [&](const fs::path& path, std::optional<TileName> name) -> Result<void> {
            if (!name || remove.size() == kSlice) {
                return {};  // a foreign file is fsck's business
            }
            const Level& at = levels[name->level];
            if (name->index > at.full || (name->index == at.full && name->width > at.pending.size())) {
                ++beyond;
                remove.push_back(path);
            } else if (name->index < at.full && !name->full()) {
                ++replaced;
                remove.push_back(path);
            }
            return {};
        }));
        for (const fs::path& path : remove) {
            std::error_code error;
            fs::remove(folder / path, error);
            if (error) {
                return io_error("remove", (folder / path).string(), error.value());
            }
            if (path.parent_path().extension() == ".p") {
                fs::remove(folder / path.parent_path(), error);  // goes with its last file
            }
        }
    } while (remove.size() == kSlice);
    if (beyond != 0) {
        actions.push_back("removed " + std::to_string(beyond) + " tiles beyond the last commit point (" +
                          std::to_string(size) + " records)");
    }
    if (replaced != 0) {
        actions.push_back("removed " + std::to_string(replaced) + " partial tiles that full ones replace");
    }
    return {};
}

// Reads the checkpoint. Gives in words why it must be signed again, or nothing.
Result<std::string> Log::Impl::load_checkpoint() {
    const std::string path = (folder / "checkpoint").string();
    if (!io::exists(path)) {
        return std::string("signed the missing checkpoint of the last commit point again");
    }
    VB_TRY_ASSIGN(note, io::read_file(path, note::kNoteBytesMax));
    const note::VerifierKey keys[] = {signer.verifier()};
    const auto checkpoint = note::open_checkpoint(note, signer.verifier().name, keys);
    if (!checkpoint) {
        // A crash cannot leave half a file here, so this is damage or another key.
        return Error{Code::integrity,
                     "checkpoint: " + checkpoint.error().what,
                     {path, {}},
                     "if the key is the right one, remove the file; it is signed again from the last commit point"};
    }
    if (checkpoint->size > committed.size ||
        (checkpoint->size == committed.size && checkpoint->root != committed.root)) {
        return Error{Code::integrity,
                     "checkpoint of " + std::to_string(checkpoint->size) + " records contradicts the commit file, of " +
                         std::to_string(committed.size),
                     {path, {}},
                     "the log folder is a mixture of two states; restore it from one backup"};
    }
    if (checkpoint->size < committed.size) {
        return "signed the checkpoint of " + std::to_string(committed.size) + " records, after one of " +
               std::to_string(checkpoint->size);
    }
    return std::string();
}

Log::Log(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Log::~Log() = default;

Result<std::unique_ptr<Log>> Log::open(const fs::path& folder, const note::Signer& signer, Recovery& recovery) {
    recovery = {};
    VB_TRY(io::make_directories(folder.string()));
    std::unique_ptr<Impl> impl(new Impl{folder, signer, {}, {}, {}, 0, {}, {}, Reader(folder, 0), false});
    VB_TRY_ASSIGN(impl->lock, io::lock_exclusive((folder / "lock").string()));
    VB_TRY(impl->load(recovery.actions));
    recovery.size = impl->committed.size;
    recovery.state = impl->committed.state;
    return std::unique_ptr<Log>(new Log(std::move(impl)));
}

namespace {

Error refused() {
    return {Code::conflict,
            "the log refuses to go on after a failed write",
            {"log", {}},
            "open it again: it returns to the last commit point"};
}

}  // namespace

Result<void> Log::append(std::span<const Hash> leaf_hashes) {
    if (impl_->failed) {
        return refused();
    }
    auto result = impl_->append(leaf_hashes);
    if (!result) {
        impl_->failed = true;
    }
    return result;
}

Result<Cut> Log::cut() {
    if (impl_->failed) {
        return refused();
    }
    auto result = impl_->cut();
    if (!result) {
        impl_->failed = true;
    }
    return result;
}

Result<note::Checkpoint> Log::commit(std::string_view state) {
    VB_TRY_ASSIGN(Cut at, cut());
    return commit(std::move(at), state);
}

Result<note::Checkpoint> Log::commit(Cut cut, std::string_view state) {
    if (impl_->failed) {
        return refused();
    }
    auto result = impl_->commit(cut, state);
    if (!result) {
        impl_->failed = true;
    }
    VB_TRY(std::move(result));
    return note::Checkpoint{impl_->signer.verifier().name, impl_->committed.size, impl_->committed.root, {}};
}

uint64_t Log::size() const {
    return impl_->size;
}
uint64_t Log::committed_size() const {
    return impl_->committed.size;
}
Hash Log::root() const {
    return root_of_partials(impl_->pending());
}
std::string Log::checkpoint_note() const {
    return impl_->note;
}

Result<Hash> Log::leaf_hash(uint64_t index) {
    return impl_->reader.leaf_hash(index);
}
Result<Hash> Log::root_at(uint64_t size) {
    return impl_->reader.root_at(size);
}
Result<std::vector<Hash>> Log::inclusion_proof(uint64_t index, uint64_t size) {
    return impl_->reader.inclusion_proof(index, size);
}
Result<std::vector<Hash>> Log::consistency_proof(uint64_t size1, uint64_t size2) {
    return impl_->reader.consistency_proof(size1, size2);
}

Result<void> read_leaves(const fs::path& folder, uint64_t begin, uint64_t end, uint64_t tree_size,
                         const Reader::LeafVisitor& each) {
    return Reader(folder, tree_size).read_leaves(begin, end, each);
}

}  // namespace verbatim::log
