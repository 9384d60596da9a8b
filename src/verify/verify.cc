// SPDX-License-Identifier: Apache-2.0
#include "verify/verify.h"

#include <algorithm>

#include "base/utf8.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "note/note.h"
#include "record/cbor.h"
#include "verify/internal/fields.h"
#include "verify/internal/lines.h"
#include "verify/internal/record_line.h"
#include "verify/proof_file.h"

namespace verbatim::verify {
namespace {

using record::Group;

using internal::failure;

constexpr std::string_view kWithheldMark = "[withheld]";

std::string field_name(std::string_view what, size_t number) {
    return std::string(what) + " " + std::to_string(number);
}

// Follows docs/proofs.md, section 5, step by step; the first failure ends it.
class Verifier {
  public:
    Verifier(const Proof& proof, const std::optional<note::VerifierKey>& trusted, Report& report)
        : proof_(proof), trusted_(trusted), report_(report) {}

    Result<void> run() {
        VB_TRY(checkpoint());
        for (size_t i = 1; i <= record::kGroups; ++i) {
            const auto which = static_cast<Group>(i);
            VB_TRY(which == Group::text ? text() : group(which));
        }
        VB_TRY(commitment());
        return inclusion();
    }

  private:
    Result<void> checkpoint();
    Result<void> group(Group which);
    Result<void> text();
    Result<void> chunk(size_t index, std::string& shown);
    Result<void> commitment();
    Result<void> inclusion();

