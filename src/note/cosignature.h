// SPDX-License-Identifier: Apache-2.0
// Cosignatures of witnesses on a checkpoint (c2sp.org/tlog-cosignature, cosignature/v1).
//
// A witness signs, with the time, that it has seen this checkpoint and none that contradicts it. Its key is of
// signature type 4 and never signs a note itself. Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "crypto/ed25519.h"
#include "note/note.h"

namespace verbatim::note {

struct WitnessKey {
    std::string name;
    uint32_t id = 0;
    crypto::Ed25519PublicKey key{};

    // `name+hash+base64` of type 4; strict, as VerifierKey::parse().
    static Result<WitnessKey> parse(std::string_view text);
    static Result<WitnessKey> make(std::string_view name, const crypto::Ed25519PublicKey& key);
    std::string to_string() const;
    bool operator==(const WitnessKey&) const = default;
};

// The cosignature of the checkpoint with this text at `time` (seconds since 1970), as a signature of its note. The
// witness's key is that of `signer` under type 4: WitnessKey::make(name, public key).
Result<Signature> cosign(std::string_view checkpoint_text, uint64_t time, const Signer& signer);
// What a witness signs.
std::string cosigned_message(std::string_view checkpoint_text, uint64_t time);
// The time (seconds since 1970) at which the witness cosigned the note. Code::not_found if it did not, Code::integrity
// if its signature does not verify.
Result<uint64_t> verify_cosignature(const Note& note, const WitnessKey& witness);

}  // namespace verbatim::note
