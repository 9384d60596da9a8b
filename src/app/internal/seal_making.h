// SPDX-License-Identifier: Apache-2.0
// The trees of a seal, made from the store and the journal: for a new seal, for one made again, and for verify.
#pragma once

#include <cstdint>
#include <string>

#include "crypto/salts.h"
#include "ingest/ingest.h"
#include "log/seal_builder.h"
#include "log/seals.h"
#include "note/seal.h"
#include "store/store.h"

namespace verbatim::app {

// The open parts of a case that a seal is made of.
struct SealParts {
    const std::string& folder;
    const ingest::State& state;
    store::Store& store;
    const crypto::SaltKey& salt_key;
    const ingest::Removed& removed;
};

struct MadeTrees {
    std::string folder;  // where they lie: log::file_seal(), replace_trees() or discard_made()
    log::SealTrees trees;
    uint64_t rejected = 0;
    uint64_t skipped = 0;
};

// Of the log's first `records` records and the journal's first `sources` sources.
Result<MadeTrees> make_trees(const SealParts& parts, uint64_t records, uint64_t sources,
                             const ingest::Control& control);

// In words what the seal says otherwise than the trees made again; empty: nothing.
std::string difference(const note::Seal& seal, const MadeTrees& made);

}  // namespace verbatim::app
