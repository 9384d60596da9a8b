// SPDX-License-Identifier: Apache-2.0
#include "cli/record_text.h"

#include "cli/words.h"

namespace verbatim::cli {
namespace {

Json text_json(const record::Time& time) {
    Json out{{"raw", time.raw},
             {"utc", time.utc_ms ? Json(time_iso(*time.utc_ms, time.basis)) : Json(nullptr)},
             {"utc_ms", time.utc_ms ? Json(*time.utc_ms) : Json(nullptr)},
             {"zone", time.zone},
             {"zone_known", zone_word(time.basis)},
             {"precision", record::name(time.precision)}};
    return out;
}

class FieldLines {
  public:
    explicit FieldLines(Session& session) : session_(session) {}
    void heading(std::string_view title) {
        session_.out.line("");
        session_.out.line(session_.terminal.styled(Style::bold, title));
    }
    void line(std::string_view name, std::string_view value) {
        if (value.empty()) {
            return;  // the source does not say
        }
        std::string start = "  " + safe_line(name);
        start.resize(std::max<size_t>(start.size() + 2, 22), ' ');
        for (const std::string& part : safe_lines(value)) {
            session_.out.line(start + part);
            start.assign(start.size(), ' ');
        }
    }

  private:
    Session& session_;
};

}  // namespace

std::string time_value_text(const record::Time& time) {
    std::string out = time.utc_ms ? time_text(*time.utc_ms, time.basis) : "not readable";
    out += "; as written \"" + safe_line(time.raw) + "\"";
    if (!time.zone.empty()) {
        out += ", zone " + safe_line(time.zone) + " " + std::string(zone_word(time.basis));
    }
    if (time.precision != record::Precision::unknown) {
        out += ", to the " + std::string(record::name(time.precision));
    }
    return out;
}

std::string attachment_text(const record::Attachment& attachment) {
    std::string out = attachment.name.empty() ? "no name" : safe_line(attachment.name);
    for (const std::string_view part : {attachment.kind, attachment.mime_stated}) {
        if (!part.empty()) {
            out += ", " + safe_line(part);
        }
    }
    if (!attachment.mime_found.empty() && attachment.mime_found != attachment.mime_stated) {
        out += ", found to be " + safe_line(attachment.mime_found);
    }
    if (attachment.size_bytes) {
        out += ", " + bytes_text(*attachment.size_bytes);
    }
    if (!attachment.url.empty()) {
        out += ", at " + safe_line(attachment.url);
    }
    if (!attachment.hash_stated.empty()) {
        out += ", hash as stated " + safe_line(attachment.hash_stated);
    }
    return out + (attachment.sha256 ? ": SHA-256 " + attachment.sha256->hex() : ": named but absent");
}

void write_record(Session& session, const app::FullMessage& full) {
    const record::Message& message = full.record.message();
    const record::SourceIdentity& source = full.record.source();
    session.out.line(session.terminal.styled(Style::bold, "Record #" + std::to_string(full.seq)));
    FieldLines fields(session);
    fields.line("leaf hash", full.leaf.hex());
    fields.heading("1 source");
    fields.line("file", "source " + std::to_string(full.source) + ", " + full.source_path);
    fields.line("object", source.object.hex());
    fields.line("bytes", std::to_string(message.locator.begin) + " to " + std::to_string(message.locator.end));
    if (!message.locator.table.empty()) {
        fields.line("row", std::string(message.locator.table) + " " + std::to_string(message.locator.row));
    }
    fields.line("parser", source.parser + " version " + std::to_string(source.parser_version));
    for (const record::ContainerStep& step : source.container) {
        fields.line("inside", step.object.hex() + ", member " + step.member);
    }
    if (source.settings) {
        fields.line("settings", source.settings->hex());
    }
    fields.heading("2 account");
    fields.line("platform", message.platform);
    fields.line("account", message.account);
    fields.line("device", message.device);
    fields.heading("3 conversation");
    fields.line("id", message.conversation_id);
    fields.line("title", message.conversation_title);
    fields.line("kind", record::name(message.conversation_kind));
    for (const std::string_view participant : message.participants) {
        fields.line("participant", participant);
    }
    fields.heading("4 sender");
    fields.line("handle", message.sender);
    fields.line("name", message.sender_name);
    fields.line("direction", record::name(message.direction));
    fields.heading("5 times");
    for (size_t at = 0; at < record::kTimeKinds; ++at) {
        if (message.times[at].present()) {
            fields.line(record::name(static_cast<record::TimeKind>(at)), time_value_text(message.times[at]));
        }
    }
    fields.heading("6 text");
    fields.line("text", message.text);
    fields.heading("7 attachments");
    for (const record::Attachment& attachment : message.attachments) {
        fields.line("attachment", attachment_text(attachment));
    }
    fields.heading("8 rest");
    fields.line("kind", record::name(message.kind));
    fields.line("native id", message.native_id);
    fields.line("reply to", message.reply_to);
    fields.line("forwarded from", message.forwarded_from);
    for (const record::Field& field : message.rest) {
        fields.line(field.key, field.value);
    }
}

Json times_json(const record::Message& message) {
    Json out = Json::object();
    for (size_t at = 0; at < record::kTimeKinds; ++at) {
        if (message.times[at].present()) {
            out[std::string(record::name(static_cast<record::TimeKind>(at)))] = text_json(message.times[at]);
        }
    }
    return out;
}

Json attachments_json(const record::Message& message) {
    Json out = Json::array();
    for (const record::Attachment& attachment : message.attachments) {
        out.push_back({{"name", attachment.name},
                       {"kind", attachment.kind},
                       {"mime_stated", attachment.mime_stated},
                       {"mime_found", attachment.mime_found},
                       {"bytes", attachment.size_bytes ? Json(*attachment.size_bytes) : Json(nullptr)},
                       {"sha256", attachment.sha256 ? Json(attachment.sha256->hex()) : Json(nullptr)},
                       {"hash_stated", attachment.hash_stated},
                       {"url", attachment.url}});
    }
    return out;
}

Json record_json(const app::FullMessage& full) {
    const record::Message& message = full.record.message();
    const record::SourceIdentity& source = full.record.source();
    Json container = Json::array();
    for (const record::ContainerStep& step : source.container) {
        container.push_back({{"object", step.object.hex()}, {"member", step.member}});
    }
    Json rest = Json::array();
    for (const record::Field& field : message.rest) {
        rest.push_back({{"key", field.key},
                        {"value", field.value},
                        {"type", field.type == record::FieldType::json ? "json" : "text"}});
    }
    return {
        {"seq", full.seq},
        {"leaf_hash", full.leaf.hex()},
        {"source",
         {{"number", full.source},
          {"path", full.source_path},
          {"object", source.object.hex()},
          {"begin", message.locator.begin},
          {"end", message.locator.end},
          {"table", message.locator.table},
          {"row", message.locator.row},
          {"parser", source.parser},
          {"parser_version", source.parser_version},
          {"settings", source.settings ? Json(source.settings->hex()) : Json(nullptr)},
          {"container", std::move(container)}}},
        {"account", {{"platform", message.platform}, {"account", message.account}, {"device", message.device}}},
        {"conversation",
         {{"id", message.conversation_id},
          {"title", message.conversation_title},
          {"kind", record::name(message.conversation_kind)},
          {"participants", message.participants}}},
        {"sender",
         {{"handle", message.sender}, {"name", message.sender_name}, {"direction", record::name(message.direction)}}},
        {"times", times_json(message)},
        {"text", message.text},
        {"attachments", attachments_json(message)},
        {"rest",
         {{"kind", record::name(message.kind)},
          {"native_id", message.native_id},
          {"reply_to", message.reply_to},
          {"forwarded_from", message.forwarded_from},
          {"fields", std::move(rest)}}}};
}

}  // namespace verbatim::cli
