// SPDX-License-Identifier: Apache-2.0
// What app::Reading gives back. Everything is within the scope of the authority and not locked; `outside` counts what
// matches and is withheld. Values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/case.h"
#include "audit/event.h"
#include "store/results.h"

namespace verbatim::app {

struct FoundPage {
    std::string canonical;
    store::Totals totals;
    uint64_t outside = 0;
    std::vector<store::Hit> hits;         // fewer than asked for if their texts are very long
    std::optional<store::Position> next;  // none: this was the last page
};

template <class Item>
struct Listed {
    std::vector<Item> items;
    uint64_t others = 0;  // items beyond the limit
    uint64_t outside = 0;
};

struct Counted {
    std::string canonical;
    store::Totals totals;
    uint64_t outside = 0;
};

// A value of a field, and how many of the messages that match have it.
struct Facet {
    std::string value;
    std::string label;  // a conversation's title, a source's path; may be empty
    uint64_t messages = 0;
};

struct Facets {
    std::vector<Facet> values;  // most messages first
    uint64_t others = 0;        // messages with other values
    uint64_t outside = 0;
};

struct ConversationList {
    std::vector<store::ConversationInfo> items;  // newest last message first
    bool more = false;
    uint64_t outside = 0;  // messages
};

// Where to open a conversation of which no message is known yet.
struct ConversationStart {
    enum class Kind : uint8_t { first, last, time };
    std::string key;
    Kind kind = Kind::first;
    int64_t ms = 0;  // of kind time: the first message not before it; the last, if there is none
};

struct ConversationPart {
    std::vector<store::Hit> hits;  // oldest first; fewer than asked for if their texts are very long
    size_t anchor_index = 0;
    uint64_t position = 0;  // messages of the conversation before the anchor
    uint64_t total = 0;
    uint64_t outside = 0;  // of the conversation
};

struct ShownMessage {
    FullMessage message;
    store::Hit hit;  // with its sightings
};

struct HandleProfile {
    std::string handle;
    store::Totals sent;
    uint64_t conversations = 0;         // that it is party to
    int64_t first_ms = store::kNoTime;  // of what it sent
    int64_t last_ms = store::kNoTime;
    std::vector<store::GivenName> names;
    std::vector<store::GroupCount> accounts;  // that show it
    std::vector<store::GroupCount> contacts;  // messages between the two, most first
    std::array<uint64_t, 168> hours{};        // sent, by UTC hour of the week from Monday 00:00
    uint64_t outside = 0;                     // messages that it is party to
};

struct Network {
    std::vector<store::GroupCount> nodes;  // handles with the most messages, sent or received
    std::vector<store::HandlePair> edges;  // all between those
    uint64_t outside = 0;
};

struct AcquisitionInfo {
    vault::AcquisitionHead head;
    std::string claimed_hash;  // if it has one item, and a hash was supplied for it
    uint64_t items = 0;
    uint64_t bytes = 0;
};

// The case as a whole: counts are of everything, what could name something is held to the scope.
struct Overview {
    Stats stats;
    store::Totals totals;
    uint64_t outside = 0;
    int64_t first_ms = store::kNoTime;
    int64_t last_ms = store::kNoTime;
    std::vector<AcquisitionInfo> acquisitions;
};

template <class Item>
struct NumberedPage {
    std::vector<Item> items;
    std::optional<uint64_t> next;  // none: this was the last page
    uint64_t withheld = 0;         // items passed over
};

struct ShownFinding {
    ingest::Finding finding;
    std::string path;  // of its source
};

struct ShownGap {
    gaps::Kind kind = gaps::Kind::silence;
    std::string device;  // empty: of several
    int64_t begin_ms = store::kNoTime;
    int64_t end_ms = store::kNoTime;
    std::string words;
};

struct AuditPage {
    std::vector<audit::Entry> entries;  // newest first
    bool more = false;
    uint64_t size = 0;  // of the log
    Hash root;
};

}  // namespace verbatim::app
