// SPDX-License-Identifier: Apache-2.0
#include "app/witness.h"

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "note/lines.h"
#include "note/witness_request.h"

namespace verbatim::app {
namespace {

constexpr uint64_t kFileBytesMax = 1 << 16;

std::string key_path(const std::string& folder) {
    return folder + "/witness.key";
}

// The first line of a small file of ours.
Result<std::string> read_line(const std::string& path) {
    VB_TRY_ASSIGN(const std::string text, io::read_file(path, kFileBytesMax));
    std::string_view rest = text;
    const auto line = note::take_line(rest);
    if (!line || !rest.empty()) {
        return Error{Code::integrity, "the file is not one line", {path, {}}, "restore it from a backup"};
    }
    return std::string(*line);
}

struct Seen {
    uint64_t size = 0;
    Hash root;
};

// "SIZE ROOT"
Result<Seen> read_seen(const std::string& path) {
    if (!io::exists(path)) {
        return Seen{};
    }
    VB_TRY_ASSIGN(const std::string line, read_line(path));
    const size_t space = std::min(line.find(' '), line.size());
    const auto size = note::decimal(std::string_view(line).substr(0, space));
    const auto root = crypto::hash_from_base64(std::string_view(line).substr(std::min(space + 1, line.size())));
    if (!size || !root) {
        return Error{Code::integrity, "the file is not a size and a root", {path, {}}, "restore it from a backup"};
    }
    return Seen{*size, *root};
}

Result<void> check_consistent(const Seen& seen, const note::WitnessRequest& request, const note::Checkpoint& now) {
    if (request.old_size != seen.size) {
        return Error{Code::conflict,
                     "this witness last signed size " + std::to_string(seen.size) +
                         " of the log, the request begins at " + std::to_string(request.old_size),
                     {},
                     "ask with: verbatim seal CASE --witness-request FILE --old " + std::to_string(seen.size)};
    }
    if (seen.size == 0) {
        return request.proof.empty() ? Result<void>()
                                     : Error{Code::malformed, "a proof from the empty log has no hashes", {}, {}};
    }
    const auto consistent = merkle::verify_consistency(seen.size, now.size, request.proof, seen.root, now.root);
    if (!consistent) {
        return Error{Code::integrity,
                     "the checkpoint does not continue the log that this witness signed: " + consistent.error().what,
                     {},
                     "keep the request: it may show that the log was rewritten"};
    }
    return {};
}

}  // namespace

std::string Witness::log_folder(std::string_view origin) const {
    return folder_ + "/logs/" + crypto::sha256(as_bytes(origin)).hex();
}

Result<note::WitnessKey> Witness::create(const std::string& folder, const std::string& name) {
    if (io::exists(key_path(folder))) {
        return Error{Code::conflict, "the folder holds a witness already", {folder, {}}, {}};
    }
    VB_TRY_ASSIGN(const note::Signer signer, note::Signer::generate(name));
    VB_TRY_ASSIGN(note::WitnessKey key, note::WitnessKey::make(name, signer.verifier().key));
    VB_TRY(io::make_directories(folder, 0700));
    VB_TRY(io::replace_file(key_path(folder), as_bytes(signer.private_text() + "\n"), 0600));
    return key;
}

Result<std::unique_ptr<Witness>> Witness::open(const std::string& folder) {
    VB_TRY_ASSIGN(const std::string text, read_line(key_path(folder)));
    VB_TRY_ASSIGN(note::Signer signer, note::Signer::parse(text));
    VB_TRY_ASSIGN(note::WitnessKey key, note::WitnessKey::make(signer.verifier().name, signer.verifier().key));
    VB_TRY_ASSIGN(io::Descriptor lock, io::lock_exclusive(folder + "/lock"));
    return std::unique_ptr<Witness>(new Witness(folder, std::move(lock), std::move(signer), std::move(key)));
}

Result<void> Witness::trust(const note::VerifierKey& log) {
    const std::string folder = log_folder(log.name);
    const std::string path = folder + "/key";
    if (io::exists(path)) {
        VB_TRY_ASSIGN(const std::string known, read_line(path));
        return known == log.to_string() ? Result<void>()
                                        : Error{Code::conflict,
                                                "another key of this log is trusted already",
                                                {path, {}},
                                                "a log does not change its key; ask its keeper by another way"};
    }
    VB_TRY(io::make_directories(folder, 0700));
    return io::replace_file(path, as_bytes(log.to_string() + "\n"));
}

Result<std::string> Witness::cosign(std::string_view request_text, uint64_t time) {
    VB_TRY_ASSIGN(const note::WitnessRequest request, note::WitnessRequest::parse(request_text));
    VB_TRY_ASSIGN(const note::Note note, note::Note::parse(request.checkpoint));
    VB_TRY_ASSIGN(const note::Checkpoint claimed, note::Checkpoint::parse(note.text));
    const std::string folder = log_folder(claimed.origin);
    if (!io::exists(folder + "/key")) {
        return Error{Code::denied,
                     "this witness does not know the log " + claimed.origin,
                     {},
                     "if it should, add its key with: verbatim witness trust"};
    }
    VB_TRY_ASSIGN(const std::string key_text, read_line(folder + "/key"));
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(key_text));
    VB_TRY_ASSIGN(const note::Checkpoint checkpoint,
                  note::open_checkpoint(request.checkpoint, claimed.origin, {&key, 1}));
    const std::string seen_path = folder + "/seen";
    VB_TRY_ASSIGN(const Seen seen, read_seen(seen_path));
    VB_TRY(check_consistent(seen, request, checkpoint));
    VB_TRY_ASSIGN(note::Signature signature, note::cosign(note.text, time, signer_));
    // Before the cosignature leaves: a second history must not be signed after a crash either.
    const std::string now = std::to_string(checkpoint.size) + " " + crypto::to_base64(checkpoint.root.span()) + "\n";
    VB_TRY(io::replace_file(seen_path, as_bytes(now)));
    const std::string cosigned = note::Note{note.text, {std::move(signature)}}.to_string();
    return cosigned.substr(note.text.size() + 1);
}

}  // namespace verbatim::app
