// SPDX-License-Identifier: Apache-2.0
#include "compare/fields.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

namespace verbatim::compare {
namespace {

using record::Message;
using record::Time;

constexpr std::array<std::string_view, kFields> kNames = {"platform",
                                                          "account",
                                                          "device",
                                                          "conversation",
                                                          "conversation_title",
                                                          "conversation_kind",
                                                          "participants",
                                                          "sender",
                                                          "sender_name",
                                                          "direction",
                                                          "sent",
                                                          "received",
                                                          "read",
                                                          "edited",
                                                          "deleted",
                                                          "expires",
                                                          "text",
                                                          "attachments",
                                                          "kind",
                                                          "id",
                                                          "reply_to",
                                                          "forwarded_from",
                                                          "rest",
                                                          "zone"};
constexpr size_t kSimilarTextBytes = 4096;  // more does not tell messages apart any better

template <class Number>
void append_number(std::string& out, Number number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    out.append(bytes, sizeof bytes);
}

void append_sized(std::string& out, std::string_view value) {
    append_number(out, static_cast<uint32_t>(value.size()));
    out += value;
}

// CR LF and LF are the same line break.
void append_text(std::string& out, std::string_view text) {
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = text.find("\r\n", begin);
        out += text.substr(begin, end - begin);
        if (end == std::string_view::npos) {
            return;
        }
        begin = end + 1;
    }
}

// Blanks between the parts of a JSON text say nothing.
void append_json(std::string& out, std::string_view json) {
    bool quoted = false;
    bool escaped = false;
    for (const char c : json) {
        if (!quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
            continue;
        }
        if (c == '"' && !escaped) {
            quoted = !quoted;
        }
        escaped = quoted && c == '\\' && !escaped;
        out += c;
    }
}

void append_time(std::string& out, const Time& time, bool with_zone) {
    if (!time.present()) {
        return;
    }
    if (!time.utc_ms) {
        out += 'r';
        out += time.raw;
        return;
    }
    out += with_zone && time.basis != record::ZoneBasis::none ? 'z' : 'l';
    append_number(out, *time.utc_ms);
}

void append_attachment(std::string& out, const record::Attachment& attachment) {
    append_sized(out, attachment.name);
    append_sized(out, attachment.mime_stated);
    append_sized(out, attachment.mime_found);
    append_number(out, attachment.size_bytes.value_or(~uint64_t{0}));
    append_sized(out, attachment.sha256 ? as_text(attachment.sha256->span()) : std::string_view());
    append_sized(out, attachment.hash_stated);
    append_sized(out, attachment.url);
    append_sized(out, attachment.kind);
}

std::string time_words(const Time& time) {
    std::string out(time.raw);
    if (out.empty()) {
        out = std::to_string(*time.utc_ms) + " ms since 1970";
    }
    if (!time.utc_ms) {
        return out + " (not readable as a time)";
    }
    if (time.basis == record::ZoneBasis::none) {
        return out + " (zone not stated)";
    }
    return out + " (zone " + std::string(time.zone) + ", " + std::string(record::name(time.basis)) + ")";
}

std::string attachment_words(const Message& message) {
    std::string out;
    const auto part = [&](std::string_view label, std::string_view value) {
        if (!value.empty()) {
            out +=
                std::string(out.empty() || out.ends_with("; ") ? "" : ", ") + std::string(label) + std::string(value);
        }
    };
    for (const record::Attachment& attachment : message.attachments) {
        out += out.empty() ? "" : "; ";
        part("", attachment.name);
        part("type ", attachment.mime_stated);
        part("found type ", attachment.mime_found);
        part("bytes ", attachment.size_bytes ? std::to_string(*attachment.size_bytes) : std::string());
        part("SHA-256 ", attachment.sha256 ? attachment.sha256->hex() : std::string());
        part("hash ", attachment.hash_stated);
        part("url ", attachment.url);
        part("kind ", attachment.kind);
    }
    return out;
}

std::string words(const Message& message, Field field) {
    switch (field) {
        case Field::conversation_kind:
            return std::string(record::name(message.conversation_kind));
        case Field::participants: {
            std::string out;
            for (const std::string_view person : message.participants) {
                out += std::string(out.empty() ? "" : ", ") + std::string(person);
            }
            return out;
        }
        case Field::direction:
            return std::string(record::name(message.direction));
        case Field::attachments:
            return attachment_words(message);
        case Field::kind:
            return std::string(record::name(message.kind));
        default:
            return {};
    }
}

// The fields that are one text.
const std::string_view* text_field(const Message& message, Field field) {
    switch (field) {
        case Field::platform:
            return &message.platform;
        case Field::account:
            return &message.account;
        case Field::device:
            return &message.device;
        case Field::conversation:
            return &message.conversation_id;
        case Field::conversation_title:
            return &message.conversation_title;
        case Field::sender:
            return &message.sender;
        case Field::sender_name:
            return &message.sender_name;
        case Field::text:
            return &message.text;
        case Field::id:
            return &message.native_id;
        case Field::reply_to:
            return &message.reply_to;
        case Field::forwarded_from:
            return &message.forwarded_from;
        default:
            return nullptr;
    }
}

const Time* time_field(const Message& message, Field field) {
    if (field < Field::sent || field > Field::expires) {
        return nullptr;
    }
    return &message.times[static_cast<size_t>(field) - static_cast<size_t>(Field::sent)];
}

// Share of neighbouring byte pairs that two texts have in common (Dice).
double text_similarity(std::string_view a, std::string_view b) {
    a = a.substr(0, kSimilarTextBytes);
    b = b.substr(0, kSimilarTextBytes);
    if (a == b) {
        return 1;
    }
    if (a.size() < 2 || b.size() < 2) {
        return 0;
    }
    const auto pairs = [](std::string_view text) {
        std::vector<uint16_t> out(text.size() - 1);
        for (size_t i = 0; i + 1 < text.size(); ++i) {
            out[i] = static_cast<uint16_t>(static_cast<unsigned char>(text[i]) << 8 |
                                           static_cast<unsigned char>(text[i + 1]));
        }
        std::sort(out.begin(), out.end());
        return out;
    };
    const std::vector<uint16_t> left = pairs(a);
    const std::vector<uint16_t> right = pairs(b);
    size_t common = 0;
    for (size_t i = 0, j = 0; i < left.size() && j < right.size();) {
        if (left[i] == right[j]) {
            ++common;
            ++i;
            ++j;
        } else {
            ++(left[i] < right[j] ? i : j);
        }
    }
    return 2.0 * static_cast<double>(common) / static_cast<double>(left.size() + right.size());
}

}  // namespace

