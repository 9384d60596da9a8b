// SPDX-License-Identifier: Apache-2.0
#include "note/note.h"

#include <algorithm>

#include "crypto/base64.h"
#include "note/internal/text.h"
#include "note/lines.h"

namespace verbatim::note {
namespace {

constexpr std::string_view kSignaturePrefix = "\xe2\x80\x94 ";  // em dash, space
constexpr size_t kKeyIdBytes = 4;

Error malformed(std::string what) {
    return {Code::malformed, std::move(what), {"note", {}}, {}};
}

// Lines of plain UTF-8, each ended by a newline.
bool is_note_text(std::string_view text) {
    if (text.empty() || text.back() != '\n') {
        return false;
    }
    while (const auto line = take_line(text)) {
        if (!internal::is_plain_utf8(*line)) {
            return false;
        }
    }
    return true;
}

Result<Signature> parse_signature(std::string_view line) {
    if (!line.starts_with(kSignaturePrefix)) {
        return malformed("signature line does not begin with an em dash and a space");
    }
    line.remove_prefix(kSignaturePrefix.size());
    const size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) {
        return malformed("signature line has no valid key name");
    }
    const auto bytes = crypto::from_base64(line.substr(space + 1));
    if (!bytes) {
        return malformed("signature: " + bytes.error().what);
    }
    if (bytes->size() <= kKeyIdBytes) {
        return malformed("signature is too short");
    }
    return Signature{std::string(line.substr(0, space)), internal::big_endian_32(as_bytes(*bytes)),
                     bytes->substr(kKeyIdBytes)};
}

}  // namespace

Result<Note> Note::parse(std::string_view bytes, size_t bytes_max) {
    if (bytes.size() > bytes_max) {
        return Error{Code::limit, "note is larger than " + std::to_string(bytes_max) + " bytes", {"note", {}}, {}};
    }
    if (!is_note_text(bytes)) {
        return malformed("note is not lines of UTF-8 without control characters, each ended by a newline");
    }
    const size_t separator = bytes.rfind("\n\n");
    if (separator == std::string_view::npos) {
        return malformed("note has no empty line before its signatures");
    }
    Note note;
    note.text = bytes.substr(0, separator + 1);
    std::string_view rest = bytes.substr(separator + 2);
    while (const auto line = take_line(rest)) {
        if (note.signatures.size() == kSignaturesMax) {
            return Error{
                Code::limit, "note has more than " + std::to_string(kSignaturesMax) + " signatures", {"note", {}}, {}};
        }
        VB_TRY_ASSIGN(Signature signature, parse_signature(*line));
        note.signatures.push_back(std::move(signature));
    }
    if (note.signatures.empty()) {
        return malformed("note has no signature");
    }
    return note;
}

std::string Note::to_string() const {
    std::string out = text + "\n";
    for (const Signature& signature : signatures) {
        const auto id = internal::big_endian_32(signature.key_id);
        std::string bytes(as_text(id));
        bytes += signature.signature;
        out += std::string(kSignaturePrefix) + signature.name + " " + crypto::to_base64(as_bytes(bytes)) + "\n";
    }
    return out;
}

Result<Note> sign(std::string_view text, std::span<const Signer* const> signers) {
    if (!is_note_text(text)) {
        return Error{Code::usage, "text of a note must be lines of UTF-8 without control characters", {"note", {}}, {}};
    }
    Note note;
    note.text = text;
    for (const Signer* signer : signers) {
        VB_TRY_ASSIGN(const auto signature, signer->sign(as_bytes(text)));
        note.signatures.push_back({signer->verifier().name, signer->verifier().id, std::string(as_text(signature))});
    }
    return note;
}

Result<Note> sign(std::string_view text, const Signer& signer) {
    const Signer* signers[] = {&signer};
    return sign(text, signers);
}

Result<std::vector<VerifierKey>> verify(const Note& note, std::span<const VerifierKey> known) {
    std::vector<VerifierKey> signed_by;
    for (const Signature& signature : note.signatures) {
        const auto key = std::ranges::find_if(known, [&](const VerifierKey& candidate) {
            return candidate.id == signature.key_id && candidate.name == signature.name;
        });
        if (key == known.end()) {
            continue;
        }
        if (!crypto::ed25519_verify(key->key, as_bytes(note.text), as_bytes(signature.signature))) {
            return Error{Code::integrity, "signature by " + key->name + " does not verify", {"note", {}}, {}};
        }
        if (std::ranges::find(signed_by, *key) == signed_by.end()) {
            signed_by.push_back(*key);
        }
    }
    if (signed_by.empty()) {
        return Error{Code::integrity, "note is not signed by a known key", {"note", {}}, {}};
    }
    return signed_by;
}

}  // namespace verbatim::note
