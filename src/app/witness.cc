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

WitnessVerdict refused(Refusal why, Error error, uint64_t signed_size = 0) {
    return {{}, why, std::move(error), signed_size};
}

// Nothing if `now` continues what was seen.
std::optional<WitnessVerdict> refuse_inconsistent(const Seen& seen, const note::WitnessRequest& request,
                                                  const note::Checkpoint& now) {
    if (request.old_size > now.size) {
        return refused(Refusal::malformed,
                       {Code::malformed, "the request begins behind the end of its own checkpoint", {}, {}});
    }
    if (request.old_size != seen.size) {
        return refused(Refusal::other_size,
                       {Code::conflict,
                        "this witness last signed size " + std::to_string(seen.size) +
                            " of the log, the request begins at " + std::to_string(request.old_size),
                        {},
                        "ask with: verbatim seal CASE --witness-request FILE --old " + std::to_string(seen.size)},
                       seen.size);
    }
    const std::string advice = "keep the request: it may show that the log was rewritten";
    if (seen.size == now.size && seen.size != 0 && seen.root != now.root) {
        return refused(Refusal::other_root,
                       {Code::integrity, "the checkpoint is of another tree of the size signed last", {}, advice},
                       seen.size);
    }
    if (seen.size == 0) {
        return request.proof.empty()
                   ? std::nullopt
                   : std::optional(refused(Refusal::inconsistent,
                                           {Code::malformed, "a proof from the empty log has no hashes", {}, {}}));
    }
    const auto consistent = merkle::verify_consistency(seen.size, now.size, request.proof, seen.root, now.root);
    return consistent
               ? std::nullopt
               : std::optional(refused(
                     Refusal::inconsistent,
                     {Code::integrity,
                      "the checkpoint does not continue the log that this witness signed: " + consistent.error().what,
                      {},
                      advice},
                     seen.size));
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

Result<WitnessVerdict> Witness::judge(std::string_view request_text, uint64_t time) {
    const auto request = note::WitnessRequest::parse(request_text);
    if (!request) {
        return refused(Refusal::malformed, request.error());
    }
    const auto note = note::Note::parse(request->checkpoint);
    if (!note) {
        return refused(Refusal::malformed, note.error());
    }
    const auto claimed = note::Checkpoint::parse(note->text);
    if (!claimed) {
        return refused(Refusal::malformed, claimed.error());
    }
    const std::string folder = log_folder(claimed->origin);
    if (!io::exists(folder + "/key")) {
        return refused(Refusal::unknown_log, {Code::denied,
                                              "this witness does not know the log " + claimed->origin,
                                              {},
                                              "if it should, add its key with: verbatim witness trust"});
    }
    VB_TRY_ASSIGN(const std::string key_text, read_line(folder + "/key"));
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(key_text));
    const auto checkpoint = note::open_checkpoint(request->checkpoint, claimed->origin, {&key, 1});
    if (!checkpoint) {
        return refused(Refusal::false_signature, checkpoint.error());
    }
    const std::string seen_path = folder + "/seen";
    VB_TRY_ASSIGN(const Seen seen, read_seen(seen_path));
    if (auto verdict = refuse_inconsistent(seen, *request, *checkpoint)) {
        return std::move(*verdict);
    }
    VB_TRY_ASSIGN(note::Signature signature, note::cosign(note->text, time, signer_));
    // Before the cosignature leaves: a second history must not be signed after a crash either.
    const std::string now = std::to_string(checkpoint->size) + " " + crypto::to_base64(checkpoint->root.span()) + "\n";
    VB_TRY(io::replace_file(seen_path, as_bytes(now)));
    const std::string cosigned = note::Note{note->text, {std::move(signature)}}.to_string();
    return WitnessVerdict{cosigned.substr(note->text.size() + 1), {}, {}, seen.size};
}

Result<std::string> Witness::cosign(std::string_view request, uint64_t time) {
    VB_TRY_ASSIGN(WitnessVerdict verdict, judge(request, time));
    return verdict.refusal ? Result<std::string>(std::move(verdict.error))
                           : Result<std::string>(std::move(verdict.lines));
}

}  // namespace verbatim::app