std::string_view name(Field field) {
    return kNames[static_cast<size_t>(field)];
}

bool Ignored::add(std::string_view word) {
    if (word.starts_with("rest.") && word.size() > 5) {
        columns.emplace(word.substr(5));
        return true;
    }
    const auto* const found = std::find(kNames.begin(), kNames.end(), word);
    if (found == kNames.end()) {
        return false;
    }
    fields |= uint32_t{1} << (found - kNames.begin());
    return true;
}

// An empty cell, a JSON null and an absent key all say nothing.
bool Meaning::says_something(const record::Field& field) const {
    return !field.value.empty() && !(field.type == record::FieldType::json && field.value == "null") &&
           (ignored_.columns.empty() || !ignored_.columns.contains(field.key));
}

void Meaning::append_rest(const Message& message, std::string& out) {
    columns_.clear();
    for (const record::Field& field : message.rest) {
        if (says_something(field)) {
            columns_.push_back(&field);
        }
    }
    std::sort(columns_.begin(), columns_.end(), [](const record::Field* a, const record::Field* b) {
        return a->key != b->key ? a->key < b->key : a->value < b->value;
    });
    for (const record::Field* field : columns_) {
        append_sized(out, field->key);
        packed_.clear();
        if (field->type == record::FieldType::json) {
            append_json(packed_, field->value);
        } else {
            append_text(packed_, field->value);
        }
        append_sized(out, packed_);
    }
}

void Meaning::append(const Message& message, Field field, std::string& out) {
    if (ignored_.has(field)) {
        return;
    }
    if (const std::string_view* text = text_field(message, field)) {
        append_text(out, *text);
        return;
    }
    if (const Time* time = time_field(message, field)) {
        append_time(out, *time, !ignored_.has(Field::zone));
        return;
    }
    switch (field) {
        case Field::conversation_kind:
            if (message.conversation_kind != record::ConversationKind::unknown) {
                out += static_cast<char>(message.conversation_kind);
            }
            return;
        case Field::participants:
            people_.assign(message.participants.begin(), message.participants.end());
            std::sort(people_.begin(), people_.end());
            for (const std::string_view person : people_) {
                append_sized(out, person);
            }
            return;
        case Field::direction:
            if (message.direction != record::Direction::unknown) {
                out += static_cast<char>(message.direction);
            }
            return;
        case Field::attachments:
            for (const record::Attachment& attachment : message.attachments) {
                append_attachment(out, attachment);
            }
            return;
        case Field::kind:
            out += static_cast<char>(message.kind);
            return;
        case Field::rest:
            append_rest(message, out);
            return;
        default:
            return;
    }
}

