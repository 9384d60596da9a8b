// SPDX-License-Identifier: Apache-2.0
#include "note/tlog_proof.h"

#include "crypto/base64.h"
#include "note/lines.h"

namespace verbatim::note {
namespace {

constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

Error malformed(std::string_view field, std::string what) {
    return {Code::malformed, std::move(what), {std::string(field), {}}, {}};
}

}  // namespace

Result<TlogProof> TlogProof::parse(std::string_view rest) {
    TlogProof proof;
    auto line = take_line(rest);
    if (!line || *line != kTlogProofHeader) {
        return malformed("tlog-proof", "first line is not " + std::string(kTlogProofHeader));
    }
    line = take_line(rest);
    if (line && line->starts_with(kExtra)) {
        auto extra = crypto::from_base64(line->substr(kExtra.size()));
        if (!extra) {
            return malformed("extra", extra.error().what);
        }
        proof.extra = std::move(*extra);
        line = take_line(rest);
    }
    const auto index = line && line->starts_with(kIndex) ? decimal(line->substr(kIndex.size())) : std::nullopt;
    if (!index) {
        return malformed("index", "line is not `index` and a decimal number without leading zeros");
    }
    proof.index = *index;
    while ((line = take_line(rest)) && !line->empty()) {
        if (proof.hashes.size() == kProofHashesMax) {
            return malformed("inclusion proof", "more than " + std::to_string(kProofHashesMax) + " hashes");
        }
        const auto hash = crypto::hash_from_base64(*line);
        if (!hash) {
            return malformed("inclusion proof",
                             "hash " + std::to_string(proof.hashes.size()) + ": " + hash.error().what);
        }
        proof.hashes.push_back(*hash);
    }
    if (!line) {
        return malformed("inclusion proof", "no empty line after the hashes");
    }
    if (rest.empty()) {
        return malformed("checkpoint", "the proof ends before the checkpoint");
    }
    proof.checkpoint = rest;
    return proof;
}

std::string TlogProof::to_string() const {
    std::string out = std::string(kTlogProofHeader) + "\n";
    if (extra) {
        out += std::string(kExtra) + crypto::to_base64(as_bytes(*extra)) + "\n";
    }
    out += std::string(kIndex) + std::to_string(index) + "\n";
    for (const Hash& hash : hashes) {
        out += crypto::to_base64(hash.span()) + "\n";
    }
    return out + "\n" + checkpoint;
}

}  // namespace verbatim::note
