// SPDX-License-Identifier: Apache-2.0
// Telegram Desktop export in JSON ("result.json"): one chat, or the whole account with chats.list[] and
// left_chats.list[].
//
// Read as a stream of messages, so size does not matter. `date_unixtime` is the instant; `date` is the clock of the
// machine that exported, whose zone the file does not state, and is kept in rest. Text is joined verbatim from its
// parts; the parts with their formatting stay in rest. Fields that have no place in a record go to rest as they stand,
// so a newer Telegram loses nothing. Entries of contacts, sessions and the like are declared skips, one by one.
// Fields, rules and sources: docs/formats/telegram_json.md.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.h"
#include "formats/accounting.h"
#include "formats/format.h"
#include "formats/source_reader.h"
#include "formats/telegram_json_fields.h"
#include "formats/times.h"
#include "text/json_reader.h"
#include "text/json_text.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using telegram::JsonField;
using telegram::ObjectReader;
using telegram::padded;

record::ConversationKind conversation_kind(std::string_view type) {
    using record::ConversationKind;
    constexpr auto kTypes = std::to_array<std::pair<std::string_view, ConversationKind>>({
        {"personal_chat", ConversationKind::direct},
        {"bot_chat", ConversationKind::direct},
        {"saved_messages", ConversationKind::direct},
        {"private_group", ConversationKind::group},
        {"private_supergroup", ConversationKind::group},
        {"public_supergroup", ConversationKind::group},
        {"private_channel", ConversationKind::channel},
        {"public_channel", ConversationKind::channel},
    });
    const auto* found =
        std::find_if(kTypes.begin(), kTypes.end(), [type](const auto& entry) { return entry.first == type; });
    return found == kTypes.end() ? ConversationKind::unknown : found->second;
}

// Telegram's notes in place of a path: "(File not included. Change data exporting settings to download.)" and others.
bool is_absence_note(std::string_view path) {
    return path.starts_with('(') && path.ends_with(')');
}

// For reasons: short, and whole characters.
std::string excerpt(std::string_view text) {
    constexpr size_t kShown = 64;
    text = text.substr(0, kShown);
    return std::string(text.substr(0, text::valid_utf8_prefix(text)));
}

