// SPDX-License-Identifier: Apache-2.0
#include "formats/jsonl_line.h"

#include <array>
#include <charconv>

#include "text/json_text.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

namespace ondemand = simdjson::ondemand;

enum class Key : uint8_t {
    unknown,
    id,
    text,
    sent,
    kind,
    read,
    rest,
    sender,
    device,
    edited,
    account,
    deleted,
    expires,
    platform,
    received,
    reply_to,
    direction,
    sender_name,
    attachments,
    conversation,
    participants,
    forwarded_from,
    conversation_kind,
    conversation_title,
};
struct KeyWord {
    std::string_view word;
    Key key;
};
// By length, then spelling: find_key looks only at words of the right length.
constexpr auto kKeyWords = std::to_array<KeyWord>({
    {"id", Key::id},
    {"text", Key::text},
    {"sent", Key::sent},
    {"kind", Key::kind},
    {"read", Key::read},
    {"rest", Key::rest},
    {"sender", Key::sender},
    {"device", Key::device},
    {"edited", Key::edited},
    {"account", Key::account},
    {"deleted", Key::deleted},
    {"expires", Key::expires},
    {"platform", Key::platform},
    {"received", Key::received},
    {"reply_to", Key::reply_to},
    {"direction", Key::direction},
    {"sender_name", Key::sender_name},
    {"attachments", Key::attachments},
    {"conversation", Key::conversation},
    {"participants", Key::participants},
    {"forwarded_from", Key::forwarded_from},
    {"conversation_kind", Key::conversation_kind},
    {"conversation_title", Key::conversation_title},
});

struct LengthSpan {
    uint8_t begin = 0;
    uint8_t end = 0;
};
constexpr size_t kKeyLengthMax = 18;
constexpr std::array<LengthSpan, kKeyLengthMax + 1> kSpans = [] {
    std::array<LengthSpan, kKeyLengthMax + 1> spans{};
    for (size_t i = 0; i < kKeyWords.size(); ++i) {
        LengthSpan& span = spans[kKeyWords[i].word.size()];
        span.begin = span.end == 0 ? static_cast<uint8_t>(i) : span.begin;
        span.end = static_cast<uint8_t>(i + 1);
    }
    return spans;
}();

Key find_key(std::string_view word) {
    if (word.size() > kKeyLengthMax) {
        return Key::unknown;
    }
    const LengthSpan span = kSpans[word.size()];
    for (size_t i = span.begin; i < span.end; ++i) {
        if (kKeyWords[i].word == word) {
            return kKeyWords[i].key;
        }
    }
    return Key::unknown;
}

}  // namespace

using simdjson::error_code;

Result<JsonlLineParser> JsonlLineParser::create(const Settings& settings) {
    VB_TRY_ASSIGN(TimeReader times, TimeReader::create(settings.zone));
    return JsonlLineParser(settings, std::move(times));
}

error_code JsonlLineParser::parse(std::string_view line, size_t capacity) {
    message_.clear();
    remarks_.clear();
    seen_ = 0;
    message_.account = settings_->account;
    message_.platform = settings_->platform;
    line_ = line;
    error_code error = parser_.iterate(simdjson::padded_string_view(line.data(), line.size(), capacity)).get(document_);
    indexed_ = error == simdjson::SUCCESS;
    if (!indexed_) {
        return error;
    }
    ondemand::object object;
    error = document_.get_object().get(object);
    if (error != simdjson::SUCCESS) {
        return error;
    }
    for (auto field_result : object) {
        ondemand::field field;
        error = std::move(field_result).get(field);
        if (error != simdjson::SUCCESS) {
            return error;
        }
        std::string_view key;
        error = field.unescaped_key().get(key);
        if (error == simdjson::SUCCESS) {
            error = take(key, field.value());
        }
        if (error != simdjson::SUCCESS) {
            return error;
        }
    }
    // Behind the object the parser stands out of bounds, unless more JSON follows.
    return document_.current_location().error() == simdjson::OUT_OF_BOUNDS ? simdjson::SUCCESS
                                                                           : simdjson::TRAILING_CONTENT;
}

std::optional<size_t> JsonlLineParser::error_offset() {
    const char* location = nullptr;
    if (!indexed_ || document_.current_location().get(location) != simdjson::SUCCESS || location < line_.data() ||
        location > line_.data() + line_.size()) {
        return std::nullopt;
    }
    return static_cast<size_t>(location - line_.data());
}

