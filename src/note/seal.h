// SPDX-License-Identifier: Apache-2.0
// The seal (docs/seals.md, section 2): the signed statement that fixes a state of the case in the heads of four trees.
//
//   VB_TRY_ASSIGN(std::string bytes, sign_seal(seal, signer));           // the file `seal`
//   VB_TRY_ASSIGN(Seal seal, open_seal(bytes, origin, {&key, 1}));       // signature, form and inner agreement checked
//
// There is one spelling of each seal: parse() refuses every other. A Seal alone is unsigned: whoever reads one from a
// note must verify the note first (open_seal does both). Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "note/key.h"

namespace verbatim::note {

struct TreeHead {
    uint64_t size = 0;
    Hash root;
    bool operator==(const TreeHead&) const = default;
};

struct Seal {
    std::string case_id;  // 32 hexadecimal digits, lower case
    uint64_t number = 0;  // from 1
    std::string time;     // is_utc_second()
    TreeHead log;
    TreeHead conversations;  // of the same size as the log, otherwise parse() refuses
    TreeHead participations;
    TreeHead sources;
    uint64_t rejected = 0;
    uint64_t skipped = 0;
    std::optional<Hash> previous;  // SHA-256 of the file of the seal before

    std::string to_text() const;  // the note text
    static Result<Seal> parse(std::string_view text);
    bool operator==(const Seal&) const = default;
};

// "2026-11-23T20:26:44Z": a day and second that exist, in this spelling.
bool is_utc_second(std::string_view text);

Result<std::string> sign_seal(const Seal& seal, const Signer& signer);
// Requires a signature by one of `known`, and one of the name `origin` unless that is empty.
Result<Seal> open_seal(std::string_view bytes, std::string_view origin, std::span<const VerifierKey> known);

}  // namespace verbatim::note
