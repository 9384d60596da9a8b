// SPDX-License-Identifier: Apache-2.0
// The keys, entries and leaves of a seal's trees, and their salts (docs/seals.md, section 1).
//
// A verifier recomputes keys and leaves from salts it is given; the keeper of a case derives the salts from the salt
// key. The bulk of a case's entries is hashed in batches by log/, by the same bytes (put_entry, put_conversation_leaf).
// Pure functions; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/hash.h"
#include "crypto/salts.h"

namespace verbatim::record {

Hash conversation_key(const crypto::Salt& salt, std::string_view identity);
Hash handle_key(const crypto::Salt& salt, std::string_view handle);

// A time as eight bytes that sort like numbers; none: eight bytes FF, after all others.
using SortableTime = std::array<uint8_t, 8>;
SortableTime sortable_time(std::optional<int64_t> utc_ms);
std::optional<int64_t> utc_ms_of(const SortableTime& time);

Hash entry_hash(const crypto::Salt& salt, const SortableTime& time, uint64_t sequence);

// Leaf hashes of the trees: H(00 || data).
Hash conversation_leaf(const Hash& key, const Hash& entry);
Hash participation_leaf(const Hash& handle_key, const Hash& conversation_key);
Hash source_leaf(const crypto::Salt& salt, std::string_view line);

// The hashed messages themselves, for crypto::HashBatch.
inline constexpr size_t kEntryBytes = 1 + 16 + 8 + 8;
inline constexpr size_t kPairLeafBytes = 2 + 2 * Hash::kSize;
void put_entry(const crypto::Salt& salt, Bytes time, Bytes sequence, uint8_t* out);  // 8 bytes each
void put_conversation_leaf(Bytes key, Bytes entry, uint8_t* out);                    // 32 bytes each
void put_participation_leaf(Bytes handle_key, Bytes conversation_key, uint8_t* out);

// What the keeper of the salt key derives. Salts of entries come from SaltMaker::make_entries().
crypto::Salt conversation_salt(const crypto::SaltKey& key, std::string_view identity);
crypto::Salt handle_salt(const crypto::SaltKey& key, std::string_view handle);
crypto::Salt source_salt(const crypto::SaltKey& key, uint64_t source);

}  // namespace verbatim::record
