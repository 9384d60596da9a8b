// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/record_pass.h"

#include <algorithm>

#include "merkle/tree.h"
#include "note/source_line.h"
#include "record/identity.h"
#include "record/seal_leaves.h"

namespace verbatim::disclose::internal {
namespace {

using record::Group;

constexpr uint64_t kProgressRecords = 4096;
constexpr size_t kRepeatsNamed = 1000;
constexpr size_t kExtensionMax = 16;

Error stopped() {
    return {Code::interrupted, "stopped on request", {}, "no bundle was made; run the same command again"};
}

// Of a file name, or what the bytes or the source say of the kind; never anything but small letters and digits.
std::string extension(const record::Attachment& attachment) {
    const auto plain = [](std::string_view text) {
        std::string out;
        for (const char c : text) {
            const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            if ((small < 'a' || small > 'z') && (small < '0' || small > '9')) {
                return std::string();
            }
            out += small;
        }
        return out.size() <= kExtensionMax ? out : std::string();
    };
    for (const auto& [text, mark] : {std::pair{attachment.name, '.'}, std::pair{attachment.mime_found, '/'},
                                     std::pair{attachment.mime_stated, '/'}}) {
        if (const size_t at = text.rfind(mark); at != std::string_view::npos) {
            if (std::string out = plain(text.substr(at + 1)); !out.empty()) {
                return out;
            }
        }
    }
    return "bin";
}

// As a verifier sees it (docs/bundle.md, section 1, step 10).
bool shows_identity(char kind, const Decision& decision) {
    return decision.shows(Group::conversation) && (kind != record::kIdentityPeople || decision.shows(Group::sender)) &&
           (kind != record::kIdentityObject || decision.shows(Group::source));
}

}  // namespace

RecordPass::RecordPass(BundleCase& parts, const BundleRequest& request, std::span<const uint64_t> complete,
                       Spool& spool, WithheldValues& values)
    : parts_(parts),
      request_(request),
      complete_(complete),
      spool_(spool),
      values_(values),
      committer_(parts.salt_key),
      redactor_(request.plan) {}

Result<void> RecordPass::run(std::span<const uint64_t> sequences, RecordsWalk& walk, const BundleControl& control) {
    return parts_.read(sequences, [&](const StoredRecord& stored) -> Result<void> {
        if (walk.count() % kProgressRecords == 0) {
            if (control.cancelled && control.cancelled()) {
                return stopped();
            }
            if (control.progress) {
                control.progress({"records", walk.count(), sequences.size()});
            }
        }
        return take(stored, walk);
    });
}

Result<void> RecordPass::take(const StoredRecord& stored, RecordsWalk& walk) {
    const uint64_t sequence = stored.sequence;
    VB_TRY_ASSIGN(record::EncodedRecord encoded, record::from_blob(as_bytes(stored.blob), stored.text));
    VB_TRY_ASSIGN(const record::OwnedMessage owned, record::decode(std::move(encoded)));
    const record::Opening opening = committer_.open(sequence, owned.record());
    VB_TRY_ASSIGN(const Hash leaf, parts_.log_nodes(0, sequence));
    if (merkle::leaf_hash(opening.commitment.span()) != leaf) {
        return Error{Code::integrity,
                     "the store's record " + std::to_string(sequence) + " has leaf hash " +
                         merkle::leaf_hash(opening.commitment.span()).hex() + ", the log holds " + leaf.hex(),
                     {},
                     "run `verbatim verify`, then `verbatim rebuild`"};
    }
    chunks_.clear();
    for (const record::Opening::Chunk& chunk : opening.chunks) {
        chunks_.push_back(chunk.text);
    }
    VB_TRY(redactor_.decide(sequence, owned, chunks_, decision_));
    SpoolPlace place;
    place.sequence = sequence;
    place.sent_ms = owned.message().time(record::TimeKind::sent).utc_ms;
    VB_TRY_ASSIGN(place.source, source_of(sequence));
    sources_[place.source].shown |= decision_.shows(Group::source);
    note_conversation(owned, decision_, place);
    if (!decision_.shows_all()) {
        VB_TRY(check_times(sequence, decision_));
        ++redacted_;
        note_repeats(sequence, decision_);
        for (const std::string& value : decision_.named) {
            VB_TRY(values_.add(value, true));
        }
        for (const std::string& value : decision_.along) {
            VB_TRY(values_.add(value, false));
        }
    }
    note_media(owned, decision_);
    VB_TRY(walk.add(sequence, owned.record(), opening, decision_));
    return spool_.add(place, owned.record(), opening, decision_);
}

// The proof that a conversation is complete opens the sent time of each of its records.
Result<void> RecordPass::check_times(uint64_t sequence, const Decision& decision) const {
    if (decision.shows(Group::times) || !std::binary_search(complete_.begin(), complete_.end(), sequence)) {
        return {};
    }
    return Error{Code::usage,
                 "the times of message " + std::to_string(sequence) + " are to be withheld (" +
                     std::string(decision.group(Group::times)) +
                     "), but the proof that its conversation is complete opens its sent time",
                 {},
                 "show the times, or disclose the messages as a selection, which proves no completeness"};
}

Result<uint32_t> RecordPass::source_of(uint64_t sequence) {
    if (!sources_.empty()) {
        const SourceRange& last = sources_.back().range;
        if (sequence >= last.first && sequence < last.first + last.messages) {
            ++sources_.back().disclosed;
            return static_cast<uint32_t>(sources_.size() - 1);
        }
    }
    // The last source that begins at or before it; sources of no messages begin where the next one does.
    uint64_t low = source_at_;
    uint64_t high = parts_.sources.head().size;
    note::SourceLine line;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        VB_TRY_ASSIGN(const log::SourceTree::Leaf leaf, parts_.sources.leaf(middle));
        VB_TRY_ASSIGN(note::SourceLine candidate, note::SourceLine::parse(leaf.line));
        if (candidate.first <= sequence) {
            line = std::move(candidate);
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == source_at_ || sequence >= line.first + line.messages) {
        return Error{Code::integrity,
                     "no source of the seal holds record " + std::to_string(sequence),
                     {},
                     "run `verbatim verify`"};
    }
    source_at_ = line.number;
    sources_.push_back({{line.number, line.first, line.messages}, line.path, 1, false});
    return static_cast<uint32_t>(sources_.size() - 1);
}

void RecordPass::note_conversation(const record::OwnedMessage& owned, const Decision& decision, SpoolPlace& place) {
    record::conversation_identity(owned.message(), owned.source().object, identity_);
    auto at = keys_.find(identity_);
    if (at == keys_.end()) {
        const crypto::Salt salt = record::conversation_salt(parts_.salt_key, identity_);
        at = keys_.emplace(identity_, record::conversation_key(salt, identity_)).first;
    }
    place.conversation = at->second;
    if (shows_identity(identity_[0], decision)) {
        identities_.try_emplace(at->second, identity_);
    }
}

void RecordPass::note_media(const record::OwnedMessage& owned, const Decision& decision) {
    if (!request_.media || !decision.shows(Group::attachments)) {
        return;
    }
    for (const record::Attachment& attachment : owned.message().attachments) {
        if (attachment.sha256) {
            const auto [at, is_new] = media_.try_emplace(*attachment.sha256);
            if (is_new) {
                at->second = "media/" + attachment.sha256->hex() + "." + extension(attachment);
            }
        }
    }
}

void RecordPass::note_repeats(uint64_t sequence, const Decision& decision) {
    for (const Repeat& repeat : decision.repeats) {
        if (++repeats_total_ <= kRepeatsNamed) {
            repeats_.push_back("message " + std::to_string(sequence) + ": " + std::string(record::name(repeat.group)) +
                               " says \"" + repeat.value + "\"");
        }
    }
}

}  // namespace verbatim::disclose::internal
