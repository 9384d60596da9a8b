// SPDX-License-Identifier: Apache-2.0
// Sealing: a state of the case fixed in four trees under one signature (docs/seals.md).
#include <algorithm>
#include <string>

#include "app/case.h"
#include "app/internal/parts.h"
#include "app/internal/seal_making.h"
#include "app/internal/seal_rows.h"
#include "log/log.h"
#include "note/source_line.h"
#include "note/witness_request.h"
#include "record/identity.h"
#include "record/seal_leaves.h"

namespace verbatim::app {
namespace {

// Progress is told every so many rows.
constexpr uint64_t kProgressRows = 1 << 16;

note::SourceLine line_of(const ingest::SourceEntry& entry) {
    note::SourceLine line;
    line.number = entry.source;
    line.object = entry.object;
    line.bytes = entry.size_bytes;
    line.messages = entry.counts.messages;
    line.first = entry.first_seq;
    line.rejected = entry.counts.rejected;
    line.skipped = entry.counts.skipped;
    line.unread = entry.counts.bytes_unread;
    line.format = entry.format;
    line.format_version = entry.format_version;
    line.path = entry.path;
    return line;
}

bool goes_on(const ingest::Control& control, std::string_view stage, uint64_t messages) {
    if (control.progress) {
        ingest::Progress now;
        now.stage = stage;
        now.messages = messages;
        control.progress(now);
    }
    return !control.cancelled || !control.cancelled();
}

Error stopped() {
    return {Code::interrupted, "stopped on request", {}, "no seal was made; run the same command again"};
}

// The journal's lines become leaves; what they account for must be the log.
Result<void> add_sources(const SealParts& parts, uint64_t records, uint64_t sources, log::SealBuilder& builder,
                         MadeTrees& made) {
    uint64_t messages = 0;
    uint64_t count = 0;
    VB_TRY(ingest::read_chained(ingest::journal_path(parts.folder), parts.state.journal,
                                [&](std::string_view text) -> Result<void> {
                                    VB_TRY_ASSIGN(const ingest::SourceEntry entry, ingest::decode_source(text));
                                    if (entry.source >= sources) {
                                        return {};
                                    }
                                    ++count;
                                    messages += entry.counts.messages;
                                    made.rejected += entry.counts.rejected;
                                    made.skipped += entry.counts.skipped;
                                    return builder.source(line_of(entry).to_text());
                                }));
    if (messages != records || count != sources) {
        return Error{Code::integrity,
                     std::to_string(count) + " sources account for " + std::to_string(messages) +
                         " messages, the log to be sealed has " + std::to_string(records),
                     {ingest::journal_path(parts.folder), {}},
                     "run verbatim verify to see what differs"};
    }
    return {};
}

// A destroyed record keeps a leaf: undated, of a conversation that stands for all destroyed ones, without handles.
Result<uint64_t> add_destroyed(const SealParts& parts, uint64_t records, log::SealBuilder& builder) {
    const std::string_view identity(&record::kIdentityDestroyed, 1);
    const Hash key = record::conversation_key(record::conversation_salt(parts.salt_key, identity), identity);
    uint64_t count = 0;
    for (const formats::ByteRange& run : parts.removed.records) {
        for (uint64_t seq = run.begin; seq < std::min(run.end, records); ++seq, ++count) {
            VB_TRY(builder.entry(key, std::nullopt, seq));
        }
    }
    return count;
}

Result<void> add_records(const SealParts& parts, uint64_t records, log::SealBuilder& builder,
                         const ingest::Control& control) {
    VB_TRY_ASSIGN(const auto rows, SealRows::begin(parts.salt_key, builder));
    store::Control store_control;
    store_control.cancelled = control.cancelled;
    bool cancelled = false;
    const auto read = parts.store.each_record(
        records,
        [&](const store::StoredRecord& row) {
            cancelled = rows->count() % kProgressRows == 0 && !goes_on(control, "reading records", rows->count());
            return !cancelled && rows->add(row);
        },
        store_control);
    if (cancelled) {
        return stopped();
    }
    VB_TRY(read);
    VB_TRY(rows->finish());
    VB_TRY_ASSIGN(const uint64_t destroyed, add_destroyed(parts, records, builder));
    if (rows->count() + destroyed != records) {
        return Error{
            Code::integrity,
            "the store gave " + std::to_string(rows->count()) + " rows of " + std::to_string(records) + " records",
            {parts.folder + "/store", {}},
            "run verbatim verify, and make the store anew with: verbatim rebuild " + parts.folder};
    }
    return {};
}

Result<MadeTrees> make_in(const SealParts& parts, uint64_t records, uint64_t sources, const std::string& folder,
                          const ingest::Control& control) {
    MadeTrees made;
    made.folder = folder;
    VB_TRY_ASSIGN(const auto builder, log::SealBuilder::begin(folder, parts.salt_key));
    VB_TRY(add_sources(parts, records, sources, *builder, made));
    VB_TRY(add_records(parts, records, *builder, control));
    VB_TRY_ASSIGN(made.trees,
                  builder->finish([&](uint64_t done, uint64_t) { return goes_on(control, "making the trees", done); }));
    return made;
}

}  // namespace

Result<MadeTrees> make_trees(const SealParts& parts, uint64_t records, uint64_t sources,
                             const ingest::Control& control) {
    VB_TRY_ASSIGN(const std::string folder, log::begin_seal(parts.folder + "/log"));
    auto made = make_in(parts, records, sources, folder, control);
    if (!made) {
        log::discard_made(folder);
        return made.error().code == Code::interrupted ? stopped() : made.error();
    }
    return made;
}

std::string difference(const note::Seal& seal, const MadeTrees& made) {
    const auto differs = [](const char* name, const note::TreeHead& sealed, const note::TreeHead& now) {
        return "the tree of " + std::string(name) + " made again has " + std::to_string(now.size) +
               " leaves and root " + now.root.hex() + ", the seal says " + std::to_string(sealed.size) + " and " +
               sealed.root.hex();
    };
    if (seal.conversations != made.trees.conversations) {
        return differs("conversations", seal.conversations, made.trees.conversations);
    }
    if (seal.participations != made.trees.participations) {
        return differs("participations", seal.participations, made.trees.participations);
    }
    if (seal.sources != made.trees.sources) {
        return differs("sources", seal.sources, made.trees.sources);
    }
    if (seal.rejected != made.rejected || seal.skipped != made.skipped) {
        return "the sources reject " + std::to_string(made.rejected) + " rows and skip " +
               std::to_string(made.skipped) + ", the seal says " + std::to_string(seal.rejected) + " and " +
               std::to_string(seal.skipped);
    }
    return {};
}

Result<log::FiledSeal> Case::seal(const SealOptions& options, const ingest::Control& control) {
    Parts& parts = *parts_;
    if (parts.state.current_messages != 0) {
        return Error{Code::conflict,
                     "an ingest stopped in the middle of source " + std::to_string(parts.state.sources),
                     {},
                     "finish it first with: verbatim ingest " + parts.folder};
    }
    VB_TRY(parts.need_store());
    note::Seal seal;
    seal.case_id = parts.info.id;
    seal.time = options.time.empty() ? utc_now() : options.time;
    if (!note::is_utc_second(seal.time)) {
        return Error{Code::usage, "a time is written like 2026-11-23T20:26:44Z", {seal.time, {}}, {}};
    }
    VB_TRY_ASSIGN(const uint64_t last, log::last_seal(parts.log_folder()));
    seal.number = last + 1;
    if (last != 0) {
        VB_TRY_ASSIGN(const log::FiledSeal before,
                      log::read_seal(parts.log_folder(), last, parts.keys.signer.verifier()));
        seal.previous = before.hash;
    }
    seal.log = {parts.log->committed_size(), parts.log->root()};
    VB_TRY_ASSIGN(const MadeTrees made, make_trees(parts.seal_parts(), seal.log.size, parts.state.sources, control));
    seal.conversations = made.trees.conversations;
    seal.participations = made.trees.participations;
    seal.sources = made.trees.sources;
    seal.rejected = made.rejected;
    seal.skipped = made.skipped;
    VB_TRY_ASSIGN(const std::string bytes, note::sign_seal(seal, parts.keys.signer));
    VB_TRY(log::file_seal(parts.log_folder(), seal.number, made.folder, bytes, parts.log->checkpoint_note()));
    return log::read_seal(parts.log_folder(), seal.number, parts.keys.signer.verifier());
}

Result<std::vector<log::FiledSeal>> Case::seals() {
    VB_TRY_ASSIGN(const uint64_t last, log::last_seal(parts_->log_folder()));
    std::vector<log::FiledSeal> seals;
    for (uint64_t number = 1; number <= last; ++number) {
        VB_TRY_ASSIGN(log::FiledSeal seal,
                      log::read_seal(parts_->log_folder(), number, parts_->keys.signer.verifier()));
        VB_TRY(log::check_chain(seal, seals.empty() ? nullptr : &seals.back()));
        seals.push_back(std::move(seal));
    }
    return seals;
}

Result<log::FiledSeal> Case::read_seal(std::optional<uint64_t> number) {
    VB_TRY_ASSIGN(const uint64_t last, log::last_seal(parts_->log_folder()));
    if (last == 0 || (number && (*number == 0 || *number > last))) {
        return Error{Code::not_found,
                     last == 0 ? "the case has no seal" : "the case has no seal " + std::to_string(*number),
                     {},
                     "make one with: verbatim seal " + parts_->folder};
    }
    return log::read_seal(parts_->log_folder(), number.value_or(last), parts_->keys.signer.verifier());
}

Result<std::string> Case::seal_again(uint64_t number, const ingest::Control& control) {
    VB_TRY(parts_->need_store());
    VB_TRY_ASSIGN(const log::FiledSeal filed, read_seal(number));
    if (!parts_->tombstones.empty() && number <= parts_->tombstones.back().tombstone.last_seal) {
        return Error{Code::conflict,
                     "seal " + std::to_string(number) + " was made with records that were destroyed since",
                     {},
                     "its signature and its log hold; its trees cannot be made again"};
    }
    VB_TRY_ASSIGN(const MadeTrees made,
                  make_trees(parts_->seal_parts(), filed.seal.log.size, filed.seal.sources.size, control));
    if (std::string differs = difference(filed.seal, made); !differs.empty()) {
        log::discard_made(made.folder);
        return differs;
    }
    VB_TRY(log::replace_trees(parts_->log_folder(), number, made.folder));
    return std::string();
}

Result<std::string> Case::timestamp_request(std::optional<uint64_t> number) {
    VB_TRY_ASSIGN(const log::FiledSeal filed, read_seal(number));
    return crypto::timestamp_request(filed.hash);
}

Result<crypto::Timestamp> Case::file_timestamp(std::optional<uint64_t> number, std::string_view response,
                                               std::string_view trusted_pem) {
    VB_TRY_ASSIGN(const log::FiledSeal filed, read_seal(number));
    return log::file_timestamp(filed, response, trusted_pem);
}

Result<std::string> Case::witness_request(std::optional<uint64_t> number, std::optional<uint64_t> old_size) {
    VB_TRY_ASSIGN(const log::FiledSeal filed, read_seal(number));
    note::WitnessRequest request;
    request.checkpoint = filed.checkpoint;
    if (old_size) {
        request.old_size = *old_size;
    } else if (filed.number > 1) {
        VB_TRY_ASSIGN(const log::FiledSeal before, read_seal(filed.number - 1));
        request.old_size = before.seal.log.size;
    }
    if (request.old_size != 0) {
        VB_TRY_ASSIGN(request.proof, parts_->log->consistency_proof(request.old_size, filed.seal.log.size));
    }
    return request.to_text();
}

Result<uint64_t> Case::file_cosignature(std::optional<uint64_t> number, std::string_view bytes,
                                        const note::WitnessKey& witness) {
    VB_TRY_ASSIGN(const log::FiledSeal filed, read_seal(number));
    return log::file_cosignature(filed, bytes, witness);
}

}  // namespace verbatim::app
