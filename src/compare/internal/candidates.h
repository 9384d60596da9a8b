// SPDX-License-Identifier: Apache-2.0
// Candidates: the rows without an equal on the other side. They are read a second time, to be paired with the row that
// they became, and to be listed with all their fields.
//
// The second reading gives the worker only the rows that are wanted, behind the head of their source and with what
// stood between them, if they are few; each row must give the meaning it gave the first time, else the source is read
// in full. So no format has to be able to begin in the middle. In memory stay eight bytes a candidate.
#pragma once

#include "compare/internal/match.h"

namespace verbatim::compare {

// The keys under which a changed row is looked for, the surest first; 0: this row has no such key.
inline constexpr size_t kKeys = 7;

struct Candidate {
    std::array<uint64_t, kKeys> keys;
    uint64_t offset;  // of the message in `messages`, or of the reason in Side::reasons
    uint32_t bytes;
    uint32_t row;
};

struct Candidates {
    Spool entries;                   // Candidate
    Spool messages;                  // as the worker sent them (formats/wire.h)
    std::vector<uint32_t> rows;      // of each candidate
    std::vector<uint32_t> partners;  // candidate of the other side, or kUnpaired
    uint64_t count() const { return rows.size(); }
};

// Replaces kUnpaired in `states` by the number of the candidate. `progress` counts bytes read again.
Result<Candidates> read_candidates(const Side& side, std::vector<uint32_t>& states, const Options& options,
                                   const Stop& stop, SideProgress& progress);

// A candidate's message; its views live in `bytes`.
Result<void> read_message(const Candidates& candidates, const Candidate& candidate, std::string& bytes,
                          formats::WireItem& item);

// Pairs what is recognisably the same row on both sides.
Result<void> pair_changed(Candidates& a, Candidates& b, const Options& options, const Stop& stop);

// Pairs a row that can no longer be read with the row that stood at its place.
void pair_by_place(const Side& a, const Side& b, const Matching& matching, Candidates& of_a, Candidates& of_b);

}  // namespace verbatim::compare
