// SPDX-License-Identifier: Apache-2.0
// Step 7 of docs/bundle.md, section 1: the opened records of the walk of the log, many at once.
//
// add() takes the form of a line apart; the hashes of some hundred records are made together, so that a failure comes
// up in a later add() or in flush(), always the first in the order of the lines. Memory: a batch and the longest line.
// One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "crypto/sha256.h"
#include "record/commitment.h"
#include "record/record.h"
#include "verify/internal/disclosed.h"
#include "verify/internal/record_line.h"

namespace verbatim::verify::internal {

class RecordChecker {
  public:
    explicit RecordChecker(Disclosed& disclosed) : disclosed_(disclosed) {}

    // `line` has been parsed and stands at its place in the log.
    Result<void> add(const RecordLine& line, uint64_t line_number);
    Result<void> flush();

  private:
    static constexpr size_t kNoPiece = ~size_t{0};
    struct Part {
        size_t piece = kNoPiece;  // in pieces_, if shown
        size_t bytes = 0;         // of salt and content
        Hash hash;                // if withheld; after hashing, of all
    };
    struct Record {
        uint64_t sequence;
        Hash commitment;
        size_t groups;       // its first in parts_: of eight, that of the text unused if there are chunks
        size_t chunks;       // its first in parts_
        size_t chunk_count;  // 0 if they were hashed at once
        std::string bad_chunk;
    };

    // `group`: none for a chunk.
    bool add_part(const PartWord& word, std::optional<record::Group> group);
    bool add_parts(const RecordLine& line, Record& record);
    bool long_text(const RecordLine& line, Record& record);
    void hash_batch();
    Result<void> check(const Record& record);
    Result<void> content(const Record& record);
    Result<void> chunk_text(const Record& record);
    Bytes content_of(const Part& part, size_t prefix_bytes);
    void keep(const Record& record);

    Disclosed& disclosed_;
    const Hash empty_text_ = record::text_commitment({});
    crypto::HashBatch pieces_;
    crypto::HashBatch texts_;
    crypto::HashBatch wholes_;
    std::vector<Part> parts_;
    std::vector<Record> records_;
    std::vector<Hash> commitments_;  // computed, of records_
    record::Message message_;
    record::SourceIdentity source_;
    std::string identity_;
};

}  // namespace verbatim::verify::internal
