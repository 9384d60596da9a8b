// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/values.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "disclose/internal/numbers.h"

namespace verbatim::disclose::internal {
namespace {

using record::Group;

// A piece of a withheld value that stands elsewhere must be so long before it tells anything.
constexpr size_t kPieceBytesMin = 8;
// Values with so many digits are numbers: how they are divided does not matter.
constexpr size_t kNumberDigitsMin = 6;
constexpr int64_t kMsPerSecond = 1000;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}
bool is_separator(char c) {
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

bool is_number(std::string_view value) {
    return count_digits(value) >= kNumberDigitsMin &&
           std::all_of(value.begin(), value.end(), [](char c) { return is_word(c) || is_separator(c) || c == '+'; });
}

size_t find_any_case(std::string_view text, std::string_view value, size_t from) {
    const char first = lower(value[0]);
    for (size_t at = from; at + value.size() <= text.size(); ++at) {
        if (lower(text[at]) == first &&
            std::equal(value.begin(), value.end(), text.begin() + static_cast<ptrdiff_t>(at),
                       [](char a, char b) { return lower(a) == lower(b); })) {
            return at;
        }
    }
    return std::string_view::npos;
}

bool is_own_word(std::string_view text, size_t begin, size_t end) {
    const bool before = begin > 0 && is_word(text[begin - 1]) && is_word(text[begin]);
    const bool after = end < text.size() && is_word(text[end]) && is_word(text[end - 1]);
    return !before && !after;
}

void find_number(std::string_view value, std::string_view text, std::vector<Span>& out) {
    std::string wanted;
    std::copy_if(value.begin(), value.end(), std::back_inserter(wanted), [](char c) { return is_word(c); });
    std::string compact;
    std::vector<size_t> offsets;
    for (size_t i = 0; i < text.size(); ++i) {
        if (!is_separator(text[i])) {
            compact.push_back(text[i]);
            offsets.push_back(i);
        }
    }
    for (size_t at = 0; (at = find_any_case(compact, wanted, at)) != std::string_view::npos; at += wanted.size()) {
        out.push_back({offsets[at], offsets[at + wanted.size() - 1] + 1});
    }
}

// What is divided over several strings of one key (a text with its links) is one text all the same.
using Joined = std::map<std::string, std::string, std::less<>>;

void each_string(const nlohmann::json& json, const std::string& key, Joined& joined, const EachValue& each) {
    if (json.is_string()) {
        const auto& text = json.get_ref<const std::string&>();
        each(text);
        joined[key] += text;
    } else if (json.is_number()) {
        each(json.dump());
    } else if (json.is_array()) {
        for (const nlohmann::json& item : json) {
            each_string(item, key, joined, each);
        }
    } else if (json.is_object()) {
        for (const auto& [name, item] : json.items()) {
            each_string(item, name, joined, each);
        }
    }
}

void each_field_value(const record::Field& field, const EachValue& each) {
    if (field.type == record::FieldType::text) {
        each(field.value);
        return;
    }
    const nlohmann::json json = nlohmann::json::parse(field.value, nullptr, false);
    if (json.is_discarded()) {
        each(field.value);
        return;
    }
    Joined joined;
    each_string(json, {}, joined, each);
    if (json.is_structured()) {
        for (const auto& [key, text] : joined) {
            each(text);
        }
    }
}

void each_time_value(const record::Time& time, const EachValue& each) {
    each(time.raw);
    if (time.utc_ms) {
        each(std::to_string(*time.utc_ms));
        each(std::to_string(*time.utc_ms / kMsPerSecond));
    }
}

}  // namespace

void each_value(Group group, const record::Message& message, const record::SourceIdentity& source,
                const EachValue& each_one) {
    const EachValue each = [&](std::string_view value) {
        if (!value.empty()) {
            each_one(value);
        }
    };
    switch (group) {
        case Group::source:
            each(source.object.hex());
            each(message.locator.table);
            for (const record::ContainerStep& step : source.container) {
                each(step.member);
            }
            break;
        case Group::account:
            each(message.account);
            each(message.device);
            break;
        case Group::conversation:
            each(message.conversation_id);
            each(message.conversation_title);
            for (const std::string_view participant : message.participants) {
                each(participant);
            }
            break;
        case Group::sender:
            each(message.sender);
            each(message.sender_name);
            break;
        case Group::times:
            for (const record::Time& time : message.times) {
                each_time_value(time, each);
            }
            break;
        case Group::text:
            break;
        case Group::attachments:
            for (const record::Attachment& attachment : message.attachments) {
                each(attachment.name);
                each(attachment.hash_stated);
                each(attachment.url);
                if (attachment.sha256) {
                    each(attachment.sha256->hex());
                }
            }
            break;
        case Group::rest:
            each(message.native_id);
            each(message.reply_to);
            each(message.forwarded_from);
            for (const record::Field& field : message.rest) {
                each_field_value(field, each);
            }
            break;
    }
}

void find_value(std::string_view value, std::string_view text, std::vector<Span>& out) {
    if (value.empty() || text.empty()) {
        return;
    }
    if (is_number(value)) {
        find_number(value, text, out);
        return;
    }
    for (size_t at = 0; (at = find_any_case(text, value, at)) != std::string_view::npos; at += value.size()) {
        if (value.size() >= kSearchedBytesMin || is_own_word(text, at, at + value.size())) {
            out.push_back({at, at + value.size()});
        }
    }
}

bool repeats(std::string_view value, std::string_view text) {
    std::vector<Span> spans;
    find_value(value, text, spans);
    if (spans.empty() && text.size() >= kPieceBytesMin && text.size() < value.size()) {
        const size_t at = find_any_case(value, text, 0);
        return at != std::string_view::npos && is_own_word(value, at, at + text.size());
    }
    return !spans.empty();
}

}  // namespace verbatim::disclose::internal
