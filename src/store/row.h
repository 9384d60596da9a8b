// SPDX-License-Identifier: Apache-2.0
// Row: what the message store keeps of one record, as the caller hands it over.
//
// One row is one sighting (one record of the log) and `seq` is its leaf index. All text is UTF-8 and *borrowed*: it
// must live until Block::add returns. An empty string means "the source does not say". The store is derived: every
// column comes from the record or is computed from it, so it can be deleted and rebuilt. `sort_ms` is the one time that
// orders messages: sent, else received, else the first time that the record has, else kNoTime. Rows without a time come
// last in newest-first order and first in oldest-first order.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "record/message.h"

namespace verbatim::store {

inline constexpr int64_t kNoTime = std::numeric_limits<int64_t>::min();
inline constexpr uint64_t kNoSequence = std::numeric_limits<uint64_t>::max();

struct Row {
    uint64_t seq = 0;
    uint32_t source = 0;  // ordinal of the source object in the case
    std::string_view platform;
    std::string_view account;
    std::string_view conversation;  // key: native id, or made by the caller; the same for every sighting if it can be
    std::string_view conversation_title;
    std::string_view sender;
    std::string_view sender_name;
    std::span<const std::string_view> participants;
    record::Direction direction = record::Direction::unknown;
    record::Kind kind = record::Kind::text;
    int64_t sort_ms = kNoTime;                               // UTC
    std::optional<int64_t> sent_ms;                          // UTC
    record::ZoneBasis zone_basis = record::ZoneBasis::none;  // of sort_ms
    // sort_ms is known to the second or better: two equal rows of one source are then one message written twice. A
    // minute or a day is too coarse to say so.
    bool exact_time = false;
    std::string_view text;
    std::span<const std::string_view> attachment_names;  // one per attachment, empty names included
    std::string_view native_id;
    // Identity of the content, independent of who saw it: the first 8 bytes of a SHA-256 over sender, conversation and
    // text, attachments ... as the caller defines it. Equal only if two rows may be sightings of one message.
    uint64_t fingerprint = 0;
    std::string_view record;  // canonical CBOR of the groups other than text; opaque here
    std::string_view device;
    uint64_t sequence = kNoSequence;  // the device's own running number of the row
    uint32_t attachments_absent = 0;  // named by the row, bytes not in the vault
};

}  // namespace verbatim::store
