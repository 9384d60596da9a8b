// SPDX-License-Identifier: Apache-2.0
// Salted commitments to a record (docs/proofs.md, section 2).
//
// commitment = H(0x11 || c_1 || ... || c_8) over one commitment per group; that of the text is over one per chunk. Any
// group or chunk can later be shown or withheld by itself. Committer is the fast path for ingest (one per thread);
// open() gives the salts and inner commitments for a proof; the free functions are what a verifier recomputes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "crypto/salts.h"
#include "crypto/sha256.h"
#include "record/record.h"

namespace verbatim::record {

// The length in bytes of the first chunk of a non-empty text: up to and including the first white-space code point, or
// sixteen code points, whichever ends first (docs/proofs.md, section 2).
size_t chunk_length(std::string_view text);
std::vector<std::string_view> split_chunks(std::string_view text);

Hash group_commitment(Group group, const crypto::Salt& salt, Bytes bytes);  // c_g, not for the text
Hash chunk_commitment(const crypto::Salt& salt, std::string_view chunk);    // c_6,j
Hash text_commitment(std::span<const Hash> chunks);                         // c_6
Hash record_commitment(std::span<const Hash, kGroups> groups);

// The same hashes for crypto::HashBatch: what a message begins with, before salt and content or before the hashes.
// Returns the place after it.
inline constexpr size_t kGroupHeadBytes = 2;
inline constexpr size_t kHeadBytes = 1;  // of the others
uint8_t* put_group_head(Group group, uint8_t* out);
uint8_t* put_chunk_head(uint8_t* out);
uint8_t* put_text_head(uint8_t* out);
uint8_t* put_record_head(uint8_t* out);

// Everything a proof needs to show all of a record.
struct Opening {
    struct Chunk {
        std::string_view text;  // into the record
        crypto::Salt salt{};
        Hash commitment;
    };
    std::array<crypto::Salt, kGroups> salts{};  // that of the text is unused and zero
    std::array<Hash, kGroups> commitments{};
    std::vector<Chunk> chunks;
    Hash commitment;
};

// One record: commit(). Many records, several times cheaper each:
//   for (...) committer.add(sequence, record);
//   for (Hash commitment : committer.finish()) ...
// add() copies what it needs; its scratch memory is bounded by a slice and the largest record, not by their number.
class Committer {
  public:
    explicit Committer(const crypto::SaltKey& key) : salts_(key) {}

    // `sequence` is the record's index in the log. Its leaf is merkle::leaf_hash(commitment).
    void add(uint64_t sequence, const EncodedRecord& record);
    // The commitments of all records since the last finish(), in the order of add(); valid until the next add().
    std::span<const Hash> finish();

    Hash commit(uint64_t sequence, const EncodedRecord& record);  // not between add() and finish()
    Opening open(uint64_t sequence, const EncodedRecord& record);

  private:
    void add_group(Group group, Bytes bytes);
    Hash long_text(uint64_t sequence, std::string_view text);
    void finish_slice();

    crypto::SaltMaker salts_;
    crypto::HashBatch pieces_;  // groups and chunks of the slice, in the order of their salts
    crypto::HashBatch wholes_;  // what is made of hashes: the texts, then the records
    std::vector<crypto::SaltMaker::Record> slice_;
    std::vector<std::pair<size_t, Hash>> long_texts_;  // index in slice_, commitment
    std::vector<Hash> commitments_;
    bool finished_ = false;
};

}  // namespace verbatim::record