    const Proof& proof_;
    const std::optional<note::VerifierKey>& trusted_;
    Report& report_;
    note::Checkpoint checkpoint_;
};

Result<void> Verifier::checkpoint() {
    const auto note = note::Note::parse(proof_.inclusion.checkpoint);
    if (!note) {
        return failure("checkpoint", note.error().what);
    }
    auto head = note::Checkpoint::parse(note->text);
    if (!head) {
        return failure("checkpoint", head.error().what);
    }
    for (size_t i = 0; i < note->signatures.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            if (note->signatures[i].name == note->signatures[j].name &&
                note->signatures[i].key_id == note->signatures[j].key_id) {
                return failure("checkpoint", "two signature lines have the same name and key id");
            }
        }
    }
    std::vector<note::VerifierKey> known;
    if (trusted_) {
        known.push_back(*trusted_);
    } else {
        for (const std::string& text : proof_.claimed_keys) {
            VB_TRY_ASSIGN(note::VerifierKey key, note::VerifierKey::parse(text));
            if (key.name == head->origin) {
                known.push_back(std::move(key));
            }
        }
        if (known.empty()) {
            return failure("claimed-key", "the file claims no key of the checkpoint's origin, and none was given");
        }
    }
    const auto signers = note::verify(*note, known);
    if (!signers) {
        return failure("checkpoint", signers.error().what);
    }
    if (signers->front().name != head->origin) {
        return failure("checkpoint", "the origin is not the name of the key that signed");
    }
    checkpoint_ = std::move(*head);
    report_.key = signers->front().to_string();
    report_.key_trusted = trusted_.has_value();
    report_.origin = checkpoint_.origin;
    report_.tree_size = checkpoint_.size;
    report_.root = checkpoint_.root;
    return {};
}

Result<void> Verifier::group(Group which) {
    const auto number = static_cast<size_t>(which);
    const std::string field = field_name("group", number);
    const Part& part = proof_.group(which);
    if (!part.shown) {
        report_.withheld.push_back(field + " (" + std::string(record::name(which)) + ")");
        return {};
    }
    const Bytes bytes = as_bytes(part.shown->bytes);
    if (record::group_commitment(which, part.shown->salt, bytes) != part.commitment) {
        return failure(field, "salt and content do not give the commitment");
    }
    record::Message message;
    record::SourceIdentity source;
    if (const auto decoded = record::decode_group(which, bytes, message, source); !decoded) {
        return failure(field, "content is not a canonical " + std::string(record::name(which)) +
                                  " group: " + decoded.error().what);
    }
    internal::add_fields(which, message, source, report_.fields);
    return {};
}

Result<void> Verifier::chunk(size_t index, std::string& shown) {
    const Part& part = proof_.chunks[index];
    const std::string field = field_name("chunk", index);
    if (!part.shown) {
        report_.withheld.push_back(field + " of the text");
        shown += kWithheldMark;
        return {};
    }
    const std::string& bytes = part.shown->bytes;
    if (record::chunk_commitment(part.shown->salt, bytes) != part.commitment) {
        return failure(field, "salt and content do not give the commitment");
    }
    if (!is_utf8(bytes)) {
        return failure(field, "content is not UTF-8");
    }
    if (!internal::is_one_chunk(bytes, index + 1 == proof_.chunks.size())) {
        return failure(field, "content is not one chunk by the rule of docs/proofs.md");
    }
    shown += bytes;
    return {};
}

Result<void> Verifier::text() {
    if (proof_.text_withheld) {
        report_.withheld.emplace_back("group 6 (text)");
        return {};
    }
    std::string shown;
    std::vector<Hash> commitments;
    for (size_t i = 0; i < proof_.chunks.size(); ++i) {
        VB_TRY(chunk(i, shown));
        commitments.push_back(proof_.chunks[i].commitment);
    }
    if (record::text_commitment(commitments) != proof_.group(Group::text).commitment) {
        return failure("group 6", "the chunks do not give the commitment of the text");
    }
    record::Message message;
    message.text = shown;
    internal::add_fields(Group::text, message, {}, report_.fields);
    return {};
}

Result<void> Verifier::commitment() {
    std::array<Hash, record::kGroups> groups;
    std::ranges::transform(proof_.groups, groups.begin(), [](const Part& part) { return part.commitment; });
    if (record::record_commitment(groups) != proof_.commitment) {
        return failure("commitment", "the groups do not give the commitment of the record");
    }
    return {};
}

Result<void> Verifier::inclusion() {
    const note::TlogProof& inclusion = proof_.inclusion;
    if (inclusion.index != proof_.sequence) {
        return failure("sequence", "sequence " + std::to_string(proof_.sequence) + " and index " +
                                       std::to_string(inclusion.index) + " of the inclusion proof differ");
    }
    if (inclusion.index >= checkpoint_.size) {
        return failure("index", "index " + std::to_string(inclusion.index) + " is not below the tree size " +
                                    std::to_string(checkpoint_.size));
    }
    const Hash leaf = merkle::leaf_hash(proof_.commitment.span());
    const auto included =
        merkle::verify_inclusion(inclusion.index, checkpoint_.size, leaf, inclusion.hashes, checkpoint_.root);
    if (!included) {
        return failure("inclusion proof", "the record does not lead to the signed root hash: " + included.error().what);
    }
    return {};
}

}  // namespace

Result<Report> verify_proof(std::string_view bytes, const VerifyOptions& options) {
    std::optional<note::VerifierKey> trusted;
    if (!options.trusted_key.empty()) {
        auto key = note::VerifierKey::parse(options.trusted_key);
        if (!key) {
            return Error{Code::usage, key.error().what, {"--key", {}}, "give it as name+hash+base64"};
        }
        trusted = std::move(*key);
    }
    Report report;
    const auto fail = [&report](const Error& error) {
        report.failed_field = error.where.source;
        report.reason = error.what;
        if (error.where.offset) {
            report.reason += " (line " + std::to_string(*error.where.offset) + ")";
        }
        return report;
    };
    const auto proof = Proof::parse(bytes);
    if (!proof) {
        return fail(proof.error());
    }
    report.sequence = proof->sequence;
    Report checked = report;
    if (auto verified = Verifier(*proof, trusted, checked).run(); !verified) {
        // What was decoded before the failure is not proved: it does not leave this function.
        report.key = checked.key;
        report.key_trusted = checked.key_trusted;
        report.origin = checked.origin;
        report.tree_size = checked.tree_size;
        report.root = checked.root;
        return fail(verified.error());
    }
    checked.proved = true;
    return checked;
}

}  // namespace verbatim::verify
