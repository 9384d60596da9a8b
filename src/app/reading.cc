// SPDX-License-Identifier: Apache-2.0
// Searching, reading and proving.
#include "app/case.h"
#include "app/internal/parts.h"
#include "search/path_pattern.h"
#include "merkle/tree.h"
#include "note/tlog_proof.h"
#include "record/commitment.h"
#include "verify/proof_file.h"

namespace verbatim::app {
Result<store::Predicate> Case::Parts::compile(std::string_view query, std::string* canonical) {
    VB_TRY(need_store());
    VB_TRY_ASSIGN(const search::Query parsed, search::parse(query));
    if (canonical != nullptr) {
        *canonical = search::to_canonical(parsed);
    }
    Result<void> listed;
    search::Names names;
    names.sources = [&](std::string_view glob) {
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
    auto predicate = search::compile(parsed, names);
    VB_TRY(std::move(listed));
    return predicate;
}

Result<SearchResult> Case::search(std::string_view query, const SearchOptions& options, const store::Control& control) {
    SearchResult result;
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, &result.canonical));
    if (options.count) {
        VB_TRY_ASSIGN(result.totals, parts_->store->total(predicate, control));
    }
    VB_TRY_ASSIGN(result.hits, parts_->store->search(predicate, options.page, control));
    return result;
}

Result<store::Totals> Case::count(std::string_view query, const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    return parts_->store->total(predicate, control);
}

Result<void> Case::histogram(std::string_view query, store::Period period, const store::Each<store::PeriodCount>& each,
                             const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    return parts_->store->histogram(predicate, period, each, control);
}

Result<void> Case::group_by(std::string_view query, store::GroupKey key, const store::Each<store::GroupCount>& each,
                            const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    return parts_->store->group_by(predicate, key, each, control);
}

Result<void> Case::conversations(std::string_view query, const store::Each<store::ConversationInfo>& each,
                                 const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    return parts_->store->conversations(predicate, each, control);
}

Result<void> Case::handles(std::string_view query, const store::Each<store::HandleInfo>& each,
                           const store::Control& control) {
    VB_TRY_ASSIGN(const store::Predicate predicate, parts_->compile(query, nullptr));
    return parts_->store->handles(predicate, each, control);
}

Result<gaps::Report> Case::gaps(const gaps::Options& options, const gaps::Receiver& receiver,
                                const store::Control& control) {
    VB_TRY(parts_->need_store());
    return gaps::find_gaps(*parts_->store, options, receiver, control);
}

Result<store::Store::ConversationPage> Case::conversation_around(uint64_t seq, uint64_t before, uint64_t after) {
    VB_TRY(parts_->need_store());
    VB_TRY(parts_->need_record(seq));
    return parts_->store->conversation_around(seq, before, after, true);
}

Result<FullMessage> Case::message(uint64_t seq) {
    VB_TRY(parts_->need_store());
    if (seq >= parts_->log->committed_size()) {
        return Error{
            Code::not_found,
            "no record " + std::to_string(seq) + "; the case holds " + std::to_string(parts_->log->committed_size()),
            {},
            "records are numbered from 0"};
    }
    VB_TRY(parts_->need_record(seq));
    const uint64_t seqs[] = {seq};
    VB_TRY_ASSIGN(const auto hits, parts_->store->lookup(seqs, true));
    const store::Hit& hit = hits.front();
    VB_TRY_ASSIGN(record::EncodedRecord encoded, record::from_blob(as_bytes(hit.record), hit.text));
    VB_TRY_ASSIGN(record::OwnedMessage owned, record::decode(std::move(encoded)));
    VB_TRY_ASSIGN(const Hash leaf, parts_->log->leaf_hash(seq));
    VB_TRY_ASSIGN(std::string path, source_path(hit.source, owned.source()));
    return FullMessage{seq, std::move(owned), std::move(path), hit.source, leaf};
}

Result<std::vector<store::Hit>> Case::hits(std::span<const uint64_t> seqs) {
    VB_TRY(parts_->need_store());
    for (const uint64_t seq : seqs) {
        if (parts_->removed.has(seq)) {
            return parts_->destroyed_error(seq);
        }
    }
    return parts_->store->lookup(seqs, false);
}

Result<std::string> Case::original_bytes(const FullMessage& message, uint64_t limit_bytes) {
    const record::Locator& locator = message.record.message().locator;
    const uint64_t size = locator.end - locator.begin;
    if (size > limit_bytes) {
        return Error{Code::limit,
                     "the message has " + std::to_string(size) + " bytes in its source, at most " +
                         std::to_string(limit_bytes) + " are shown",
                     {message.source_path, locator.begin},
                     {}};
    }
    VB_TRY_ASSIGN(const vault::OpenObject object, parts_->vault.open_object(message.record.source().object));
    std::string bytes(size, '\0');
    VB_TRY_ASSIGN(const size_t count,
                  io::read_at(object.fd.get(), locator.begin, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()},
                              object.path));
    bytes.resize(count);
    return bytes;
}

Result<std::string> Case::prove(uint64_t seq) {
    VB_TRY_ASSIGN(const FullMessage full, message(seq));
    record::Committer committer(parts_->keys.salt);
    const record::EncodedRecord& record = full.record.record();
    const record::Opening opening = committer.open(seq, record);
    if (const Hash leaf = merkle::leaf_hash(opening.commitment.span()); leaf != full.leaf) {
        return Error{Code::integrity,
                     "the store's record " + std::to_string(seq) + " has leaf hash " + leaf.hex() + ", the log holds " +
                         full.leaf.hex(),
                     {parts_->store_folder(), std::nullopt},
                     "run `verbatim verify`, then `verbatim rebuild`"};
    }
    const uint64_t size = parts_->log->committed_size();
    note::TlogProof inclusion;
    inclusion.index = seq;
    VB_TRY_ASSIGN(inclusion.hashes, parts_->log->inclusion_proof(seq, size));
    inclusion.checkpoint = parts_->log->checkpoint_note();
    const note::VerifierKey keys[] = {parts_->keys.signer.verifier()};
    return verify::make_proof(seq, record, opening, std::move(inclusion), keys).to_string();
}

}  // namespace verbatim::app
