// SPDX-License-Identifier: Apache-2.0
// The message proof file, `x.proof` (docs/proofs.md, section 3, is normative): one record opened group by group, and
// the inclusion of its commitment in a signed case log.
//
//   Proof proof = make_proof(seq, record, committer.open(seq, record), inclusion, {key});
//   withhold(proof, Group::sender); withhold_chunk(proof, 3);    // for redaction; the rest still proves
//   std::string file = proof.to_string();
//
// parse() is strict (one spelling per proof) and checks form only; verify/verify.h checks what it proves.
// Values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "crypto/salts.h"
#include "note/key.h"
#include "note/tlog_proof.h"
#include "record/commitment.h"
#include "record/record.h"

namespace verbatim::verify {

inline constexpr std::string_view kProofHeader = "verbatim-proof v1";
// The largest record (limits::kRecordBytesMax), chunk by chunk in base64, stays below.
inline constexpr uint64_t kProofBytesMax = uint64_t{1} << 30;

// What is shown of a group or chunk. None: only its commitment is given.
struct Shown {
    crypto::Salt salt{};
    std::string bytes;
};
struct Part {
    Hash commitment;
    std::optional<Shown> shown;
};

struct Proof {
    uint32_t record_version = record::kRecordVersion;
    uint64_t sequence = 0;
    Hash commitment;
    std::array<Part, record::kGroups> groups;  // that of the text holds its commitment alone
    bool text_withheld = false;                // whole: then there are no chunks and their number is not known
    std::vector<Part> chunks;
    std::vector<std::string> claimed_keys;  // verifier keys as the maker of the file states them
    note::TlogProof inclusion;

    Part& group(record::Group which) { return groups[static_cast<size_t>(which) - 1]; }
    const Part& group(record::Group which) const { return groups[static_cast<size_t>(which) - 1]; }

    std::string to_string() const;
    // The error's `where.source` names the field, its offset is the line number.
    static Result<Proof> parse(std::string_view bytes);
};

Proof make_proof(uint64_t sequence, const record::EncodedRecord& record, const record::Opening& opening,
                 note::TlogProof inclusion, std::span<const note::VerifierKey> claimed_keys);
void withhold(Proof& proof, record::Group which);
void withhold_chunk(Proof& proof, size_t chunk);

}  // namespace verbatim::verify
