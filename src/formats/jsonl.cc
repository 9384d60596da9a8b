// SPDX-License-Identifier: Apache-2.0
// Verbatim JSON Lines: the documented interchange format, one message a line (docs/formats/jsonl.md is its text).
//
// Every field of record::Message has a key; keys that are none of ours go to rest. The hot path of large ingests:
// simdjson On-Demand walks each line once, all views point into its buffers, and a whole line allocates nothing.
// A line that is no JSON object is one reject with the parser's error and position.
// Errors are values here: without this, a careless conversion would throw.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <array>
#include <charconv>

#include "base/limits.h"
#include "formats/accounting.h"
#include "formats/format.h"
#include "formats/source_reader.h"
#include "formats/times.h"
#include "text/json_text.h"
#include "text/line_reader.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

enum class Key : uint8_t {
    unknown, id, text, sent, kind, read, rest, sender, device, edited, account, deleted, expires, platform, received,
    reply_to, direction, sender_name, attachments, conversation, participants, forwarded_from, conversation_kind,
    conversation_title,
};
struct KeyWord {
    std::string_view word;
    Key key;
};
// By length, then spelling: find_key looks only at words of the right length.
constexpr auto kKeyWords = std::to_array<KeyWord>({
    {"id", Key::id}, {"text", Key::text}, {"sent", Key::sent}, {"kind", Key::kind}, {"read", Key::read}, {"rest", Key::rest},
    {"sender", Key::sender}, {"device", Key::device}, {"edited", Key::edited}, {"account", Key::account},
    {"deleted", Key::deleted}, {"expires", Key::expires}, {"platform", Key::platform}, {"received", Key::received},
    {"reply_to", Key::reply_to}, {"direction", Key::direction}, {"sender_name", Key::sender_name},
    {"attachments", Key::attachments}, {"conversation", Key::conversation}, {"participants", Key::participants},
    {"forwarded_from", Key::forwarded_from}, {"conversation_kind", Key::conversation_kind},
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

struct Remark {
    std::string_view code;
    std::string reason;
};

class LineParser {
  public:
    static Result<LineParser> create(const Settings& settings) {
        VB_TRY_ASSIGN(TimeReader times, TimeReader::create(settings.zone));
        return LineParser(settings, std::move(times));
    }

    // Fills message() from one line. An error code of simdjson if the line is no whole JSON object; remarks() otherwise.
    error_code parse(std::string_view line, size_t capacity) {
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
        return document_.current_location().error() == simdjson::OUT_OF_BOUNDS ? simdjson::SUCCESS : simdjson::TRAILING_CONTENT;
    }

    record::Message& message() { return message_; }
    const std::vector<Remark>& remarks() const { return remarks_; }
    bool has_message_fields() const { return seen_ != 0; }
    // Offset in the line where the parser stood; none if it cannot tell.
    std::optional<size_t> error_offset() {
        const char* location = nullptr;
        if (!indexed_ || document_.current_location().get(location) != simdjson::SUCCESS || location < line_.data() || location > line_.data() + line_.size()) {
            return std::nullopt;
        }
        return static_cast<size_t>(location - line_.data());
    }

  private:
    LineParser(const Settings& settings, TimeReader times) : settings_(&settings), times_(std::move(times)) {}

    error_code take(std::string_view key, ondemand::value value) {
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
            case Key::id: return string(key, value, message_.native_id);
            case Key::text: return string(key, value, message_.text);
            case Key::sender: return string(key, value, message_.sender);
            case Key::sender_name: return string(key, value, message_.sender_name);
            case Key::device: return string(key, value, message_.device);
            case Key::account: return string(key, value, message_.account);
            case Key::platform: return string(key, value, message_.platform);
            case Key::reply_to: return string(key, value, message_.reply_to);
            case Key::forwarded_from: return string(key, value, message_.forwarded_from);
            case Key::conversation: return string(key, value, message_.conversation_id);
            case Key::conversation_title: return string(key, value, message_.conversation_title);
            case Key::conversation_kind: return word(key, value, message_.conversation_kind, record::conversation_kind);
            case Key::kind: return word(key, value, message_.kind, record::kind);
            case Key::direction: return word(key, value, message_.direction, record::direction);
            case Key::sent: return time(key, value, record::TimeKind::sent);
            case Key::received: return time(key, value, record::TimeKind::received);
            case Key::read: return time(key, value, record::TimeKind::read);
            case Key::edited: return time(key, value, record::TimeKind::edited);
            case Key::deleted: return time(key, value, record::TimeKind::deleted);
            case Key::expires: return time(key, value, record::TimeKind::expires);
            case Key::participants: return participants(key, value);
            case Key::attachments: return attachments(key, value);
            case Key::rest: return rest(key, value);
            case Key::unknown: break;
        }
        return simdjson::SUCCESS;
    }

    void remark(std::string_view code, std::string reason) { remarks_.push_back({code, std::move(reason)}); }

    error_code wrong_type(std::string_view key, ondemand::value value, std::string_view wanted) {
        remark("wrong-type", "the value of \"" + std::string(key) + "\" is no " + std::string(wanted) + "; it is kept in rest");
        return to_rest(key, value);
    }

    error_code string(std::string_view key, ondemand::value value, std::string_view& target) {
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

    static error_code null(ondemand::value value) {
        bool is_null = false;
        const error_code error = value.is_null().get(is_null);
        return error != simdjson::SUCCESS || is_null ? error : simdjson::N_ATOM_ERROR;
    }

    static error_code number_text(ondemand::value value, std::string_view& target) {
        ondemand::number number;
        const std::string_view token = text::trim(value.raw_json_token());
        const error_code error = value.get_number().get(number);
        target = token;
        // A number too large for 64 bits is still well written; its text is all that is kept.
        return error == simdjson::NUMBER_ERROR ? check_big_number(token) : error;
    }

    static error_code check_big_number(std::string_view token) {
        const bool digits = !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos && (token[0] != '0' || token.size() == 1);
        return digits ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
    }

    template <class Enum>
    error_code word(std::string_view key, ondemand::value value, Enum& target, std::optional<Enum> (*read)(std::string_view)) {
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
        remark("unknown-word", "\"" + std::string(text) + "\" is no " + std::string(key) + " that is known; it is kept in rest");
        message_.rest.push_back({key, text, record::FieldType::text});
        return simdjson::SUCCESS;
    }

    error_code time(std::string_view key, ondemand::value value, record::TimeKind which) {
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
            case ondemand::json_type::object: return time_object(key, value, time);
            case ondemand::json_type::null: return null(value);
            case ondemand::json_type::array:
            case ondemand::json_type::boolean: break;
        }
        return wrong_type(key, value, "time");
    }

    void bad_time(std::string_view key, std::string_view raw) {
        remark("bad-time", "\"" + std::string(raw) + "\" in \"" + std::string(key) + "\" is no RFC 3339 time");
    }

    void read_time_text(std::string_view key, std::string_view raw, record::Time& time) {
        text::Fit fit = text::Fit::unique;
        time = times_.from_rfc3339(raw, &fit);
        if (!time.utc_ms && !raw.empty()) {
            bad_time(key, raw);
        }
        if (fit != text::Fit::unique) {
            remark(fit_code(fit), std::string(fit_reason(fit)));
        }
    }

    // {"raw", "utc_ms", "zone", "basis", "precision"}: taken as stated, nothing is computed from raw.
    error_code time_object(std::string_view key, ondemand::value value, record::Time& time) {
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
                remark("unknown-word", "\"" + std::string(part) + "\": \"" + std::string(text) + "\" in \"" + std::string(key) + "\" is kept in rest");
                message_.rest.push_back({part, text, record::FieldType::text});
            }
        }
        return simdjson::SUCCESS;
    }

    error_code participants(std::string_view key, ondemand::value value) {
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

    error_code attachments(std::string_view key, ondemand::value value) {
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

    error_code attachment(ondemand::object object) {
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
            std::string_view* target = part == "name"         ? &attachment.name
                                       : part == "mime"       ? &attachment.mime_stated
                                       : part == "mime_found" ? &attachment.mime_found
                                       : part == "hash"       ? &attachment.hash_stated
                                       : part == "url"        ? &attachment.url
                                       : part == "kind"       ? &attachment.kind
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
            remark("wrong-type", "\"" + std::string(text) + "\" is no " + std::string(part) + " of an attachment; it is kept in rest");
            message_.rest.push_back({part, text, record::FieldType::text});
        }
        return simdjson::SUCCESS;
    }

    // Members of "rest": how a key of ours can be written as a field that no group takes.
    error_code rest(std::string_view key, ondemand::value value) {
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

    error_code to_rest(std::string_view key, ondemand::value value) {
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
            case ondemand::json_type::number: error = number_text(value, field.value); break;
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

    // On-Demand passes over what it is not asked for; a container that is kept as JSON must be JSON.
    static error_code check_container(std::string_view json) {
        switch (text::check_json(json)) {
            case text::JsonCheck::valid: return simdjson::SUCCESS;
            case text::JsonCheck::too_deep: return simdjson::DEPTH_ERROR;
            case text::JsonCheck::invalid: break;
        }
        return simdjson::TAPE_ERROR;
    }

    const Settings* settings_;
    TimeReader times_;
    ondemand::parser parser_{limits::kLineBytesMax};
    ondemand::document document_;
    record::Message message_;
    std::vector<Remark> remarks_;
    std::string_view line_;
    uint32_t seen_ = 0;
    bool indexed_ = false;  // the parser got as far as walking the line
};

// One line to one row. Slow repairs happen only after the strict parser refused the line.
class LineHandler {
  public:
    LineHandler(LineParser& parser, Tiler& tiler) : parser_(parser), tiler_(tiler) {}

    bool handle(const text::Line& line) {
        const ByteRange range{line.begin, line.end};
        if (line.too_long) {
            return tiler_.reject(range, "line-too-long", "the line has more than " + std::to_string(limits::kLineBytesMax) + " bytes");
        }
        if (is_blank(line.text)) {
            tiler_.structure_until(line.end);
            return true;
        }
        error_code error = parser_.parse(line.text, line.text.size() + text::ByteWindow::kPadding);
        if (error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR) {
            error = parse_repaired(line, range, error);
        }
        if (error != simdjson::SUCCESS) {
            return reject(range, error);
        }
        if (!parser_.has_message_fields()) {
            return tiler_.reject(range, "no-message-fields", "no key of the object is one of Verbatim JSON Lines");
        }
        for (const Remark& remark : parser_.remarks()) {
            tiler_.remark(range, remark.code, remark.reason);
        }
        parser_.message().locator = {line.begin, line.end, {}, 0};
        return tiler_.message(parser_.message());
    }

  private:
    static bool is_blank(std::string_view line) { return line.empty() || (static_cast<unsigned char>(line[0]) <= ' ' && text::trim(line).empty()); }

    error_code parse_repaired(const text::Line& line, ByteRange range, error_code error) {
        const text::Repaired utf8 = text::repair_utf8(line.text, utf8_);
        const std::string_view padded = utf8.replaced > 0 ? text::with_padding(utf8.text, padded_) : line.text;
        const text::RepairedJson json = text::repair_surrogate_escapes(padded, surrogates_);
        if (utf8.replaced + json.replaced == 0) {
            return error;
        }
        error = parser_.parse(json.text, json.text.size() + text::ByteWindow::kPadding);
        if (error != simdjson::SUCCESS) {
            return error;
        }
        if (utf8.replaced > 0) {
            tiler_.remark(range, "invalid-utf8", std::to_string(utf8.replaced) + " invalid UTF-8 sequences were replaced by U+FFFD, the first at byte " + std::to_string(utf8.first_offset) + " of the line");
        }
        if (json.replaced > 0) {
            tiler_.remark(range, "lone-surrogate", std::to_string(json.replaced) + " escapes of half a surrogate pair were replaced by U+FFFD");
        }
        return error;
    }

    bool reject(ByteRange range, error_code error) {
        std::string reason = "no whole JSON object: ";
        reason += simdjson::error_message(error);
        if (const auto offset = parser_.error_offset()) {
            reason += " (near byte " + std::to_string(*offset) + " of the line)";
        }
        return tiler_.reject(range, error == simdjson::DEPTH_ERROR ? "too-deep" : "bad-json", reason);
    }

    LineParser& parser_;
    Tiler& tiler_;
    std::string utf8_;
    std::string padded_;
    std::string surrogates_;
};

Probe probe(const Source& source, Bytes head) {
    const std::string text = text::decode_head(as_text(head), source.settings().encoding);
    const std::string_view first = text::trim(std::string_view(text).substr(0, text.find('\n', text.find_first_not_of(" \t\r\n"))));
    if (!first.starts_with('{')) {
        return {};
    }
    // Our own words beside each other: no other chat JSON says both "conversation" and "sent".
    const auto has = [first](std::string_view key) { return first.find('"' + std::string(key) + '"') != std::string_view::npos; };
    const int words = static_cast<int>(has("sent")) + static_cast<int>(has("sender")) + static_cast<int>(has("conversation")) +
                      static_cast<int>(has("text")) + static_cast<int>(has("platform"));
    if (words < 2 || !(has("sent") || has("conversation"))) {
        return {};
    }
    return {first.ends_with('}') && words >= 3 ? Likelihood::certain : Likelihood::likely, "keys of Verbatim JSON Lines"};
}

Result<void> parse(const Source& source, Sink& sink) {
    const SourceReader reader(source);
    VB_TRY_ASSIGN(text::OpenedText opened, open_source_text(source, reader, sink, Encodings::unicode_only));
    VB_TRY_ASSIGN(LineParser parser, LineParser::create(source.settings()));
    Tiler tiler(sink);
    LineHandler handler(parser, tiler);
    text::LineReader lines(*opened.stream);
    text::Line line;
    for (;;) {
        VB_TRY_ASSIGN(const bool more, lines.next(line));
        if (!more) {
            tiler.structure_until(source.size());
            return {};
        }
        if (!handler.handle(line)) {
            return {};
        }
    }
}

}  // namespace

extern const Format format_jsonl;
const Format format_jsonl{
    .name = "jsonl",
    .title = "Verbatim JSON Lines",
    .description = "One JSON object a line, every field of a message expressible: the documented interchange format",
    .version = 1,
    .probe = probe,
    .parse = parse,
};

}  // namespace verbatim::formats
