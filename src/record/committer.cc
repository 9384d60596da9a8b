// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "record/commitment.h"
#include "record/internal/prefixes.h"

namespace verbatim::record {
namespace {

constexpr Group kWholeGroups[] = {Group::source, Group::account,     Group::conversation, Group::sender,
                                  Group::times,  Group::attachments, Group::rest};
constexpr size_t kWhole = std::size(kWholeGroups);
// The sixth group stands between them.
constexpr size_t kBeforeText = 5;
// Messages hashed at a time: enough to keep all lanes busy, few enough to stay in the second-level cache.
constexpr size_t kSliceBytes = size_t{96} << 10;
// A longer text is hashed by itself, so that a slice stays a slice whatever the record.
constexpr size_t kLongText = 4096;
constexpr size_t kLongTextChunks = 1024;  // at a time

constexpr size_t kGroupSaltAt = 2;  // after the prefix and the group
constexpr size_t kChunkSaltAt = 1;

// The message of a chunk, its salt left to be filled in.
uint8_t* add_chunk(crypto::HashBatch& batch, std::string_view chunk) {
    constexpr size_t kTextAt = kChunkSaltAt + sizeof(crypto::Salt);
    uint8_t* message = batch.add(kTextAt + chunk.size());
    message[0] = internal::kChunkPrefix;
    std::memcpy(message + kTextAt, chunk.data(), chunk.size());
    return message;
}

void put_salt(uint8_t* at, const crypto::Salt& salt) {
    std::memcpy(at, salt.data(), salt.size());
}

uint8_t* put_hashes(uint8_t* at, std::span<const Hash> hashes) {
    static_assert(sizeof(Hash) == Hash::kSize);
    std::memcpy(at, hashes.data(), hashes.size_bytes());
    return at + hashes.size_bytes();
}

}  // namespace

void Committer::add_group(Group group, Bytes bytes) {
    constexpr size_t kBytesAt = kGroupSaltAt + sizeof(crypto::Salt);
    uint8_t* message = pieces_.add(kBytesAt + bytes.size());
    message[0] = internal::kGroupPrefix;
    message[1] = static_cast<uint8_t>(group);
    std::memcpy(message + kBytesAt, bytes.data(), bytes.size());
}

void Committer::add(uint64_t sequence, const EncodedRecord& record) {
    if (finished_) {
        commitments_.clear();
        finished_ = false;
    }
    for (const Group group : kWholeGroups) {
        add_group(group, record.group(group));
    }
    std::string_view text = record.text();
    uint32_t chunks = 0;
    if (text.size() > kLongText) {
        long_texts_.emplace_back(slice_.size(), long_text(sequence, text));
    } else {
        for (; !text.empty(); ++chunks) {
            const size_t length = chunk_length(text);
            add_chunk(pieces_, text.substr(0, length));
            text.remove_prefix(length);
        }
    }
    slice_.push_back({sequence, chunks});
    if (pieces_.size_bytes() >= kSliceBytes) {
        finish_slice();
    }
}

std::span<const Hash> Committer::finish() {
    if (finished_) {
        commitments_.clear();
    }
    finish_slice();
    finished_ = true;
    return commitments_;
}

Hash Committer::commit(uint64_t sequence, const EncodedRecord& record) {
    VB_ASSERT(finished_ || (slice_.empty() && commitments_.empty()));
    add(sequence, record);
    return finish().front();
}

Hash Committer::long_text(uint64_t sequence, std::string_view text) {
    crypto::Sha256 hash;
    hash.update({&internal::kTextPrefix, 1});
    for (uint32_t done = 0; !text.empty();) {
        wholes_.clear();
        while (!text.empty() && wholes_.size() < kLongTextChunks) {
            const size_t length = chunk_length(text);
            add_chunk(wholes_, text.substr(0, length));
            text.remove_prefix(length);
        }
        const auto count = static_cast<uint32_t>(wholes_.size());
        const auto salts = salts_.make_chunks(sequence, done, count);
        for (size_t i = 0; i < count; ++i) {
            put_salt(wholes_.message(i) + kChunkSaltAt, salts[i]);
        }
        for (const Hash& chunk : wholes_.finish()) {
            hash.update(chunk.span());
        }
        done += count;
    }
    return hash.finish();
}

void Committer::finish_slice() {
    const auto salts = salts_.make(slice_);
    size_t piece = 0;
    for (const auto& record : slice_) {
        for (size_t i = 0; i < kWhole; ++i, ++piece) {
            put_salt(pieces_.message(piece) + kGroupSaltAt, salts[piece]);
        }
        for (size_t i = 0; i < record.chunks; ++i, ++piece) {
            put_salt(pieces_.message(piece) + kChunkSaltAt, salts[piece]);
        }
    }
    const auto hashes = pieces_.finish();

    wholes_.clear();
    piece = 0;
    for (const auto& record : slice_) {
        uint8_t* message = wholes_.add(1 + record.chunks * Hash::kSize);  // for a long text in vain
        message[0] = internal::kTextPrefix;
        put_hashes(message + 1, hashes.subspan(piece + kWhole, record.chunks));
        piece += kWhole + record.chunks;
    }
    const auto texts = wholes_.finish();

    wholes_.clear();
    piece = 0;
    auto long_text = long_texts_.begin();
    for (size_t i = 0; i < slice_.size(); ++i) {
        const bool is_long = long_text != long_texts_.end() && long_text->first == i;
        const Hash& text = is_long ? (long_text++)->second : texts[i];
        uint8_t* message = wholes_.add(1 + kGroups * Hash::kSize);
        *message++ = internal::kRecordPrefix;
        message = put_hashes(message, hashes.subspan(piece, kBeforeText));
        message = put_hashes(message, {&text, 1});
        put_hashes(message, hashes.subspan(piece + kBeforeText, kWhole - kBeforeText));
        piece += kWhole + slice_[i].chunks;
    }
    const auto commitments = wholes_.finish();
    commitments_.insert(commitments_.end(), commitments.begin(), commitments.end());

    pieces_.clear();
    slice_.clear();
    long_texts_.clear();
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
