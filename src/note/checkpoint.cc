// SPDX-License-Identifier: Apache-2.0
#include "note/checkpoint.h"

#include "crypto/base64.h"
#include "note/internal/text.h"
#include "note/lines.h"

namespace verbatim::note {
namespace {

Error malformed(std::string what) {
    return {Code::malformed, std::move(what), {"checkpoint", {}}, {}};
}

}  // namespace

std::string Checkpoint::to_text() const {
    return origin + "\n" + std::to_string(size) + "\n" + crypto::to_base64(root.span()) + "\n";
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
    Checkpoint checkpoint;
    const auto origin = take_line(text);
    if (!origin || origin->empty() || !internal::is_plain_utf8(*origin)) {
        return malformed("checkpoint has no origin line");
    }
    checkpoint.origin = *origin;
    const auto size_line = take_line(text);
    const auto size = size_line ? decimal(*size_line) : std::nullopt;
    if (!size) {
        return malformed("tree size of the checkpoint is not a decimal number without leading zeros");
    }
    checkpoint.size = *size;
    const auto root_line = take_line(text);
    if (!root_line) {
        return malformed("checkpoint has no root hash line");
    }
    const auto root = crypto::hash_from_base64(*root_line);
    if (!root) {
        return malformed("root hash of the checkpoint: " + root.error().what);
    }
    checkpoint.root = *root;
    while (const auto line = take_line(text)) {
        if (line->empty()) {
            return malformed("extension line of the checkpoint is empty");
        }
        checkpoint.extensions.emplace_back(*line);
    }
    if (!text.empty()) {
        return malformed("last line of the checkpoint has no newline");
    }
    return checkpoint;
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const Signer& signer) {
    VB_TRY_ASSIGN(const Note note, sign(checkpoint.to_text(), signer));
    return note.to_string();
}

Result<Checkpoint> open_checkpoint(std::string_view bytes, std::string_view origin,
                                   std::span<const VerifierKey> known) {
    VB_TRY_ASSIGN(const Note note, Note::parse(bytes));
    VB_TRY(verify(note, known));
    VB_TRY_ASSIGN(Checkpoint checkpoint, Checkpoint::parse(note.text));
    if (!origin.empty() && checkpoint.origin != origin) {
        return Error{Code::integrity, "origin of the checkpoint is not the expected one", {"checkpoint", {}}, {}};
    }
    return checkpoint;
}

}  // namespace verbatim::note
