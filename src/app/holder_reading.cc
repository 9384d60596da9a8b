// SPDX-License-Identifier: Apache-2.0
// Searching, reading and proving, by whoever holds the case's folder.
#include <algorithm>

#include "app/case.h"
#include "app/internal/parts.h"
#include "merkle/tree.h"
#include "note/tlog_proof.h"
#include "record/commitment.h"
#include "search/path_pattern.h"
#include "verify/proof_file.h"

namespace verbatim::app {

search::Names Case::Parts::names(Result<void>& listed) {
    search::Names names;
    names.sources = [this, &listed](std::string_view glob) {
        std::vector<uint32_t> found;
        listed = ingest::read_chained(
            ingest::journal_path(folder), state.journal, [&](std::string_view line) -> Result<void> {
                VB_TRY_ASSIGN(const ingest::SourceEntry entry, ingest::decode_source(line));
                if (search::path_matches(glob, entry.path) || (entry.object && entry.object->hex() == glob)) {
                    found.push_back(static_cast<uint32_t>(entry.source));
                }
                return {};
            });
        return found;
    };
    return names;
}

access::ScopeNames Case::Parts::scope_names(Result<void>& listed) {
    access::ScopeNames out;
    out.names = names(listed);
    out.sources_of = [this](uint64_t acquisition) -> Result<std::vector<uint32_t>> {
        std::vector<uint32_t> found;
        VB_TRY(ingest::read_chained(ingest::journal_path(folder), state.journal,
                                    [&](std::string_view line) -> Result<void> {
                                        VB_TRY_ASSIGN(const ingest::SourceEntry entry, ingest::decode_source(line));
                                        if (entry.acquisition == acquisition) {
                                            found.push_back(static_cast<uint32_t>(entry.source));
                                        }
                                        return {};
                                    }));
        return found;
    };
    return out;
}

Result<store::Predicate> Case::Parts::compile(std::string_view query, std::string* canonical) {
    VB_TRY(need_store());
    VB_TRY_ASSIGN(const search::Query parsed, search::parse(query));
    if (canonical != nullptr) {
        *canonical = search::to_canonical(parsed);
    }
    Result<void> listed;
    auto predicate = search::compile(parsed, names(listed));
    VB_TRY(std::move(listed));
    return predicate;
}

namespace {

using audit::LegalName;

std::string matching(const store::Totals& totals) {
    return std::to_string(totals.messages) + " messages match";
}

}  // namespace

Result<SearchResult> Case::search(std::string_view query, const SearchOptions& options, const store::Control& control) {
    SearchResult result;
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, &result.canonical));
    if (options.count) {
        VB_TRY_ASSIGN(result.totals, parts_->store->total(predicate, control));
    }
    VB_TRY_ASSIGN(result.hits, parts_->store->search(predicate, options.page, control));
    const uint64_t limit = options.page.limit == 0 ? UINT64_MAX : options.page.limit;
    VB_TRY(parts_->note(LegalName::consultation, "search", query, {},
                        result.totals ? std::min(limit, result.totals->messages) : 0,
                        result.totals ? matching(*result.totals) : "given out one by one, not counted before"));
    return result;
}

Result<store::Totals> Case::count(std::string_view query, const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    VB_TRY_ASSIGN(const store::Totals totals, parts_->store->total(predicate, control));
    VB_TRY(parts_->note(LegalName::consultation, "count", query, {}, 0, matching(totals)));
    return totals;
}

Result<void> Case::histogram(std::string_view query, store::Period period, const store::Each<store::PeriodCount>& each,
                             const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    VB_TRY(parts_->note(LegalName::consultation, "histogram", query, {}, 0, {}));
    return parts_->store->histogram(predicate, period, each, control);
}

Result<void> Case::group_by(std::string_view query, store::GroupKey key, const store::Each<store::GroupCount>& each,
                            const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    VB_TRY(parts_->note(LegalName::consultation, "group", query, {}, 0, {}));
    return parts_->store->group_by(predicate, key, each, control);
}

Result<void> Case::conversations(std::string_view query, const store::Each<store::ConversationInfo>& each,
                                 const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    VB_TRY(parts_->note(LegalName::consultation, "conversations", query, {}, 0, {}));
    return parts_->store->conversations(predicate, each, control);
}

Result<void> Case::handles(std::string_view query, const store::Each<store::HandleInfo>& each,
                           const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    VB_TRY(parts_->note(LegalName::consultation, "handles", query, {}, 0, {}));
    return parts_->store->handles(predicate, each, control);
}

Result<gaps::Report> Case::gaps(const gaps::Options& options, const gaps::Receiver& receiver,
                                const store::Control& control) {
    VB_TRY(parts_->need_store());
    VB_TRY(parts_->note(LegalName::consultation, "gaps", {}, {}, 0, {}));
    return gaps::find_gaps(*parts_->store, options, receiver, control);
}

