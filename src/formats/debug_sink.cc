// SPDX-License-Identifier: Apache-2.0
#include "formats/debug_sink.h"

#include "text/json_text.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

// Writes one JSON object a line; commas are its business.
class Line {
  public:
    Line(std::string& out, std::string_view type) : out_(out) {
        out_.push_back('{');
        text("type", type);
    }
    ~Line() { out_.append("}\n"); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void key(std::string_view name) {
        if (!first_) {
            out_.push_back(',');
        }
        first_ = false;
        text::append_json_string(out_, name);
        out_.push_back(':');
    }
    void string(std::string_view value) {
        // A format must hand out valid UTF-8; a golden file shows it if one does not.
        std::string scratch;
        const text::Repaired repaired = text::repair_utf8(value, scratch);
        text::append_json_string(out_, repaired.replaced == 0 ? value : "INVALID UTF-8: " + std::string(repaired.text));
    }
    void text(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            key(name);
            string(value);
        }
    }
    void number(std::string_view name, int64_t value) {
        key(name);
        out_.append(std::to_string(value));
    }
    void range(ByteRange range) {
        key("range");
        out_.append("[" + std::to_string(range.begin) + "," + std::to_string(range.end) + "]");
    }
    void raw(std::string_view json) { out_.append(json); }
    void open(char bracket) {
        out_.push_back(bracket);
        first_ = true;
    }
    void close(char bracket) {
        out_.push_back(bracket);
        first_ = false;
    }
    void item() {
        if (!first_) {
            out_.push_back(',');
        }
        first_ = false;
    }

  private:
    std::string& out_;
    bool first_ = true;
};

void write_times(Line& line, const record::Message& message) {
    for (size_t i = 0; i < record::kTimeKinds; ++i) {
        const record::Time& time = message.times[i];
        if (!time.present()) {
            continue;
        }
        line.key(name(static_cast<record::TimeKind>(i)));
        line.open('{');
        line.text("raw", time.raw);
        if (time.utc_ms) {
            line.number("utc_ms", *time.utc_ms);
        }
        line.text("zone", time.zone);
        line.text("basis", name(time.basis));
        line.text("precision", name(time.precision));
        line.close('}');
    }
}

void write_attachments(Line& line, const record::Message& message) {
    if (message.attachments.empty()) {
        return;
    }
    line.key("attachments");
    line.open('[');
    for (const record::Attachment& attachment : message.attachments) {
        line.item();
        line.open('{');
        line.text("name", attachment.name);
        line.text("mime_stated", attachment.mime_stated);
        line.text("mime_found", attachment.mime_found);
        if (attachment.size_bytes) {
            line.key("size_bytes");
            line.raw(std::to_string(*attachment.size_bytes));
        }
        if (attachment.sha256) {
            line.text("sha256", attachment.sha256->hex());
        }
        line.text("hash_stated", attachment.hash_stated);
        line.text("url", attachment.url);
        line.text("kind", attachment.kind);
        line.close('}');
    }
    line.close(']');
}

void write_rest(Line& line, const record::Message& message) {
    if (message.rest.empty()) {
        return;
    }
    line.key("rest");
    line.open('[');
    for (const record::Field& field : message.rest) {
        line.item();
        line.open('{');
        line.text("key", field.key);
        line.text(field.type == record::FieldType::json ? "json" : "text", field.value);
        line.close('}');
    }
    line.close(']');
}

}  // namespace

bool DebugSink::message(const record::Message& message) {
    Line line(out_, "message");
    line.range({message.locator.begin, message.locator.end});
    if (!message.locator.table.empty()) {
        line.text("table", message.locator.table);
        line.number("row", message.locator.row);
    }
    line.text("platform", message.platform);
    line.text("account", message.account);
    line.text("device", message.device);
    line.text("conversation_id", message.conversation_id);
    line.text("conversation_title", message.conversation_title);
    if (message.conversation_kind != record::ConversationKind::unknown) {
        line.text("conversation_kind", name(message.conversation_kind));
    }
    if (!message.participants.empty()) {
        line.key("participants");
        line.open('[');
        for (const std::string_view participant : message.participants) {
            line.item();
            line.string(participant);
        }
        line.close(']');
    }
    line.text("sender", message.sender);
    line.text("sender_name", message.sender_name);
    if (message.direction != record::Direction::unknown) {
        line.text("direction", name(message.direction));
    }
    write_times(line, message);
    line.text("text", message.text);
    write_attachments(line, message);
    line.text("kind", name(message.kind));
    line.text("native_id", message.native_id);
    line.text("reply_to", message.reply_to);
    line.text("forwarded_from", message.forwarded_from);
    write_rest(line, message);
    return true;
}

bool DebugSink::reject(ByteRange range, std::string_view code, std::string_view reason) {
    Line line(out_, "reject");
    line.range(range);
    line.text("code", code);
    line.text("reason", reason);
    return true;
}

bool DebugSink::skip(ByteRange range, std::string_view why) {
    Line line(out_, "skip");
    line.range(range);
    line.text("why", why);
    return true;
}

// Implied by the gaps between rows.
void DebugSink::structure(ByteRange) {}

void DebugSink::remark(ByteRange range, std::string_view code, std::string_view reason) {
    Line line(out_, "remark");
    line.range(range);
    line.text("code", code);
    line.text("reason", reason);
}

void DebugSink::assume(std::string_view key, std::string_view value, std::string_view evidence) {
    Line line(out_, "assume");
    line.text("key", key);
    line.text("value", value);
    line.text("evidence", evidence);
}

}  // namespace verbatim::formats
