// SPDX-License-Identifier: Apache-2.0
// Ingest: takes evidence into a case, reads it, and goes on where it was left.
//
//   acquire()         files -> vault + signed acquisition; durable and acknowledged before anything is parsed
//   ingest_pending()  every source not yet done: sandboxed parse -> records -> log and store, in commit points
//   reparse()         every (or a sample of) done source again: compares with the log, optionally refills the store
//
// The log's commit point is the only truth about progress: it carries State. After kill -9 the next ingest_pending()
// starts from it, reads the source that was under way from its beginning and leaves out what the log already has.
// One thread calls these; cancellation is asked through Control and leaves a resumable case.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "crypto/salts.h"
#include "formats/format.h"
#include "ingest/journal.h"
#include "ingest/removed.h"
#include "log/log.h"
#include "store/store.h"
#include "vault/acquisition.h"
#include "vault/vault.h"

namespace verbatim::ingest {

struct Progress {
    std::string_view stage;  // "acquiring", "reading", "linking"
    std::string_view path;
    uint64_t bytes_done = 0;
    uint64_t bytes_total = 0;
    uint64_t sources_done = 0;
    uint64_t sources_total = 0;
    uint64_t messages = 0;
    uint64_t rejected = 0;
};

struct Control {
    std::function<bool()> cancelled;
    std::function<void(const Progress&)> progress;  // often; the receiver thins it out
    std::function<void(const SourceEntry&)> source_done;
    std::function<void(const note::Checkpoint&)> committed;
};

struct AcquireOptions {
    vault::AcquisitionHead head;  // number is set by acquire()
    vault::Storage storage = vault::Storage::copy;
    formats::Settings settings;
    std::map<std::string, std::string> claimed_hashes;  // item path or file name -> hash as claimed
};

struct Acquired {
    uint32_t number = 0;
    uint64_t items = 0;
    uint64_t bytes = 0;
    uint64_t hashes_matched = 0;
    std::vector<std::string> problems;  // one sentence each; everything else was taken in
};

Result<Acquired> acquire(vault::Vault& vault, const std::vector<std::string>& paths, AcquireOptions options,
                         const vault::Sign& sign, const Control& control);

// The open parts of a case.
struct Parts {
    std::string folder;
    vault::Vault& vault;
    log::Log& log;
    store::Store* store;  // none: commitments only (verify)
    const crypto::SaltKey& salt_key;
    std::string worker_program;
    const Removed* removed = nullptr;  // by tombstones; none: nothing
};

struct IngestOptions {
    uint64_t commit_messages = 1'000'000;  // a commit point at the latest after these many
    uint64_t commit_seconds = 60;          // ... or this time
    unsigned threads = 2;
};

struct Report {
    uint64_t sources = 0;
    SourceCounts counts;
    double seconds_reading = 0;     // until everything was committed
    double seconds_committing = 0;  // of those, waiting for a commit point to become durable
};

// `state` is that of the last commit point and moves with every one made here, also when an error ends the run.
Result<Report> ingest_pending(const Parts& parts, State& state, const IngestOptions& options, const Control& control);

// What reparse() found to differ, in words that name source and position.
struct Difference {
    uint64_t source = 0;
    std::string path;
    std::optional<uint64_t> seq;
    uint64_t begin = 0;  // bytes of the source, if seq is set
    uint64_t end = 0;
    std::string what;
};

struct ReparseOptions {
    std::function<bool(const SourceEntry&)> chosen;  // none: all
    unsigned threads = 2;
};

// Streams every chosen source through the same reading again and compares counts and leaf hashes with the journal and
// the log. With parts.store set, fills it (rebuild). What tombstones removed is left out, and all other records keep
// their numbers: of an object with blank ranges each other record must come out as it was.
Result<Report> reparse(const Parts& parts, const State& committed, const ReparseOptions& options,
                       const std::function<void(const Difference&)>& differs, const Control& control);

}  // namespace verbatim::ingest
