// SPDX-License-Identifier: Apache-2.0
// Checkpoints (c2sp.org/tlog-checkpoint): the signed statement "the log of this origin had this size and this root".
//
// Extension lines are read and ignored, never written. A Checkpoint alone is unsigned: whoever reads one from a note
// must verify the note first (open_checkpoint does both).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "note/key.h"
#include "note/note.h"

namespace verbatim::note {

struct Checkpoint {
    std::string origin;
    uint64_t size = 0;
    Hash root;
    std::vector<std::string> extensions;

    std::string to_text() const;  // the note text
    static Result<Checkpoint> parse(std::string_view text);
    bool operator==(const Checkpoint&) const = default;
};

// The signed note of a checkpoint, under one key.
Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const Signer& signer);
// Parses, verifies a signature by one of `known`, and requires `origin` unless it is empty.
Result<Checkpoint> open_checkpoint(std::string_view bytes, std::string_view origin, std::span<const VerifierKey> known);

}  // namespace verbatim::note
