// SPDX-License-Identifier: Apache-2.0
// RecordsWalk: writes verify/records, the walk of the log with the disclosed records opened, and beside it
// verify/redactions, the list of what is withheld (docs/bundle.md, sections 2 to 4).
//
//   RecordsWalk walk(log_size, nodes, records_sink, redactions_sink);
//   for (each disclosed record, in order of sequence) VB_TRY(walk.add(sequence, record, opening, decision));
//   VB_TRY(walk.finish());                        // then walk.blocks(), walk.count(), walk.withheld()
//
// What a Decision withholds enters no line but as its commitment. Memory: one line, and 32 bytes for each thousand
// records. The same input gives the same bytes. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/hash.h"
#include "crypto/sha256.h"
#include "disclose/redaction.h"
#include "disclose/writer.h"
#include "merkle/proof.h"
#include "record/commitment.h"

namespace verbatim::disclose {

inline constexpr uint64_t kBlockRecords = 1000;

class RecordsWalk {
  public:
    RecordsWalk(uint64_t log_size, merkle::NodeReader nodes, ByteSink records, ByteSink redactions);

    // usage: the sequence does not rise, or is beyond the log.
    Result<void> add(uint64_t sequence, const record::EncodedRecord& record, const record::Opening& opening,
                     const Decision& decision);
    Result<void> finish();

    const std::vector<Hash>& blocks() const { return blocks_; }
    uint64_t count() const { return count_; }
    uint64_t withheld() const { return withheld_; }  // parts: lines of verify/redactions

  private:
    Result<void> put_gap(uint64_t end);
    void put_record(uint64_t sequence, const record::EncodedRecord& record, const record::Opening& opening,
                    const Decision& decision);
    void put_text(const record::Opening& opening, const Decision& decision);
    Result<void> put_redactions(uint64_t sequence, const Decision& decision);
    Result<void> flush();
    Result<void> end_block();

    uint64_t log_size_;
    merkle::NodeReader nodes_;
    ByteSink records_;
    ByteSink redactions_;
    std::string buffer_;
    std::string redaction_lines_;
    uint64_t at_ = 0;  // the next leaf
    uint64_t count_ = 0;
    uint64_t withheld_ = 0;
    crypto::Sha256 block_;
    std::vector<Hash> blocks_;
};

}  // namespace verbatim::disclose
