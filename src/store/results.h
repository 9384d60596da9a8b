// SPDX-License-Identifier: Apache-2.0
// What questions to the store give back, and how a question is shaped.
//
// A *hit* is one message; its *sightings* are the rows that show it (docs/store.md, "Sightings"). A message is found if
// any of its sightings matches; the hit is the earliest matching sighting (by time, then seq; a row without a time only
// if there is no other). Counts are given twice: messages, and matching sightings. Values own their text.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/message.h"
#include "store/row.h"

namespace verbatim::store {

enum class LinkReason : uint8_t {
    none = 0,                       // the first sighting of its message
    duplicate_row = 1,              // written twice in one source
    same_message_other_source = 2,  // seen in another source object
};

struct Sighting {
    uint64_t seq = 0;
    uint32_t source = 0;
    int64_t sort_ms = kNoTime;
    LinkReason reason = LinkReason::none;
};

struct Hit {
    uint64_t seq = 0;
    uint32_t source = 0;
    std::string platform;
    std::string account;
    std::string conversation;
    std::string conversation_title;
    std::string sender;
    std::string sender_name;
    std::vector<std::string> participants;
    record::Direction direction = record::Direction::unknown;
    record::Kind kind = record::Kind::text;
    int64_t sort_ms = kNoTime;
    std::optional<int64_t> sent_ms;
    record::ZoneBasis zone_basis = record::ZoneBasis::none;
    std::string text;
    std::vector<std::string> attachment_names;
    std::string native_id;
    std::string record;               // only if asked for
    uint64_t first_seq = 0;           // first sighting of this message; seq if it has one sighting
    std::vector<Sighting> sightings;  // all of them, by seq, this one included; empty if there is only this one
};

enum class Order : uint8_t { newest, oldest, sequence };  // ties: by seq, in the same direction
enum class Collapse : uint8_t { messages, sightings };    // one hit per message, or one per row

// Where a page ended: give it back to go on after it.
struct Position {
    int64_t sort_ms = kNoTime;
    uint64_t seq = 0;

    bool operator==(const Position&) const = default;
};
// "1585735200000:17", "none:3"; and back, none if it is no such text.
std::string to_text(const Position& position);
std::optional<Position> position_of(std::string_view text);

struct Page {
    Order order = Order::newest;
    Collapse collapse = Collapse::messages;
    std::optional<Position> after{};  // exclusive
    uint64_t limit = 0;               // 0: all
    bool with_record = false;
};

struct Totals {
    uint64_t messages = 0;
    uint64_t sightings = 0;
};

enum class Period : uint8_t { hour, day, month, year };  // UTC
struct PeriodCount {
    int64_t begin_ms = kNoTime;  // kNoTime: rows without a time
    Totals totals;
};

enum class GroupKey : uint8_t {
    sender,
    conversation,
    platform,
    account,
    source,
    kind,
    party,  // every handle that sent or could read it: a message counts once for each
};
struct GroupCount {
    std::string key;  // source: its ordinal; kind: record::name
    Totals totals;
};

struct ConversationInfo {
    std::string conversation;
    std::string title;  // of its newest row that has one
    std::string platform;
    uint64_t messages = 0;
    uint64_t sightings = 0;
    int64_t first_ms = kNoTime;
    int64_t last_ms = kNoTime;
    std::vector<std::string> participants;  // senders and listed participants, sorted
};

// Where a page of conversations ended: newest last message first, then by key.
struct ConversationPlace {
    int64_t last_ms = kNoTime;
    std::string conversation;
};

// One row of a conversation, and nothing of its content.
struct ThreadRow {
    std::string_view conversation;  // dies when the callback returns
    int64_t sort_ms = kNoTime;
    uint64_t seq = 0;
    uint64_t message = 0;  // the lowest seq of its message's sightings: the same for all of them
};

struct HandleInfo {
    std::string sender;
    std::vector<std::string> names;  // every display name seen with it (D13), sorted
    uint64_t sightings = 0;          // sent
    int64_t first_ms = kNoTime;
    int64_t last_ms = kNoTime;
};

// A display name of a sender, as one account shows it.
struct GivenName {
    std::string name;
    std::string account;
    uint64_t sightings = 0;
};

// Two handles of which one wrote to the other; a is the lesser of the two by its bytes.
struct HandlePair {
    std::string a;
    std::string b;
    Totals totals;  // a message to several counts for each
};

struct Progress {
    uint64_t rows_read = 0;
    uint64_t rows_total = 0;  // 0: not known yet
};

// Long questions look here about ten times a second. Both may be empty.
struct Control {
    std::function<bool()> cancelled;  // true: stop with Code::interrupted
    std::function<void(const Progress&)> progress;
};

// Receives one item; false: stop, without error.
template <class T>
using Each = std::function<bool(const T&)>;

}  // namespace verbatim::store