Result<store::Store::ConversationPage> Case::conversation_around(uint64_t seq, uint64_t before, uint64_t after) {
    VB_TRY(parts_->need_store());
    VB_TRY(parts_->need_record(seq));
    VB_TRY_ASSIGN(auto page, parts_->store->conversation_around(seq, before, after, true));
    std::vector<uint64_t> seqs;
    for (const store::Hit& hit : page.hits) {
        seqs.push_back(hit.seq);
    }
    VB_TRY(parts_->note(LegalName::consultation, "conversation", {}, audit::record_list(seqs), seqs.size(),
                        "around message " + std::to_string(seq)));
    return page;
}

Result<FullMessage> Case::Parts::full_message(Case& door, uint64_t seq) {
    VB_TRY(need_store());
    VB_TRY(need_record(seq));
    const uint64_t seqs[] = {seq};
    VB_TRY_ASSIGN(const auto hits, store->lookup(seqs, true));
    const store::Hit& hit = hits.front();
    VB_TRY_ASSIGN(record::EncodedRecord encoded, record::from_blob(as_bytes(hit.record), hit.text));
    VB_TRY_ASSIGN(record::OwnedMessage owned, record::decode(std::move(encoded)));
    const std::lock_guard guard(reading);  // the log's reader and the journal are for one thread
    VB_TRY_ASSIGN(const Hash leaf, log->leaf_hash(seq));
    VB_TRY_ASSIGN(std::string path, door.source_path(hit.source, owned.source()));
    return FullMessage{seq, std::move(owned), std::move(path), hit.source, leaf};
}

Result<FullMessage> Case::message(uint64_t seq) {
    VB_TRY_ASSIGN(FullMessage message, parts_->full_message(*this, seq));
    VB_TRY(parts_->note(LegalName::consultation, "message", {}, std::to_string(seq), 1, {}));
    return message;
}

Result<std::vector<store::Hit>> Case::hits(std::span<const uint64_t> seqs) {
    VB_TRY(parts_->need_store());
    for (const uint64_t seq : seqs) {
        if (parts_->removed.has(seq)) {
            return parts_->destroyed_error(seq);
        }
    }
    VB_TRY_ASSIGN(auto hits, parts_->store->lookup(seqs, false));
    VB_TRY(parts_->note(LegalName::consultation, "messages", {}, audit::record_list({seqs.begin(), seqs.end()}),
                        hits.size(), {}));
    return hits;
}

Result<std::string> Case::Parts::message_bytes(const FullMessage& message, uint64_t limit_bytes) {
    const record::Locator& locator = message.record.message().locator;
    const uint64_t size = locator.end - locator.begin;
    if (size > limit_bytes) {
        return Error{Code::limit,
                     "the message has " + std::to_string(size) + " bytes in its source, at most " +
                         std::to_string(limit_bytes) + " are shown",
                     {message.source_path, locator.begin},
                     {}};
    }
    VB_TRY_ASSIGN(const vault::OpenObject object, vault.open_object(message.record.source().object));
    std::string bytes(size, '\0');
    VB_TRY_ASSIGN(const size_t count,
                  io::read_at(object.fd.get(), locator.begin, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()},
                              object.path));
    bytes.resize(count);
    return bytes;
}

Result<std::string> Case::original_bytes(const FullMessage& message, uint64_t limit_bytes) {
    VB_TRY_ASSIGN(std::string bytes, parts_->message_bytes(message, limit_bytes));
    VB_TRY(parts_->note(LegalName::consultation, "bytes", {}, std::to_string(message.seq), 1, {}));
    return bytes;
}

Result<std::string> Case::Parts::message_proof(Case& door, uint64_t seq) {
    VB_TRY_ASSIGN(const FullMessage full, full_message(door, seq));
    record::Committer committer(keys.salt);
    const record::EncodedRecord& record = full.record.record();
    const record::Opening opening = committer.open(seq, record);
    if (const Hash leaf = merkle::leaf_hash(opening.commitment.span()); leaf != full.leaf) {
        return Error{Code::integrity,
                     "the store's record " + std::to_string(seq) + " has leaf hash " + leaf.hex() + ", the log holds " +
                         full.leaf.hex(),
                     {store_folder(), std::nullopt},
                     "run `verbatim verify`, then `verbatim rebuild`"};
    }
    const std::lock_guard guard(reading);
    const uint64_t size = log->committed_size();
    note::TlogProof inclusion;
    inclusion.index = seq;
    VB_TRY_ASSIGN(inclusion.hashes, log->inclusion_proof(seq, size));
    inclusion.checkpoint = log->checkpoint_note();
    const note::VerifierKey known[] = {keys.signer.verifier()};
    return verify::make_proof(seq, record, opening, std::move(inclusion), known).to_string();
}

Result<std::string> Case::prove(uint64_t seq) {
    VB_TRY_ASSIGN(std::string proof, parts_->message_proof(*this, seq));
    VB_TRY(parts_->note(LegalName::disclosure, "proof", {}, std::to_string(seq), 1, {}));
    return proof;
}

}  // namespace verbatim::app