error_code JsonlLineParser::take(std::string_view key, ondemand::value value) {
    const Key which = find_key(key);
    if (which == Key::unknown) {
        return to_rest(key, value);
    }
    const uint32_t bit = uint32_t{1} << static_cast<unsigned>(which);
    if ((seen_ & bit) != 0) {
        remark("duplicate-key", "the key \"" + std::string(key) + "\" stands twice; the later value is kept in rest");
        return to_rest(key, value);
    }
    seen_ |= bit;
    switch (which) {
        case Key::id:
            return string(key, value, message_.native_id);
        case Key::text:
            return string(key, value, message_.text);
        case Key::sender:
            return string(key, value, message_.sender);
        case Key::sender_name:
            return string(key, value, message_.sender_name);
        case Key::device:
            return string(key, value, message_.device);
        case Key::account:
            return string(key, value, message_.account);
        case Key::platform:
            return string(key, value, message_.platform);
        case Key::reply_to:
            return string(key, value, message_.reply_to);
        case Key::forwarded_from:
            return string(key, value, message_.forwarded_from);
        case Key::conversation:
            return string(key, value, message_.conversation_id);
        case Key::conversation_title:
            return string(key, value, message_.conversation_title);
        case Key::conversation_kind:
            return word(key, value, message_.conversation_kind, record::conversation_kind);
        case Key::kind:
            return word(key, value, message_.kind, record::kind);
        case Key::direction:
            return word(key, value, message_.direction, record::direction);
        case Key::sent:
            return time(key, value, record::TimeKind::sent);
        case Key::received:
            return time(key, value, record::TimeKind::received);
        case Key::read:
            return time(key, value, record::TimeKind::read);
        case Key::edited:
            return time(key, value, record::TimeKind::edited);
        case Key::deleted:
            return time(key, value, record::TimeKind::deleted);
        case Key::expires:
            return time(key, value, record::TimeKind::expires);
        case Key::participants:
            return participants(key, value);
        case Key::attachments:
            return attachments(key, value);
        case Key::rest:
            return rest(key, value);
        case Key::unknown:
            break;
    }
    return simdjson::SUCCESS;
}

error_code JsonlLineParser::wrong_type(std::string_view key, ondemand::value value, std::string_view wanted) {
    remark("wrong-type",
           "the value of \"" + std::string(key) + "\" is no " + std::string(wanted) + "; it is kept in rest");
    return to_rest(key, value);
}

error_code JsonlLineParser::string(std::string_view key, ondemand::value value, std::string_view& target) {
    ondemand::json_type type{};
    if (const error_code error = value.type().get(type); error != simdjson::SUCCESS) {
        return error;
    }
    if (type == ondemand::json_type::string) {
        return value.get_string().get(target);
    }
    if (type == ondemand::json_type::null) {
        return null(value);
    }
    if (type == ondemand::json_type::number) {  // ids are often numbers; their digits are the handle
        return number_text(value, target);
    }
    return wrong_type(key, value, "string");
}

error_code JsonlLineParser::null(ondemand::value value) {
    bool is_null = false;
    const error_code error = value.is_null().get(is_null);
    return error != simdjson::SUCCESS || is_null ? error : simdjson::N_ATOM_ERROR;
}

error_code JsonlLineParser::number_text(ondemand::value value, std::string_view& target) {
    ondemand::number number;
    const std::string_view token = text::trim(value.raw_json_token());
    const error_code error = value.get_number().get(number);
    target = token;
    // A number too large for 64 bits is still well written; its text is all that is kept.
    return error == simdjson::NUMBER_ERROR ? check_big_number(token) : error;
}

error_code JsonlLineParser::check_big_number(std::string_view token) {
    const bool digits = !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos &&
                        (token[0] != '0' || token.size() == 1);
    return digits ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
}

template <class Enum>
error_code JsonlLineParser::word(std::string_view key, ondemand::value value, Enum& target,
                                 std::optional<Enum> (*read)(std::string_view)) {
    std::string_view text;
    if (const error_code error = string(key, value, text); error != simdjson::SUCCESS || text.empty()) {
        return error;
    }
    if (const auto found = read(text)) {
        target = *found;
        return simdjson::SUCCESS;
    }
    if constexpr (std::is_same_v<Enum, record::Kind>) {
        target = record::Kind::other;
    }
    remark("unknown-word",
           "\"" + std::string(text) + "\" is no " + std::string(key) + " that is known; it is kept in rest");
    message_.rest.push_back({key, text, record::FieldType::text});
    return simdjson::SUCCESS;
}

