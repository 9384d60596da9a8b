// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "record/commitment.h"
#include "record/internal/prefixes.h"

namespace verbatim::record {
namespace {

constexpr Group kWholeGroups[] = {Group::source, Group::account,     Group::conversation, Group::sender,
                                  Group::times,  Group::attachments, Group::rest};
constexpr size_t kWhole = std::size(kWholeGroups);
// Chunks hashed at a time: bounds the scratch memory of a record of millions of words.
constexpr size_t kSlice = 1024;

void add_group(crypto::HashBatch& batch, Group group, const crypto::Salt& salt, Bytes bytes) {
    uint8_t* message = batch.add(2 + salt.size() + bytes.size());
    message[0] = internal::kGroupPrefix;
    message[1] = static_cast<uint8_t>(group);
    std::memcpy(message + 2, salt.data(), salt.size());
    std::memcpy(message + 2 + salt.size(), bytes.data(), bytes.size());
}

void add_chunk(crypto::HashBatch& batch, const crypto::Salt& salt, std::string_view chunk) {
    uint8_t* message = batch.add(1 + salt.size() + chunk.size());
    message[0] = internal::kChunkPrefix;
    std::memcpy(message + 1, salt.data(), salt.size());
    std::memcpy(message + 1 + salt.size(), chunk.data(), chunk.size());
}

// Takes up to kSlice chunks off the front of `text`: their lengths.
void take_chunks(std::string_view& text, std::vector<uint32_t>& lengths) {
    lengths.clear();
    while (!text.empty() && lengths.size() < kSlice) {
        const size_t length = chunk_length(text);
        lengths.push_back(static_cast<uint32_t>(length));
        text.remove_prefix(length);
    }
}

}  // namespace

Hash Committer::commit(uint64_t sequence, const EncodedRecord& record) {
    std::string_view text = record.text();
    std::string_view rest = text;
    take_chunks(rest, chunk_lengths_);

    const auto salts = salts_.make(sequence, static_cast<uint32_t>(chunk_lengths_.size()));
    batch_.clear();
    for (size_t i = 0; i < kWhole; ++i) {
        add_group(batch_, kWholeGroups[i], salts[i], record.group(kWholeGroups[i]));
    }
    for (size_t i = 0; i < chunk_lengths_.size(); ++i) {
        add_chunk(batch_, salts[kWhole + i], text.substr(0, chunk_lengths_[i]));
        text.remove_prefix(chunk_lengths_[i]);
    }
    const auto hashes = batch_.finish();
    std::array<Hash, kGroups> groups;
    for (size_t i = 0; i < kWhole; ++i) {
        groups[static_cast<size_t>(kWholeGroups[i]) - 1] = hashes[i];
    }

    text_hash_.update({&internal::kTextPrefix, 1});
    for (const Hash& hash : hashes.subspan(kWhole)) {
        text_hash_.update(hash.span());
    }
    for (size_t done = chunk_lengths_.size(); !rest.empty(); done += chunk_lengths_.size()) {
        text = rest;
        take_chunks(rest, chunk_lengths_);
        const auto more =
            salts_.make_chunks(sequence, static_cast<uint32_t>(done), static_cast<uint32_t>(chunk_lengths_.size()));
        batch_.clear();
        for (size_t i = 0; i < chunk_lengths_.size(); ++i) {
            add_chunk(batch_, more[i], text.substr(0, chunk_lengths_[i]));
            text.remove_prefix(chunk_lengths_[i]);
        }
        for (const Hash& hash : batch_.finish()) {
            text_hash_.update(hash.span());
        }
    }
    groups[static_cast<size_t>(Group::text) - 1] = text_hash_.finish();
    return record_commitment(groups);
}

Opening Committer::open(uint64_t sequence, const EncodedRecord& record) {
    const auto chunks = split_chunks(record.text());
    const auto salts = salts_.make(sequence, static_cast<uint32_t>(chunks.size()));
    Opening opening;
    for (size_t i = 0; i < kWhole; ++i) {
        const auto index = static_cast<size_t>(kWholeGroups[i]) - 1;
        opening.salts[index] = salts[i];
        opening.commitments[index] = group_commitment(kWholeGroups[i], salts[i], record.group(kWholeGroups[i]));
    }
    std::vector<Hash> chunk_hashes;
    for (size_t i = 0; i < chunks.size(); ++i) {
        chunk_hashes.push_back(chunk_commitment(salts[kWhole + i], chunks[i]));
        opening.chunks.push_back({chunks[i], salts[kWhole + i], chunk_hashes.back()});
    }
    opening.commitments[static_cast<size_t>(Group::text) - 1] = text_commitment(chunk_hashes);
    opening.commitment = record_commitment(opening.commitments);
    return opening;
}

}  // namespace verbatim::record
