// SPDX-License-Identifier: Apache-2.0
// Signed notes (c2sp.org/signed-note): text, an empty line, signature lines.
//
// parse() checks the form only; nothing in the text may be believed before verify() has accepted a signature by a key
// that the caller trusts. Reading is strict: one spelling per note, no control characters, no line may be missing its
// newline. Signatures by other keys are kept and ignored, as the specification asks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "note/key.h"

namespace verbatim::note {

inline constexpr size_t kNoteBytesMax = 1'000'000;
inline constexpr size_t kSignaturesMax = 64;

struct Signature {
    std::string name;
    uint32_t key_id = 0;
    std::string signature;  // raw bytes, without the key id
};

struct Note {
    std::string text;  // with its final newline
    std::vector<Signature> signatures;

    static Result<Note> parse(std::string_view bytes, size_t bytes_max = kNoteBytesMax);
    std::string to_string() const;
};

// `text` must end in a newline and hold no control characters, otherwise Code::usage.
Result<Note> sign(std::string_view text, std::span<const Signer* const> signers);
Result<Note> sign(std::string_view text, const Signer& signer);

// The known keys that signed, in the order of the signature lines. Code::integrity if a signature by a known key does
// not verify, or if no known key signed.
Result<std::vector<VerifierKey>> verify(const Note& note, std::span<const VerifierKey> known);

}  // namespace verbatim::note