error_code JsonlLineParser::time(std::string_view key, ondemand::value value, record::TimeKind which) {
    ondemand::json_type type{};
    if (const error_code error = value.type().get(type); error != simdjson::SUCCESS) {
        return error;
    }
    record::Time& time = message_.time(which);
    switch (type) {
        case ondemand::json_type::string: {
            std::string_view raw;
            if (const error_code error = value.get_string().get(raw); error != simdjson::SUCCESS) {
                return error;
            }
            read_time_text(key, raw, time);
            return simdjson::SUCCESS;
        }
        case ondemand::json_type::number: {
            std::string_view raw;
            if (const error_code error = number_text(value, raw); error != simdjson::SUCCESS) {
                return error;
            }
            int64_t milliseconds = 0;
            const auto [end, fault] = std::from_chars(raw.data(), raw.data() + raw.size(), milliseconds);
            time.raw = raw;
            if (fault == std::errc{} && end == raw.data() + raw.size()) {
                time = TimeReader::from_epoch_ms(raw, milliseconds);
            } else {
                bad_time(key, raw);
            }
            return simdjson::SUCCESS;
        }
        case ondemand::json_type::object:
            return time_object(key, value, time);
        case ondemand::json_type::null:
            return null(value);
        case ondemand::json_type::array:
        case ondemand::json_type::boolean:
            break;
    }
    return wrong_type(key, value, "time");
}

void JsonlLineParser::bad_time(std::string_view key, std::string_view raw) {
    remark("bad-time", "\"" + std::string(raw) + "\" in \"" + std::string(key) + "\" is no RFC 3339 time");
}

void JsonlLineParser::read_time_text(std::string_view key, std::string_view raw, record::Time& time) {
    text::Fit fit = text::Fit::unique;
    time = times_.from_rfc3339(raw, &fit);
    if (!time.utc_ms && !raw.empty()) {
        bad_time(key, raw);
    }
    if (fit != text::Fit::unique) {
        remark(fit_code(fit), std::string(fit_reason(fit)));
    }
}

error_code JsonlLineParser::time_object(std::string_view key, ondemand::value value, record::Time& time) {
    ondemand::object object;
    if (const error_code error = value.get_object().get(object); error != simdjson::SUCCESS) {
        return error;
    }
    for (auto field_result : object) {
        ondemand::field field;
        std::string_view part;
        error_code error = std::move(field_result).get(field);
        error = error != simdjson::SUCCESS ? error : field.unescaped_key().get(part);
        if (error != simdjson::SUCCESS) {
            return error;
        }
        std::string_view text;
        error = string(part, field.value(), text);
        if (error != simdjson::SUCCESS) {
            return error;
        }
        if (part == "raw") {
            time.raw = text;
        } else if (part == "zone") {
            time.zone = text;
        } else if (part == "utc_ms") {
            int64_t milliseconds = 0;
            const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
            if (fault == std::errc{} && end == text.data() + text.size()) {
                time.utc_ms = milliseconds;
            } else if (!text.empty()) {
                bad_time(key, text);
            }
        } else if (const auto basis = record::zone_basis(text); part == "basis" && basis) {
            time.basis = *basis;
        } else if (const auto precision = record::precision(text); part == "precision" && precision) {
            time.precision = *precision;
        } else {
            remark("unknown-word", "\"" + std::string(part) + "\": \"" + std::string(text) + "\" in \"" +
                                       std::string(key) + "\" is kept in rest");
            message_.rest.push_back({part, text, record::FieldType::text});
        }
    }
    return simdjson::SUCCESS;
}

error_code JsonlLineParser::participants(std::string_view key, ondemand::value value) {
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) {
        return wrong_type(key, value, "array of strings");
    }
    for (auto item_result : array) {
        ondemand::value item;
        std::string_view participant;
        error_code error = std::move(item_result).get(item);
        error = error != simdjson::SUCCESS ? error : string(key, item, participant);
        if (error != simdjson::SUCCESS) {
            return error;
        }
        message_.participants.push_back(participant);
    }
    return simdjson::SUCCESS;
}

error_code JsonlLineParser::attachments(std::string_view key, ondemand::value value) {
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) {
        return wrong_type(key, value, "array of objects");
    }
    for (auto item_result : array) {
        ondemand::value item;
        ondemand::object object;
        error_code error = std::move(item_result).get(item);
        if (error == simdjson::SUCCESS && item.get_object().get(object) != simdjson::SUCCESS) {
            error = wrong_type(key, item, "object");
            if (error != simdjson::SUCCESS) {
                return error;
            }
            continue;
        }
        error = error != simdjson::SUCCESS ? error : attachment(object);
        if (error != simdjson::SUCCESS) {
            return error;
        }
    }
    return simdjson::SUCCESS;
}

