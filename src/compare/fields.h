// SPDX-License-Identifier: Apache-2.0
// Fields: what a message means, for comparison: two messages are equal if their meaning() has the same bytes.
//
//   Meaning meaning({.fields = bit(Field::id)});       // ids are not compared
//   std::string_view bytes = meaning.of(message);      // valid until the next call
//   for (const FieldChange& change : meaning.changes(before, after)) ...
//
// docs/compare.md is normative: times are instants, lists without an order are sorted, a field that says nothing is
// absent; every other character counts. Holds scratch: one Meaning a thread, no allocation once warm in of().
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "record/message.h"

namespace verbatim::compare {

enum class Field : uint8_t {
    platform,
    account,
    device,
    conversation,
    conversation_title,
    conversation_kind,
    participants,
    sender,
    sender_name,
    direction,
    sent,
    received,
    read,
    edited,
    deleted,
    expires,
    text,
    attachments,
    kind,
    id,
    reply_to,
    forwarded_from,
    rest,
    zone,  // whether the zone of a time is known; shown with the time
};
inline constexpr size_t kFields = 24;
std::string_view name(Field field);

constexpr uint32_t bit(Field field) {
    return uint32_t{1} << static_cast<unsigned>(field);
}

// What is not compared.
struct Ignored {
    uint32_t fields = 0;                         // bits
    std::set<std::string, std::less<>> columns;  // keys of `rest`
    bool has(Field field) const { return (fields & bit(field)) != 0; }
    // Adds "sender", "zone", "rest", "rest.KEY"; false if there is no such field.
    bool add(std::string_view word);
};

struct FieldValue {
    std::string name;  // "text", "sent", "rest.burn_seconds"
    std::string value;
};

struct FieldChange {
    std::string name;
    std::optional<std::string> before;  // none: the row does not say it
    std::optional<std::string> after;
};

class Meaning {
  public:
    explicit Meaning(Ignored ignored) : ignored_(std::move(ignored)) {}

    std::string_view of(const record::Message& message);
    // One field alone; empty if the message does not say it or it is not compared.
    void append(const record::Message& message, Field field, std::string& out);
    // Every field that is said, in words, as the source writes it.
    std::vector<FieldValue> values(const record::Message& message);
    // The fields whose meaning differs.
    std::vector<FieldChange> changes(const record::Message& before, const record::Message& after);
    // 0 to 1: how much two messages have in common, to tell which of several changed rows belong together.
    double similarity(const record::Message& a, const record::Message& b);
    const Ignored& ignored() const { return ignored_; }

  private:
    void append_rest(const record::Message& message, std::string& out);
    bool says_something(const record::Field& field) const;

    Ignored ignored_;
    std::string bytes_;
    std::string one_;
    std::string other_;
    std::string packed_;
    std::vector<std::string_view> people_;
    std::vector<const record::Field*> columns_;
};

}  // namespace verbatim::compare
