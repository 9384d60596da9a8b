// SPDX-License-Identifier: Apache-2.0
// The audit log: the second Merkle log of a case, of everything that was done with its evidence (docs/audit.md).
//
//   VB_TRY_ASSIGN(auto audit, Log::open(case_folder + "/audit", signer, {}));
//   VB_TRY(audit->append(event));          // returns when the entry and the signed head over it are on disk:
//   show(result);                          // only then is anything shown
//
// Files: events.jsonl (one entry a line; the RFC 9162 leaf is the line without its newline), head (signed with every
// entry), and tile/, checkpoint, commit, lock as src/log keeps them.
// Invariants: an acknowledged entry is durable and under a signature; entries never change. What stands beyond the head
// when the log is opened was never acknowledged: it is dropped, and an entry says so. After a failed write every
// append() is refused, and so nothing more is shown: open the log again.
// Threads: append() and the reading functions from any number of threads; concurrent appends share one sync. One
// process: open() and check_folder() take the lock of the folder.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/event.h"
#include "base/hash.h"
#include "note/checkpoint.h"
#include "note/key.h"

namespace verbatim::audit {

struct Options {
    std::function<int64_t()> now_ms{};  // milliseconds since 1970; none: this machine's clock
    uint64_t commit_entries = 256;      // tiles and checkpoint follow after so many entries, and on closing
};

// What entries to give. Empty fields ask nothing; all that are set must hold.
struct Filter {
    std::string who;
    std::string operation;
    std::string authority;
    std::optional<LegalName> name{};
    std::optional<Outcome> outcome{};
    std::string from;                  // UTC time as in Entry, or a beginning of one; included
    std::string to;                    // excluded
    std::optional<uint64_t> record{};  // entries whose target names this record number
    uint64_t first = 0;                // entries before this number are left out

    bool matches(const Entry& entry) const;
};

// Record numbers as a target names them: "3,17-20".
std::string record_list(std::vector<uint64_t> seqs);
bool names_record(std::string_view list, uint64_t seq);

using EachEntry = std::function<Result<bool>(const Entry&)>;  // false: stop, without error

struct Finding {
    std::optional<uint64_t> entry;
    std::string what;
};

struct CheckReport {
    uint64_t entries = 0;  // under the last signature
    Hash root;
    std::vector<Finding> findings;
    bool ok() const { return findings.empty(); }
};

class Log {
  public:
    static Result<std::unique_ptr<Log>> open(const std::string& folder, const note::Signer& signer,
                                             const Options& options);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    // What open() put right, in sentences.
    const std::vector<std::string>& recovered() const;
    uint64_t size() const;  // acknowledged entries

    // The number of the entry, once it is durable.
    Result<uint64_t> append(const Event& event);
    // Tiles and checkpoint of all entries; done by itself every commit_entries entries.
    Result<void> commit();
    Result<void> close();  // commits; the object can then only be destroyed

    // In order of their numbers, acknowledged ones only.
    Result<void> each(const Filter& filter, const EachEntry& each_entry) const;
    // Every line against the tree and the signatures. `known`: a checkpoint of this log that was kept elsewhere.
    Result<CheckReport> check(const std::optional<note::Checkpoint>& known);
    // A c2sp.org/tlog-proof with the entry's line as its `extra`: check_proof() needs nothing else but the key.
    Result<std::string> prove(uint64_t number);
    // The signed checkpoint of all entries.
    Result<std::string> checkpoint();
    // The whole log as one file: check_export().
    Result<void> write_export(const std::function<Result<void>(std::string_view)>& write);

  private:
    struct State;
    explicit Log(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// The same check on the folder of a log that no process has open: names entries that were changed, deleted, inserted,
// moved or cut off, and damaged tiles. Writes nothing. Code::conflict if a process has the log open.
Result<CheckReport> check_folder(const std::string& folder, const note::VerifierKey& key,
                                 const std::optional<note::Checkpoint>& known);
// Entries of a log that another process may have open: those of the last complete lines, unchecked.
Result<void> each_in_folder(const std::string& folder, const Filter& filter, const EachEntry& each_entry);

// The entry that a proof shows, if the proof holds under the key.
Result<Entry> check_proof(std::string_view proof, const note::VerifierKey& key);
// An exported file against its own checkpoint; gives the entries and the root.
Result<CheckReport> check_export(const std::string& path, const note::VerifierKey& key);

}  // namespace verbatim::audit
