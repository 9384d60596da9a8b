// SPDX-License-Identifier: Apache-2.0
// Message: one sighting of one message in one source object, as a format reads it and as the record commits to it.
//
// The fields follow the eight groups of docs/record.md. All text is UTF-8 and *borrowed*: it lives as long as the
// buffers of whoever filled the message (a format until Sink::message returns; a WireReader until its batch goes).
// A Message is reused: clear() keeps the capacity of its vectors, so a hot loop allocates nothing.
// An empty string_view means "the source does not say"; nothing is invented. Times keep their raw text beside the
// parsed value and say how the zone is known; a time that could not be read has no utc_ms.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace verbatim::record {

enum class ConversationKind : uint8_t { unknown = 0, direct = 1, group = 2, channel = 3 };
enum class Direction : uint8_t { unknown = 0, incoming = 1, outgoing = 2 };
enum class Kind : uint8_t {
    text = 0,   // written by a person
    media = 1,  // attachment, perhaps with a caption in text
    call = 2,
    system = 3,  // made by the application: joined, encryption notice, title changed
    reaction = 4,
    edit = 5,
    deletion = 6,  // a marker that a message was deleted
    location = 7,
    contact = 8,
    poll = 9,
    sticker = 10,
    other = 11,
};
enum class TimeKind : uint8_t { sent = 0, received = 1, read = 2, edited = 3, deleted = 4, expires = 5 };
inline constexpr size_t kTimeKinds = 6;
// How the zone of a time is known (R7). `none`: a local time with no zone; utc_ms is then read *as if* UTC, for
// ordering only, and every view says "zone not stated".
enum class ZoneBasis : uint8_t { none = 0, stated = 1, configured = 2, assumed = 3 };
enum class Precision : uint8_t {
    unknown = 0,
    day = 1,
    minute = 2,
    second = 3,
    millisecond = 4,
    microsecond = 5,
    hour = 6,
    month = 7,
    year = 8
};

std::string_view name(ConversationKind value);
std::string_view name(Direction value);
std::string_view name(Kind value);
std::string_view name(TimeKind value);
std::string_view name(ZoneBasis value);
std::string_view name(Precision value);
// The other way; no value if the word is unknown.
std::optional<ConversationKind> conversation_kind(std::string_view word);
std::optional<Direction> direction(std::string_view word);
std::optional<Kind> kind(std::string_view word);
std::optional<ZoneBasis> zone_basis(std::string_view word);
std::optional<Precision> precision(std::string_view word);

struct Time {
    std::string_view raw;           // as the source writes it; empty: no such time
    std::optional<int64_t> utc_ms;  // milliseconds since 1970-01-01T00:00:00Z
    std::string_view zone;          // "+02:00", "Europe/Amsterdam", "Z"; empty with ZoneBasis::none
    ZoneBasis basis = ZoneBasis::none;
    Precision precision = Precision::unknown;

    bool present() const { return !raw.empty() || utc_ms.has_value(); }
};

// Where in its source object a message stands: a byte range, or a table and row for databases.
struct Locator {
    uint64_t begin = 0;  // [begin, end) in bytes of the object
    uint64_t end = 0;
    std::string_view table;  // set for databases; then row is the rowid
    int64_t row = 0;
};

struct Attachment {
    std::string_view name;
    std::string_view mime_stated;
    std::string_view mime_found;
    std::optional<uint64_t> size_bytes;
    std::optional<Hash> sha256;    // of the bytes in the vault; none: named but absent
    std::string_view hash_stated;  // any hash the source gives, as written
    std::string_view url;
    std::string_view kind;  // image, audio, video, file, sticker, location, contact ... as the source says
};

// A source field that no other group took. `json`: value is the field's JSON text as it stands in the source.
enum class FieldType : uint8_t { text = 0, json = 1 };
struct Field {
    std::string_view key;
    std::string_view value;
    FieldType type = FieldType::text;
};

struct Message {
    // 1 source (the object hash and parser are added by ingest)
    Locator locator;
    // 2 account: platform, and the account or device the source belongs to
    std::string_view platform;
    std::string_view account;
    std::string_view device;
    // 3 conversation
    std::string_view conversation_id;
    std::string_view conversation_title;
    ConversationKind conversation_kind = ConversationKind::unknown;
    std::vector<std::string_view> participants;  // as the source lists them for this message, in its order
    // 4 sender
    std::string_view sender;
    std::string_view sender_name;
    Direction direction = Direction::unknown;
    // 5 times, by TimeKind
    std::array<Time, kTimeKinds> times;
    // 6 text
    std::string_view text;
    // 7 attachments
    std::vector<Attachment> attachments;
    // 8 rest
    Kind kind = Kind::text;
    std::string_view native_id;  // the message's id in its application
    std::string_view reply_to;
    std::string_view forwarded_from;
    std::vector<Field> rest;

    Time& time(TimeKind which) { return times[static_cast<size_t>(which)]; }
    const Time& time(TimeKind which) const { return times[static_cast<size_t>(which)]; }
    void clear();
};

}  // namespace verbatim::record