std::optional<uint64_t> to_number(std::string_view digits) {
    uint64_t value = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return fault == std::errc{} && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

// What stands around the messages of one chat, decoded once per chat.
class Conversation {
  public:
    void read(const text::JsonReader& reader) {
        refresh(reader.enclosing(0, "name"), name_json_, name);
        refresh(reader.enclosing(0, "type"), type_json_, type);
        refresh(reader.enclosing(0, "id"), id_json_, id);
        left = reader.enclosing_key(2) == "left_chats";  // left_chats.list[*].messages
    }
    std::string name;
    std::string type;
    std::string id;
    bool left = false;

  private:
    void refresh(std::optional<std::string_view> json, std::string& known, std::string& value) {
        const std::string_view found = json.value_or(std::string_view());
        if (found == known) {
            return;
        }
        known.assign(found);
        value.clear();
        const std::string_view valid = text::repair_utf8(found, repaired_).text;
        if (!valid.starts_with('"')) {
            value.assign(valid == "null" ? std::string_view() : valid);
            return;
        }
        ondemand::document document;
        std::string_view decoded;
        const std::string_view copy = text::with_padding(valid, scratch_);
        if (parser_.iterate(padded(copy)).get(document) == simdjson::SUCCESS &&
            document.get_string().get(decoded) == simdjson::SUCCESS) {
            value.assign(decoded);
        }
    }

    std::string name_json_;
    std::string type_json_;
    std::string id_json_;
    std::string repaired_;
    std::string scratch_;
    ondemand::parser parser_;
};

class MessageReader {
  public:
    MessageReader(const Settings& settings, TimeReader times, Tiler& tiler)
        : times_(std::move(times)), tiler_(tiler), account_(settings.account) {}

    // The account of a whole export: {"user_id": 123, ...}. What the user stated wins.
    void take_account(std::string_view personal_information) {
        const std::string_view copy = text::with_padding(personal_information, scratch_);
        if (!account_.empty() || objects_.split(copy, fields_) != simdjson::SUCCESS) {
            return;
        }
        if (const JsonField* id = find("user_id"); id && id->is_plain()) {
            account_ = "user" + std::string(id->value);
        }
    }

    // One element of messages[]. false: the sink wants no more.
    bool read(const text::JsonEvent& event, const Conversation& conversation) {
        range_ = {event.begin, event.end};
        error_code error = objects_.split(event.text, fields_);
        if (error != simdjson::SUCCESS) {
            error = split_repaired(event.text, error);
        }
        if (error != simdjson::SUCCESS) {
            const bool shape = error == simdjson::INCORRECT_TYPE;
            return tiler_.reject(range_, shape ? "not-a-message" : "bad-json",
                                 shape
                                     ? std::string("an element of messages is no object")
                                     : std::string("the message is no valid JSON: ") + simdjson::error_message(error));
        }
        if (!find("type") && !find("date") && !find("date_unixtime") && !find("text")) {
            return tiler_.reject(range_, "not-a-message", "the object has none of the fields of a Telegram message");
        }
        message_.clear();
        message_.locator.begin = event.begin;
        message_.locator.end = event.end;
        message_.platform = "telegram";
        message_.account = account_;
        message_.conversation_id = conversation.id;
        message_.conversation_title = conversation.name;
        message_.conversation_kind = conversation_kind(conversation.type);
        read_kind();
        read_sender();
        read_times();
        read_text();
        read_references();
        read_attachments();
        if (!conversation.type.empty()) {
            message_.rest.push_back({"conversation_type", conversation.type, record::FieldType::text});
        }
        if (conversation.left) {
            message_.rest.push_back({"section", "left_chats", record::FieldType::text});
        }
        for (const JsonField& field : fields_) {
            if (!field.used) {
                message_.rest.push_back(
                    {field.key, field.value, field.is_string() ? record::FieldType::text : record::FieldType::json});
            }
        }
        return tiler_.message(message_);
    }

  private:
    JsonField* find(std::string_view key) {
        const auto found =
            std::find_if(fields_.begin(), fields_.end(), [key](const JsonField& field) { return field.key == key; });
        return found == fields_.end() ? nullptr : &*found;
    }
    // Takes the value of a string or number; null and other types stay for rest.
    std::string_view take(std::string_view key) {
        JsonField* field = find(key);
        if (!field || !field->is_plain()) {
            return {};
        }
        field->used = true;
        return field->value;
    }
    std::string_view peek(std::string_view key) {
        const JsonField* field = find(key);
        return field && field->is_plain() ? field->value : std::string_view();
    }

    error_code split_repaired(std::string_view json, error_code error) {
        const text::Repaired utf8 = text::repair_utf8(json, utf8_);
        const std::string_view whole = utf8.replaced > 0 ? text::with_padding(utf8.text, padded_) : json;
        const text::RepairedJson surrogates = text::repair_surrogate_escapes(whole, surrogates_);
        if (utf8.replaced == 0 && surrogates.replaced == 0) {
            return error;
        }
        error = objects_.split(surrogates.text, fields_);
        if (error == simdjson::SUCCESS && utf8.replaced > 0) {
            tiler_.remark(range_, "invalid-utf8",
                          std::to_string(utf8.replaced) + " invalid byte sequences were replaced");
        }
        if (error == simdjson::SUCCESS && surrogates.replaced > 0) {
            tiler_.remark(range_, "bad-escape",
                          std::to_string(surrogates.replaced) + " escapes of half a character were replaced");
        }
        return error;
    }

    void read_kind() {
        const std::string_view type = take("type");
        const std::string_view action = peek("action");
        if (type == "service") {
            const bool call = action == "phone_call" || action == "group_call" || action == "conference_call";
            message_.kind = call ? record::Kind::call : record::Kind::system;
        } else if (type != "message") {
            message_.kind = record::Kind::other;
            tiler_.remark(range_, "unknown-type",
                          type.empty() ? std::string("the message states no type")
                                       : "the type \"" + excerpt(type) + "\" is not known; all fields are kept");
            if (JsonField* field = find("type")) {
                field->used = false;
            }
        }
    }

    // from/from_id write messages, actor/actor_id act in service messages. Old exports have no ids.
    void read_sender() {
        const bool service = peek("from").empty() && peek("from_id").empty();
        message_.sender_name = take(service ? "actor" : "from");
        message_.sender = take(service ? "actor_id" : "from_id");
        if (message_.sender.empty()) {
            message_.sender = message_.sender_name;
        } else if (!account_.empty() && message_.kind != record::Kind::system) {
            message_.direction =
                message_.sender == account_ ? record::Direction::outgoing : record::Direction::incoming;
        }
    }

    void read_times() {
        read_time("date", "date_unixtime", record::TimeKind::sent);
        if (!message_.time(record::TimeKind::sent).present()) {
            tiler_.remark(range_, "no-timestamp", "the message states no time");
        }
        read_time("edited", "edited_unixtime", record::TimeKind::edited);
    }

    void read_time(std::string_view local_key, std::string_view unix_key, record::TimeKind which) {
        const std::string_view unix_text = peek(unix_key);
        const std::string_view local_text = peek(local_key);
        const std::optional<uint64_t> seconds = to_number(unix_text);
        constexpr uint64_t kSecondsEnd = 253'402'300'800;  // year 10000
        if (seconds && *seconds < kSecondsEnd) {
            // Exports before 2021 write "edited" with the epoch for messages that were never edited.
            if (which == record::TimeKind::edited && *seconds == 0) {
                return;
            }
            take(unix_key);  // the local clock stays for rest
            message_.time(which) = {unix_text, static_cast<int64_t>(*seconds) * 1000, "Z", record::ZoneBasis::stated,
                                    record::Precision::second};
            return;
        }
        if (!unix_text.empty()) {
            tiler_.remark(range_, "bad-time",
                          '"' + excerpt(unix_text) + "\" in " + std::string(unix_key) + " is no time");
        }
        if (local_text.empty() || (which == record::TimeKind::edited && local_text.starts_with("1970-01-01"))) {
            return;
        }
        take(local_key);
        text::Fit fit = text::Fit::unique;
        record::Time& time = message_.time(which);
        time = times_.from_rfc3339(local_text, &fit);
        if (!time.utc_ms) {
            tiler_.remark(range_, "bad-time",
                          '"' + excerpt(local_text) + "\" in " + std::string(local_key) + " is no time");
        } else if (fit != text::Fit::unique) {
            tiler_.remark(range_, fit_code(fit), fit_reason(fit));
        }
    }

    // A string, or an array of strings and {"type", "text", ...}: the text is their concatenation.
    void read_text() {
        joined_.clear();
        JsonField* field = find("text");
        if (field && field->is_string()) {
            field->used = true;
            message_.text = field->value;
        } else if (field && field->type == ondemand::json_type::array && join(field->value)) {
            field->used = field->value == "[]";
            message_.text = joined_;
        } else if (!field) {
            if (const JsonField* entities = find("text_entities");
                entities && entities->type == ondemand::json_type::array && join(entities->value)) {
                message_.text = joined_;
            }
        }
        if (JsonField* entities = find("text_entities"); entities && entities->value == "[]") {
            entities->used = true;
        }
        JsonField* poll = find("poll");
        if (poll && message_.text.empty() && poll->type == ondemand::json_type::object && join_question(poll->value)) {
            message_.text = joined_;
        }
    }

    bool join(std::string_view array_json) {
        ondemand::document document;
        ondemand::array array;
        if (parts_.iterate(padded(array_json)).get(document) != simdjson::SUCCESS ||
            document.get_array().get(array) != simdjson::SUCCESS) {
            return false;
        }
        for (auto part : array) {
            ondemand::json_type type{};
            std::string_view piece;
            if (part.type().get(type) != simdjson::SUCCESS) {
                return false;
            }
            const bool is_object = type == ondemand::json_type::object;
            const error_code error =
                is_object ? part.find_field_unordered("text").get_string().get(piece) : part.get_string().get(piece);
            if (error != simdjson::SUCCESS) {
                return false;
            }
            joined_.append(piece);
        }
        return true;
    }

    bool join_question(std::string_view poll_json) {
        ondemand::document document;
        std::string_view question;
        if (parts_.iterate(padded(poll_json)).get(document) != simdjson::SUCCESS ||
            document.find_field_unordered("question").get_string().get(question) != simdjson::SUCCESS) {
            return false;
        }
        joined_.assign(question);
        return true;
    }

    void read_references() {
        message_.native_id = take("id");
        message_.reply_to = take("reply_to_message_id");
        message_.forwarded_from = take("forwarded_from");
    }

    void read_attachments() {
        const bool plain = message_.kind == record::Kind::text;
        const std::string_view media_type = peek("media_type");
        if (add_attachment("file", "file_name", "file_size", media_type.empty() ? "file" : media_type)) {
            message_.attachments.back().mime_stated = take("mime_type");
            take("media_type");
        }
        add_attachment("photo", {}, "photo_file_size", "photo");
        const bool media = !message_.attachments.empty();
        add_attachment("thumbnail", {}, "thumbnail_file_size", "thumbnail");
        add_attachment("contact_vcard", {}, "contact_vcard_file_size", "contact");
        if (!plain) {
            return;
        }
        if (find("poll")) {
            message_.kind = record::Kind::poll;
        } else if (find("contact_information")) {
            message_.kind = record::Kind::contact;
        } else if (find("location_information") || find("place_name")) {
            message_.kind = record::Kind::location;
        } else if (media) {
            message_.kind = media_type == "sticker" ? record::Kind::sticker : record::Kind::media;
        }
    }

    bool add_attachment(std::string_view path_key, std::string_view name_key, std::string_view size_key,
                        std::string_view kind) {
        const std::string_view path = peek(path_key);
        if (path.empty()) {
            return false;
        }
        record::Attachment attachment;
        attachment.kind = kind;
        attachment.name = name_key.empty() ? std::string_view() : take(name_key);
        if (!is_absence_note(path)) {  // the note stays for rest
            take(path_key);
            attachment.url = path;
            if (attachment.name.empty()) {
                attachment.name = path.substr(path.rfind('/') + 1);
            }
        }
        if (const std::optional<uint64_t> size = to_number(peek(size_key))) {
            attachment.size_bytes = *size;
            take(size_key);
        }
        message_.attachments.push_back(attachment);
        return true;
    }

    TimeReader times_;
    Tiler& tiler_;
    std::string account_;
    ObjectReader objects_;
    ondemand::parser parts_;
    std::vector<JsonField> fields_;
    std::string joined_;
    std::string scratch_;
    std::string utf8_;
    std::string padded_;
    std::string surrogates_;
    ByteRange range_;
    record::Message message_;
};

// A field around the messages. Lists of a whole export have paths of their own; what is left here is small.
bool handle_sibling(const text::JsonEvent& event, MessageReader& messages, Tiler& tiler) {
    if (event.key == "personal_information") {
        messages.take_account(event.text);
    }
    const bool scalar = !event.text.empty() && event.text[0] != '{' && event.text[0] != '[';
    const bool empty = event.text == "[]" || event.text == "{}";
    if (scalar || empty) {
        tiler.structure_until(event.end);
        return true;
    }
    const bool plain = event.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
    return tiler.skip({event.begin, event.end}, plain && !event.key.empty() ? event.key : "section");
}

// Entries of a whole export that are no messages, by the name of their section.
std::string_view entry_of(std::string_view section) {
    constexpr auto kEntries =
        std::to_array<std::pair<std::string_view, std::string_view>>({{"contacts", "contact"},
                                                                      {"frequent_contacts", "frequent-contact"},
                                                                      {"sessions", "session"},
                                                                      {"web_sessions", "web-session"}});
    const auto* found =
        std::find_if(kEntries.begin(), kEntries.end(), [section](const auto& entry) { return entry.first == section; });
    return found == kEntries.end() ? std::string_view() : found->second;
}

Result<void> parse(const Source& source, Sink& sink) {
    const SourceReader reader(source);
    VB_TRY_ASSIGN(TimeReader times, TimeReader::create(source.settings().zone));
    VB_TRY_ASSIGN(text::OpenedText opened, open_source_text(source, reader, sink, Encodings::unicode_only));
    std::vector<text::JsonPath> paths;
    for (const std::string_view path :
         {"messages[*]", "chats.list[*].messages[*]", "left_chats.list[*].messages[*]", "contacts.list[*]",
          "frequent_contacts.list[*]", "sessions.list[*]", "web_sessions.list[*]"}) {
        VB_TRY_ASSIGN(text::JsonPath parsed, text::JsonPath::parse(path));
        paths.push_back(std::move(parsed));
    }
    text::JsonReader json(*opened.stream, std::move(paths));
    Tiler tiler(sink);
    MessageReader messages(source.settings(), std::move(times), tiler);
    Conversation conversation;
    text::JsonEvent event;
    for (;;) {
        VB_TRY_ASSIGN(const bool more, json.next(event));
        if (!more) {
            break;
        }
        bool wanted = true;
        switch (event.type) {
            case text::JsonEvent::Type::element:
                if (const std::string_view entry = entry_of(json.enclosing_key(1)); !entry.empty()) {
                    wanted = tiler.skip({event.begin, event.end}, entry);
                } else {
                    conversation.read(json);
                    wanted = messages.read(event, conversation);
                }
                break;
            case text::JsonEvent::Type::sibling:
                wanted = handle_sibling(event, messages, tiler);
                break;
            case text::JsonEvent::Type::broken:
                wanted = tiler.reject({event.begin, event.end}, event.code, event.reason);
                break;
        }
        if (!wanted) {
            return {};
        }
    }
    if (json.ended_inside()) {
        tiler.remark({source.size(), source.size()}, "truncated",
                     "the file ends before its JSON does: the export is not whole");
    }
    tiler.structure_until(source.size());
    return {};
}

Probe probe(const Source& source, Bytes head) {
    const std::string text = text::decode_head(as_text(head), source.settings().encoding);
    if (!text::trim(text).starts_with('{')) {
        return {};
    }
    const auto has = [&text](std::string_view part) { return text.find(part) != std::string::npos; };
    constexpr auto kOwn = std::to_array<std::string_view>(
        {"\"date_unixtime\"", "\"from_id\"", "\"text_entities\"", "\"actor_id\"", "\"personal_chat\"",
         "\"private_group\"", "\"private_supergroup\"", "\"public_supergroup\"", "\"public_channel\"",
         "\"private_channel\"", "\"saved_messages\"", "\"bot_chat\"", "\"edited_unixtime\""});
    const auto own = std::count_if(kOwn.begin(), kOwn.end(), has);
    if (has("\"messages\"") && own > 0) {
        return {own >= 2 ? Likelihood::certain : Likelihood::likely, "Telegram Desktop messages"};
    }
    // A whole export begins with the account and its contacts; the chats may be far behind.
    if (has("\"personal_information\"") && (has("\"contacts\"") || has("\"frequent_contacts\"") || has("\"chats\""))) {
        return {Likelihood::certain, "Telegram Desktop account export"};
    }
    return {};
}

}  // namespace

extern const Format format_telegram_json;
const Format format_telegram_json{
    .name = "telegram_json",
    .title = "Telegram Desktop export (JSON)",
    .description = "result.json of one chat or of the whole account, as exported by Telegram Desktop",
    .version = 1,
    .probe = probe,
    .parse = parse,
};

}  // namespace verbatim::formats