error_code JsonlLineParser::attachment(ondemand::object object) {
    record::Attachment& attachment = message_.attachments.emplace_back();
    for (auto field_result : object) {
        ondemand::field field;
        std::string_view part;
        std::string_view text;
        error_code error = std::move(field_result).get(field);
        error = error != simdjson::SUCCESS ? error : field.unescaped_key().get(part);
        if (error != simdjson::SUCCESS) {
            return error;
        }
        ondemand::value value = field.value();
        std::string_view* target = part == "name"                       ? &attachment.name
                                   : part == "mime"                     ? &attachment.mime_stated
                                   : part == "mime_found"               ? &attachment.mime_found
                                   : part == "hash"                     ? &attachment.hash_stated
                                   : part == "url"                      ? &attachment.url
                                   : part == "kind"                     ? &attachment.kind
                                   : part == "size" || part == "sha256" ? &text
                                                                        : nullptr;
        error = target == nullptr ? to_rest(part, value) : string(part, value, *target);
        if (error != simdjson::SUCCESS) {
            return error;
        }
        if (text.empty()) {
            continue;
        }
        if (part == "size") {
            uint64_t size = 0;
            const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), size);
            if (fault == std::errc{} && end == text.data() + text.size()) {
                attachment.size_bytes = size;
                continue;
            }
        } else if (const auto hash = Hash::from_hex(text)) {
            attachment.sha256 = *hash;
            continue;
        }
        remark("wrong-type",
               "\"" + std::string(text) + "\" is no " + std::string(part) + " of an attachment; it is kept in rest");
        message_.rest.push_back({part, text, record::FieldType::text});
    }
    return simdjson::SUCCESS;
}

error_code JsonlLineParser::rest(std::string_view key, ondemand::value value) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) {
        return wrong_type(key, value, "object");
    }
    for (auto field_result : object) {
        ondemand::field field;
        std::string_view name;
        error_code error = std::move(field_result).get(field);
        error = error != simdjson::SUCCESS ? error : field.unescaped_key().get(name);
        error = error != simdjson::SUCCESS ? error : to_rest(name, field.value());
        if (error != simdjson::SUCCESS) {
            return error;
        }
    }
    return simdjson::SUCCESS;
}

error_code JsonlLineParser::to_rest(std::string_view key, ondemand::value value) {
    ondemand::json_type type{};
    if (const error_code error = value.type().get(type); error != simdjson::SUCCESS) {
        return error;
    }
    record::Field field{key, {}, record::FieldType::json};
    error_code error = simdjson::SUCCESS;
    switch (type) {
        case ondemand::json_type::string:
            field.type = record::FieldType::text;
            error = value.get_string().get(field.value);
            break;
        case ondemand::json_type::number:
            error = number_text(value, field.value);
            break;
        case ondemand::json_type::boolean: {
            bool ignored = false;
            field.value = text::trim(value.raw_json_token());
            error = value.get_bool().get(ignored);
            break;
        }
        case ondemand::json_type::null:
            field.value = "null";
            error = null(value);
            break;
        case ondemand::json_type::array: {
            ondemand::array array;
            error = value.get_array().get(array);
            error = error != simdjson::SUCCESS ? error : array.raw_json().get(field.value);
            error = error != simdjson::SUCCESS ? error : check_container(field.value);
            break;
        }
        case ondemand::json_type::object: {
            ondemand::object object;
            error = value.get_object().get(object);
            error = error != simdjson::SUCCESS ? error : object.raw_json().get(field.value);
            error = error != simdjson::SUCCESS ? error : check_container(field.value);
            break;
        }
    }
    if (error == simdjson::SUCCESS) {
        field.value = text::trim(field.value);
        message_.rest.push_back(field);
    }
    return error;
}

error_code JsonlLineParser::check_container(std::string_view json) {
    switch (text::check_json(json)) {
        case text::JsonCheck::valid:
            return simdjson::SUCCESS;
        case text::JsonCheck::too_deep:
            return simdjson::DEPTH_ERROR;
        case text::JsonCheck::invalid:
            break;
    }
    return simdjson::TAPE_ERROR;
}

}  // namespace verbatim::formats