std::string_view Meaning::of(const Message& message) {
    bytes_.clear();
    for (size_t i = 0; i < kFields; ++i) {
        // The size goes in front once it is known.
        const size_t at = bytes_.size();
        bytes_.append(sizeof(uint32_t) + 1, static_cast<char>(i));
        append(message, static_cast<Field>(i), bytes_);
        const auto size = static_cast<uint32_t>(bytes_.size() - at - sizeof(uint32_t) - 1);
        if (size == 0) {
            bytes_.resize(at);
        } else {
            std::memcpy(bytes_.data() + at, &size, sizeof size);
        }
    }
    return bytes_;
}

std::vector<FieldValue> Meaning::values(const Message& message) {
    std::vector<FieldValue> out;
    for (size_t i = 0; i < kFields; ++i) {
        const auto field = static_cast<Field>(i);
        if (field == Field::rest) {
            for (const record::Field& column : message.rest) {
                if (!column.value.empty()) {
                    out.push_back({"rest." + std::string(column.key), std::string(column.value)});
                }
            }
            continue;
        }
        std::string value;
        if (const std::string_view* text = text_field(message, field)) {
            value = *text;
        } else if (const Time* time = time_field(message, field)) {
            value = time->present() ? time_words(*time) : std::string();
        } else {
            const bool unknown =
                (field == Field::direction && message.direction == record::Direction::unknown) ||
                (field == Field::conversation_kind && message.conversation_kind == record::ConversationKind::unknown);
            value = unknown ? std::string() : words(message, field);
        }
        if (!value.empty()) {
            out.push_back({std::string(name(field)), std::move(value)});
        }
    }
    return out;
}

std::vector<FieldChange> Meaning::changes(const Message& before, const Message& after) {
    const auto find = [](const std::vector<FieldValue>& values, std::string_view wanted) -> std::optional<std::string> {
        std::optional<std::string> out;
        for (const FieldValue& value : values) {
            if (value.name == wanted) {
                out = out ? *out + "; " + value.value : value.value;
            }
        }
        return out;
    };
    const std::vector<FieldValue> old_values = values(before);
    const std::vector<FieldValue> new_values = values(after);
    std::vector<FieldChange> out;
    for (size_t i = 0; i < kFields; ++i) {
        const auto field = static_cast<Field>(i);
        one_.clear();
        other_.clear();
        append(before, field, one_);
        append(after, field, other_);
        if (one_ == other_) {
            continue;
        }
        if (field != Field::rest) {
            out.push_back({std::string(name(field)), find(old_values, name(field)), find(new_values, name(field))});
            continue;
        }
        // By column, each with all of its values.
        std::map<std::string, std::pair<std::multiset<std::string>, std::multiset<std::string>>> columns;
        const auto collect = [&](const Message& message, bool is_after) {
            for (const record::Field& column : message.rest) {
                if (says_something(column)) {
                    std::string value;
                    if (column.type == record::FieldType::json) {
                        append_json(value, column.value);
                    } else {
                        append_text(value, column.value);
                    }
                    auto& both = columns[std::string(column.key)];
                    (is_after ? both.second : both.first).insert(std::move(value));
                }
            }
        };
        collect(before, false);
        collect(after, true);
        for (const auto& [key, both] : columns) {
            if (both.first != both.second) {
                out.push_back({"rest." + key, find(old_values, "rest." + key), find(new_values, "rest." + key)});
            }
        }
    }
    return out;
}

double Meaning::similarity(const Message& a, const Message& b) {
    double equal = 0;
    for (size_t i = 0; i < kFields; ++i) {
        one_.clear();
        other_.clear();
        append(a, static_cast<Field>(i), one_);
        append(b, static_cast<Field>(i), other_);
        equal += one_ == other_ ? 1 : 0;
    }
    constexpr double kTextWeight = 0.5;
    return (1 - kTextWeight) * equal / kFields + kTextWeight * text_similarity(a.text, b.text);
}

}  // namespace verbatim::compare
