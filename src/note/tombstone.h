// SPDX-License-Identifier: Apache-2.0
// The tombstone (docs/destroy.md, section 3): the signed statement that records were destroyed, by whom, by what order
// and why; and the note that says that the destruction was carried out and what the search for leftovers found.
//
//   VB_TRY_ASSIGN(std::string bytes, sign_note_text(tombstone.to_text(), signer));
//   VB_TRY_ASSIGN(Tombstone tombstone, open_tombstone(bytes, origin, {&key, 1}));   // signature and form checked
//
// One spelling each: parse() refuses every other. Neither holds anything of what was destroyed but numbers, hashes and
// places. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "note/key.h"

namespace verbatim::note {

// A tombstone of a million scattered records is this large.
inline constexpr size_t kTombstoneBytesMax = size_t{256} << 20;

struct Span {  // [begin, end)
    uint64_t begin = 0;
    uint64_t end = 0;
    bool operator==(const Span&) const = default;
};

// What became of an object of the vault.
struct DestroyedObject {
    Hash object;
    std::optional<Hash> remainder;  // none: all of it is gone
    std::string fill;               // of a remainder: what stands in the ranges: "zero", "space" or "braces"
    std::vector<Span> ranges;       // of a remainder: bytes, ascending, not touching
    bool operator==(const DestroyedObject&) const = default;
};

struct Tombstone {
    std::string case_id;  // 32 hexadecimal digits, lower case
    uint64_t number = 0;  // from 1
    std::string time;     // is_utc_second()
    std::string by;       // these three: one line of text, not empty
    std::string order;
    std::string why;            // "privilege", "retention", "order" or "other"
    uint64_t log_size = 0;      // of the log then
    uint64_t last_seal = 0;     // 0: there was none. Seals up to this one were made with the records
    uint64_t kept = 0;          // places that hold the same words and were left, by decision of whoever ordered
    std::vector<Span> records;  // sequence numbers, ascending, not touching
    std::vector<DestroyedObject> objects;  // by hash
    std::optional<Hash> previous;          // SHA-256 of the file of the tombstone before

    std::string to_text() const;
    static Result<Tombstone> parse(std::string_view text);
    bool operator==(const Tombstone&) const = default;
};

// Signed when everything of a tombstone was carried out.
struct DestructionDone {
    std::string case_id;
    uint64_t number = 0;
    std::string time;
    Hash tombstone;      // SHA-256 of its file
    Hash report;         // SHA-256 of the report of the search
    uint64_t found = 0;  // places that the search found

    std::string to_text() const;
    static Result<DestructionDone> parse(std::string_view text);
    bool operator==(const DestructionDone&) const = default;
};

// One line without control characters, valid UTF-8, not empty: what a tombstone can state.
bool is_stated_text(std::string_view text);

Result<std::string> sign_note_text(const std::string& text, const Signer& signer);
// Both require a signature by one of `known` in the name `origin`.
Result<Tombstone> open_tombstone(std::string_view bytes, std::string_view origin, std::span<const VerifierKey> known);
Result<DestructionDone> open_done(std::string_view bytes, std::string_view origin, std::span<const VerifierKey> known);

}  // namespace verbatim::note
