// SPDX-License-Identifier: Apache-2.0
// RecordPass: goes once through the disclosed records by number: opens each against the log, decides what is withheld,
// writes its lines, spools it for the readable files and notes what else the bundle needs of it.
//
// A record that does not give the leaf that the log holds ends the pass: integrity. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "disclose/bundle.h"
#include "disclose/internal/spool.h"
#include "disclose/internal/withheld_values.h"
#include "disclose/records_walk.h"
#include "disclose/redaction.h"

namespace verbatim::disclose::internal {

// The records of the case that came from one source.
struct SourceRange {
    uint64_t number = 0;
    uint64_t first = 0;
    uint64_t messages = 0;
};

struct DisclosedSource {
    SourceRange range;
    std::string path;
    uint64_t disclosed = 0;
    bool shown = false;  // group 1 of at least one of its records
};

class RecordPass {
  public:
    RecordPass(BundleCase& parts, const BundleRequest& request, std::span<const uint64_t> complete, Spool& spool,
               WithheldValues& values);

    Result<void> run(std::span<const uint64_t> sequences, RecordsWalk& walk, const BundleControl& control);

    // Identities of conversations of which a record shows that it belongs there: their keys are opened.
    const std::unordered_map<Hash, std::string>& identities() const { return identities_; }
    const std::vector<DisclosedSource>& sources() const { return sources_; }
    const std::map<Hash, std::string>& media() const { return media_; }  // "media/<sha256>.jpg" by hash
    uint64_t redacted() const { return redacted_; }
    const std::vector<std::string>& repeats() const { return repeats_; }
    uint64_t repeats_total() const { return repeats_total_; }

  private:
    Result<void> take(const StoredRecord& stored, RecordsWalk& walk);
    Result<void> check_times(uint64_t sequence, const Decision& decision) const;
    Result<uint32_t> source_of(uint64_t sequence);
    void note_conversation(const record::OwnedMessage& owned, const Decision& decision, SpoolPlace& place);
    void note_media(const record::OwnedMessage& owned, const Decision& decision);
    void note_repeats(uint64_t sequence, const Decision& decision);

    BundleCase& parts_;
    const BundleRequest& request_;
    std::span<const uint64_t> complete_;
    Spool& spool_;
    WithheldValues& values_;
    record::Committer committer_;
    Redactor redactor_;
    Decision decision_;
    std::string identity_;
    std::vector<std::string_view> chunks_;
    uint64_t source_at_ = 0;  // number of the next source to look at
    std::vector<DisclosedSource> sources_;
    std::unordered_map<std::string, Hash> keys_;
    std::unordered_map<Hash, std::string> identities_;
    std::map<Hash, std::string> media_;
    uint64_t redacted_ = 0;
    std::vector<std::string> repeats_;
    uint64_t repeats_total_ = 0;
};

}  // namespace verbatim::disclose::internal
