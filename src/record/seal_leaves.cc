// SPDX-License-Identifier: Apache-2.0
#include "record/seal_leaves.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "crypto/sha256.h"
#include "record/internal/prefixes.h"

namespace verbatim::record {
namespace {

using namespace internal;

constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr SortableTime kUndated = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

std::array<uint8_t, 8> big_endian(uint64_t value) {
    std::array<uint8_t, 8> bytes{};
    for (size_t i = bytes.size(); i-- > 0; value >>= 8) {
        bytes[i] = static_cast<uint8_t>(value);
    }
    return bytes;
}

Hash salted(uint8_t prefix, const crypto::Salt& salt, std::string_view text) {
    crypto::Sha256 hash;
    hash.update({&prefix, 1});
    hash.update(salt);
    hash.update(as_bytes(text));
    return hash.finish();
}

crypto::Salt derived(const crypto::SaltKey& key, uint8_t prefix, std::string_view text) {
    std::string message(1, static_cast<char>(prefix));
    message += text;
    return crypto::salt_of(key, as_bytes(message));
}

void put_pair_leaf(uint8_t prefix, Bytes first, Bytes second, uint8_t* out) {
    *out++ = kLeafPrefix;
    *out++ = prefix;
    std::memcpy(out, first.data(), Hash::kSize);
    std::memcpy(out + Hash::kSize, second.data(), Hash::kSize);
}

}  // namespace

Hash conversation_key(const crypto::Salt& salt, std::string_view identity) {
    return salted(kConversationKeyPrefix, salt, identity);
}

Hash handle_key(const crypto::Salt& salt, std::string_view handle) {
    return salted(kHandleKeyPrefix, salt, handle);
}

SortableTime sortable_time(std::optional<int64_t> utc_ms) {
    return utc_ms ? big_endian(static_cast<uint64_t>(*utc_ms) ^ kSignBit) : kUndated;
}

std::optional<int64_t> utc_ms_of(const SortableTime& time) {
    if (time == kUndated) {
        return std::nullopt;
    }
    uint64_t value = 0;
    for (const uint8_t byte : time) {
        value = value << 8 | byte;
    }
    return static_cast<int64_t>(value ^ kSignBit);
}

void put_entry(const crypto::Salt& salt, Bytes time, Bytes sequence, uint8_t* out) {
    *out++ = kEntryPrefix;
    out = std::copy(salt.begin(), salt.end(), out);
    std::memcpy(out, time.data(), 8);
    std::memcpy(out + 8, sequence.data(), 8);
}

void put_conversation_leaf(Bytes key, Bytes entry, uint8_t* out) {
    put_pair_leaf(kConversationLeafPrefix, key, entry, out);
}

void put_participation_leaf(Bytes handle_key, Bytes conversation_key, uint8_t* out) {
    put_pair_leaf(kParticipationLeafPrefix, handle_key, conversation_key, out);
}

Hash entry_hash(const crypto::Salt& salt, const SortableTime& time, uint64_t sequence) {
    std::array<uint8_t, kEntryBytes> message{};
    put_entry(salt, time, big_endian(sequence), message.data());
    return crypto::sha256(message);
}

Hash conversation_leaf(const Hash& key, const Hash& entry) {
    std::array<uint8_t, kPairLeafBytes> message{};
    put_conversation_leaf(key.span(), entry.span(), message.data());
    return crypto::sha256(message);
}

Hash participation_leaf(const Hash& handle_key, const Hash& conversation_key) {
    std::array<uint8_t, kPairLeafBytes> message{};
    put_participation_leaf(handle_key.span(), conversation_key.span(), message.data());
    return crypto::sha256(message);
}

Hash source_leaf(const crypto::Salt& salt, std::string_view line) {
    const uint8_t prefixes[] = {kLeafPrefix, kSourceLeafPrefix};
    crypto::Sha256 hash;
    hash.update(prefixes);
    hash.update(salt);
    hash.update(as_bytes(line));
    return hash.finish();
}

crypto::Salt conversation_salt(const crypto::SaltKey& key, std::string_view identity) {
    return derived(key, kConversationKeyPrefix, identity);
}

crypto::Salt handle_salt(const crypto::SaltKey& key, std::string_view handle) {
    return derived(key, kHandleKeyPrefix, handle);
}

crypto::Salt source_salt(const crypto::SaltKey& key, uint64_t source) {
    return derived(key, kSourceLeafPrefix, as_text(big_endian(source)));
}

}  // namespace verbatim::record
