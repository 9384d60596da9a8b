// SPDX-License-Identifier: Apache-2.0
#include "record/message.h"

#include <span>

namespace verbatim::record {
namespace {

// The words stand in enumerator order: one list serves both directions.
template <class Enum>
std::string_view word(Enum value, std::span<const std::string_view> words) {
    const auto index = static_cast<size_t>(value);
    return index < words.size() ? words[index] : std::string_view("unknown");
}

template <class Enum>
std::optional<Enum> value(std::string_view text, std::span<const std::string_view> words) {
    for (size_t i = 0; i < words.size(); ++i) {
        if (words[i] == text) {
            return static_cast<Enum>(i);
        }
    }
    return std::nullopt;
}

constexpr std::string_view kConversationKinds[] = {"unknown", "direct", "group", "channel"};
constexpr std::string_view kDirections[] = {"unknown", "incoming", "outgoing"};
constexpr std::string_view kKinds[] = {"text",     "media",    "call",    "system", "reaction", "edit",
                                       "deletion", "location", "contact", "poll",   "sticker",  "other"};
constexpr std::string_view kTimeKindWords[] = {"sent", "received", "read", "edited", "deleted", "expires"};
constexpr std::string_view kZoneBases[] = {"none", "stated", "configured", "assumed"};
constexpr std::string_view kPrecisions[] = {"unknown",     "day",  "minute", "second", "millisecond",
                                            "microsecond", "hour", "month",  "year"};

}  // namespace

std::string_view name(ConversationKind v) {
    return word(v, kConversationKinds);
}
std::string_view name(Direction v) {
    return word(v, kDirections);
}
std::string_view name(Kind v) {
    return word(v, kKinds);
}
std::string_view name(TimeKind v) {
    return word(v, kTimeKindWords);
}
std::string_view name(ZoneBasis v) {
    return word(v, kZoneBases);
}
std::string_view name(Precision v) {
    return word(v, kPrecisions);
}
std::optional<ConversationKind> conversation_kind(std::string_view w) {
    return value<ConversationKind>(w, kConversationKinds);
}
std::optional<Direction> direction(std::string_view w) {
    return value<Direction>(w, kDirections);
}
std::optional<Kind> kind(std::string_view w) {
    return value<Kind>(w, kKinds);
}
std::optional<ZoneBasis> zone_basis(std::string_view w) {
    return value<ZoneBasis>(w, kZoneBases);
}
std::optional<Precision> precision(std::string_view w) {
    return value<Precision>(w, kPrecisions);
}

void Message::clear() {
    locator = {};
    platform = account = device = {};
    conversation_id = conversation_title = {};
    conversation_kind = ConversationKind::unknown;
    participants.clear();
    sender = sender_name = {};
    direction = Direction::unknown;
    times = {};
    text = {};
    attachments.clear();
    kind = Kind::text;
    native_id = reply_to = forwarded_from = {};
    rest.clear();
}

}  // namespace verbatim::record
