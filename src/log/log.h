// SPDX-License-Identifier: Apache-2.0
// The case log: an append-only Merkle tree of record hashes, kept as C2SP tlog-tiles under one folder.
//
//   auto log = Log::open(folder, signer, recovery);   // recovers from a crash; recovery says in words what it did
//   log->append(leaf_hashes);  ...                    // memory only, full tiles are written as they fill
//   log->commit(state);                               // durable: the acknowledged size moves here and only here
// or, to go on appending while the disk works: auto cut = log->cut(); ... log->commit(std::move(*cut), state);
//
// Files: tile/<L>/<N>[.p/<W>], checkpoint (both public formats) and commit (ours: size, root and the caller's state).
// Invariants: tiles below the committed size are durable and never change; the root depends on the leaves alone, not on
// where commit points fell. After a failed write the log refuses everything but being closed: open it again.
// One thread, except that commit(cut, state) may run beside append(). One process: open() takes a lock on the folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "log/reader.h"
#include "note/checkpoint.h"
#include "note/key.h"

namespace verbatim::log {

// What open() found and did. Empty `actions`: the log was left in order.
struct Recovery {
    uint64_t size = 0;                 // the committed size the log stands at
    std::string state;                 // the caller's bytes of that commit; empty for a new log
    std::vector<std::string> actions;  // "removed 3 tiles beyond the last commit point", ...
};

struct Finding {
    std::string file;               // relative to the log folder: "tile/0/x001/234"
    std::optional<uint64_t> index;  // of the first wrong hash in the tile
    std::string what;
};

struct FsckReport {
    uint64_t size = 0;
    uint64_t tiles = 0;  // files read
    std::vector<Finding> findings;
    bool ok() const { return findings.empty(); }
};

// A point to commit at: what append() had got when cut() was called.
struct Cut {
    uint64_t size = 0;
    Hash root;
    std::vector<std::string> replaced;  // folders of partial tiles that full ones have replaced since the cut before
};

// Called now and then; false asks to stop, which gives Code::interrupted.
using Progress = std::function<bool(uint64_t leaves_done, uint64_t leaves_total)>;

class Log {
  public:
    // Opens or creates the log. The origin is the signer's key name. Code::conflict if another process holds it,
    // Code::integrity if committed tiles are missing or do not lead to the committed root.
    static Result<std::unique_ptr<Log>> open(const std::filesystem::path& folder, const note::Signer& signer,
                                             Recovery& recovery);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    // Adds RFC 9162 leaf hashes (merkle::leaf_hash of the commitments).
    Result<void> append(std::span<const Hash> leaf_hashes);
    // Makes everything appended durable, together with `state`, which the next open() gives back.
    Result<note::Checkpoint> commit(std::string_view state);
    Result<Cut> cut();
    Result<note::Checkpoint> commit(Cut cut, std::string_view state);

    uint64_t size() const;  // appended, committed or not
    uint64_t committed_size() const;
    Hash root() const;                    // of size()
    std::string checkpoint_note() const;  // the signed note of the last commit

    // Reading works on the committed tree: size arguments must not exceed committed_size() (Code::usage).
    Result<Hash> leaf_hash(uint64_t index);
    Result<Hash> root_at(uint64_t size);
    Result<std::vector<Hash>> inclusion_proof(uint64_t index, uint64_t size);
    Result<std::vector<Hash>> consistency_proof(uint64_t size1, uint64_t size2);

  private:
    struct Impl;
    explicit Log(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Recomputes every tile from the leaf hashes up in memory that does not grow with the log, and checks the root and the
// signature of the checkpoint. Reads only; works on any C2SP tile log with SHA-256 tiles (without `commit`, the
// checkpoint's size counts). Findings are damage; an Error means the check itself could not run.
Result<FsckReport> fsck(const std::filesystem::path& folder, const note::VerifierKey& key, const Progress& progress);

// Calls `each` with consecutive runs of leaf hashes [begin, end), for comparing with records parsed again.
Result<void> read_leaves(const std::filesystem::path& folder, uint64_t begin, uint64_t end, uint64_t tree_size,
                         const Reader::LeafVisitor& each);

}  // namespace verbatim::log
