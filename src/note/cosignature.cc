// SPDX-License-Identifier: Apache-2.0
#include "note/cosignature.h"

#include <algorithm>

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "note/internal/text.h"

namespace verbatim::note {
namespace {

constexpr char kCosignatureType = 0x04;
constexpr size_t kTimeBytes = 8;

std::string type_and_key(const crypto::Ed25519PublicKey& key) {
    return std::string(1, kCosignatureType) + std::string(as_text(key));
}

Error malformed(std::string what) {
    return {Code::malformed, "witness key: " + std::move(what), {"key", {}}, {}};
}

}  // namespace

Result<WitnessKey> WitnessKey::make(std::string_view name, const crypto::Ed25519PublicKey& key) {
    if (!is_key_name(name)) {
        return malformed("the name is empty or holds spaces, control characters or '+'");
    }
    const std::string message = std::string(name) + "\n" + type_and_key(key);
    const Hash hash = crypto::sha256(as_bytes(message));
    return WitnessKey{std::string(name), internal::big_endian_32(hash.span()), key};
}

Result<WitnessKey> WitnessKey::parse(std::string_view text) {
    const size_t first = text.find('+');
    const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) {
        return malformed("it is not of the form name+hash+base64");
    }
    const auto raw = crypto::from_base64(text.substr(second + 1));
    crypto::Ed25519PublicKey key;
    if (!raw || raw->size() != key.size() + 1 || raw->front() != kCosignatureType) {
        return malformed("it is not an Ed25519 key for cosignatures (signature type 4)");
    }
    std::ranges::copy(as_bytes(*raw).subspan(1), key.begin());
    VB_TRY_ASSIGN(WitnessKey witness, make(text.substr(0, first), key));
    if (witness.to_string() != text) {
        return malformed("the key id is not that of this name and key");
    }
    return witness;
}

std::string WitnessKey::to_string() const {
    return name + "+" + to_hex(internal::big_endian_32(id)) + "+" + crypto::to_base64(as_bytes(type_and_key(key)));
}

std::string cosigned_message(std::string_view checkpoint_text, uint64_t time) {
    return "cosignature/v1\ntime " + std::to_string(time) + "\n" + std::string(checkpoint_text);
}

Result<Signature> cosign(std::string_view checkpoint_text, uint64_t time, const Signer& signer) {
    VB_TRY_ASSIGN(const WitnessKey witness, WitnessKey::make(signer.verifier().name, signer.verifier().key));
    VB_TRY_ASSIGN(const auto signature, signer.sign(as_bytes(cosigned_message(checkpoint_text, time))));
    std::string bytes;
    for (size_t shift = 8 * kTimeBytes; shift > 0; shift -= 8) {
        bytes += static_cast<char>(time >> (shift - 8));
    }
    bytes += as_text(signature);
    return Signature{witness.name, witness.id, std::move(bytes)};
}

Result<uint64_t> verify_cosignature(const Note& note, const WitnessKey& witness) {
    const auto found = std::ranges::find_if(note.signatures, [&](const Signature& signature) {
        return signature.name == witness.name && signature.key_id == witness.id;
    });
    if (found == note.signatures.end()) {
        return Error{Code::not_found, "no cosignature by the witness " + witness.name, {"note", {}}, {}};
    }
    const Bytes bytes = as_bytes(found->signature);
    uint64_t time = 0;
    for (const uint8_t byte : bytes.first(std::min(bytes.size(), kTimeBytes))) {
        time = time << 8 | byte;
    }
    const std::string message = cosigned_message(note.text, time);
    if (bytes.size() != kTimeBytes + std::tuple_size_v<crypto::Ed25519Signature> ||
        !crypto::ed25519_verify(witness.key, as_bytes(message), bytes.subspan(kTimeBytes))) {
        return Error{Code::integrity, "the cosignature by " + witness.name + " does not verify", {"note", {}}, {}};
    }
    return time;
}

}  // namespace verbatim::note
