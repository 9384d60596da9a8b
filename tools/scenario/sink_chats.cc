// SPDX-License-Identifier: Apache-2.0
// Chats as the users of two well-known applications export them: as if the network had talked there. Shapes: see
// docs/formats/whatsapp_text.md and telegram_json.md.
#include "scenario/chat_files.h"
#include "scenario/row_json.h"
#include "scenario/sinks.h"

namespace verbatim::scenario {
namespace {

constexpr std::string_view kMark = "\xe2\x80\x8e";  // U+200E, with which iPhones begin their own words

void put_local_clock(std::string& out, const WrittenTime& time, char separator) {
    char text[32];
    Cursor cursor{text};
    const int64_t day = (time.local_ms - (time.local_ms % kDay + kDay) % kDay) / kDay;
    const Date date = date_of(day);
    const auto seconds = static_cast<uint32_t>((time.local_ms - day * kDay) / kSecond);
    if (separator == 'T') {
        cursor.padded(date.year, 4);
        cursor.put('-');
        cursor.padded(date.month, 2);
        cursor.put('-');
        cursor.padded(date.day, 2);
        cursor.put('T');
    } else {
        cursor.padded(date.day, 2);
        cursor.put(separator);
        cursor.padded(date.month, 2);
        cursor.put(separator);
        cursor.padded(date.year, 4);
        cursor.put(", ");
    }
    cursor.padded(seconds / 3600, 2);
    cursor.put(':');
    cursor.padded(seconds / 60 % 60, 2);
    cursor.put(':');
    cursor.padded(seconds % 60, 2);
    out.append(text, cursor.at);
}

std::string hex_id(uint64_t value, int digits) {
    char text[16];
    Cursor cursor{text};
    cursor.hex(value, digits);
    return {text, cursor.at};
}

// What the two exports have in common.
class ChatSink : public Sink {
  public:
    explicit ChatSink(const SinkParts& parts)
        : world_(parts.world), attachments_(parts.attachments), root_(parts.folder), chats_(*world_, *attachments_) {}

    void write(const Sighting& sighting) override {
        if (!chats_.is_chosen(sighting.phone)) {
            return;
        }
        ChatFile& chat = chats_.chat(sighting);
        if (chat.path.empty()) {
            begin(chat, sighting);
        }
        const bool is_present = sighting.attachment == AttachmentState::present && !sighting.event->is_encrypted;
        if (is_present && sighting.deleted_ms == 0) {
            chats_.add_attachment(chat, sighting.event->attachment);
        }
        for (uint32_t copy = 0; copy < sighting.copies; ++copy) {
            put(chat, sighting);
            ++chat.messages;
        }
        chats_.flush_if_full(chat);
    }
    Result<void> end_hour(int64_t) override { return chats_.check(); }

  protected:
    virtual void begin(ChatFile& chat, const Sighting& sighting) = 0;
    virtual void put(ChatFile& chat, const Sighting& sighting) = 0;

    // The other side of a direct chat, the name of a group.
    std::string title(const Sighting& sighting) const {
        const Event& event = *sighting.event;
        if (event.is_group) {
            return "Group " + hex_id(event.conversation_id, 6);
        }
        const uint32_t other = event.phones[0] == sighting.phone ? event.phones[1] : event.phones[0];
        return std::string(world_->nickname(sighting.phone, other))
            .append(" ")
            .append(world_->handle(world_->phones()[other].handle));
    }
    std::string_view sender_name(const Sighting& sighting) const {
        const uint32_t sender = sighting.event->sender_phone();
        return sighting.is_outgoing ? world_->handle(sighting.owner->handle) : world_->nickname(sighting.phone, sender);
    }
    std::string phone_folder(std::string_view shape, const Sighting& sighting) const {
        std::string folder = root_ + "/";
        return folder.append(shape).append("/synthetic-").append(world_->handle(sighting.owner->handle));
    }

    const World* world_;
    const Attachments* attachments_;
    std::string root_;
    ChatFiles chats_;
};

class WhatsappSink final : public ChatSink {
  public:
    using ChatSink::ChatSink;
    Result<void> finish() override { return chats_.finish(""); }

  private:
    void begin(ChatFile& chat, const Sighting& sighting) override {
        const std::string folder = phone_folder("whatsapp", sighting);
        chats_.begin(chat, folder, "WhatsApp Chat with " + title(sighting) + ".txt", folder);
        put_head(chat, sighting);
        chat.buffer.append("SYNTHETIC DATA made by verbatim-scenario, nobody wrote this\r\n");
    }

    void put(ChatFile& chat, const Sighting& sighting) override {
        const Event& event = *sighting.event;
        const bool has_file =
            sighting.attachment != AttachmentState::none && !event.is_encrypted && sighting.deleted_ms == 0;
        put_head(chat, sighting);
        chat.buffer.append(sender_name(sighting)).append(": ");
        if (event.is_encrypted) {
            chat.buffer.append(kMark).append("Waiting for this message. This may take a while.");
        } else if (sighting.deleted_ms != 0) {
            chat.buffer.append(kMark).append("This message was deleted.");
        } else if (has_file) {
            const AttachmentFile& file = (*attachments_)[event.attachment];
            chat.buffer.append(event.text).append(event.text.empty() ? "" : " ").append(kMark);
            if (sighting.attachment == AttachmentState::present) {
                chat.buffer.append("<attached: ").append(file.name).append(">");
            } else {
                chat.buffer.append(file.kind).append(" omitted");
            }
        } else {
            chat.buffer.append(event.text);
        }
        chat.buffer.append("\r\n");
    }

    static void put_head(ChatFile& chat, const Sighting& sighting) {
        chat.buffer += '[';
        put_local_clock(chat.buffer, written_time(sighting.sent_ms, *sighting.owner, ZoneSlip::no_zone), '/');
        chat.buffer += "] ";
    }
};

class TelegramSink final : public ChatSink {
  public:
    using ChatSink::ChatSink;
    Result<void> finish() override { return chats_.finish("\n ]\n}\n"); }

  private:
    void begin(ChatFile& chat, const Sighting& sighting) override {
        const Event& event = *sighting.event;
        const std::string folder =
            phone_folder("telegram", sighting) + "/ChatExport_" + hex_id(event.conversation_id, kConversationIdDigits);
        chats_.begin(chat, folder, "result.json", folder + "/files");
        chat.buffer.append("{\n \"synthetic\": \"SYNTHETIC DATA made by verbatim-scenario\",\n \"name\": \"")
            .append(title(sighting));
        chat.buffer.append(event.is_group ? "\",\n \"type\": \"private_group\",\n \"id\": "
                                          : "\",\n \"type\": \"personal_chat\",\n \"id\": ");
        chat.buffer.append(std::to_string(event.conversation_id)).append(",\n \"messages\": [");
    }

    void put(ChatFile& chat, const Sighting& sighting) override {
        const Event& event = *sighting.event;
        const bool has_file =
            sighting.attachment != AttachmentState::none && !event.is_encrypted && sighting.deleted_ms == 0;
        std::string& out = chat.buffer;
        out.append(chat.messages == 0 ? "\n  {" : ",\n  {");
        out.append("\"id\": ").append(std::to_string(event.number)).append(", \"type\": \"message\", \"date\": \"");
        put_local_clock(out, written_time(sighting.sent_ms, *sighting.owner, ZoneSlip::no_zone), 'T');
        out.append("\", \"date_unixtime\": \"").append(std::to_string(sighting.sent_ms / kSecond));
        out.append("\", \"from\": \"").append(sender_name(sighting));
        out.append("\", \"from_id\": \"user").append(std::to_string(world_->phones()[event.sender_phone()].handle + 1));
        if (has_file) {
            const AttachmentFile& file = (*attachments_)[event.attachment];
            const bool is_image = file.kind == "image";
            out.append(is_image ? "\", \"photo\": \"" : "\", \"file\": \"");
            if (sighting.attachment == AttachmentState::present) {
                out.append("files/").append(file.name);
            } else {
                out.append("(File not included. Change data exporting settings to download.)");
            }
            out.append(is_image
                           ? "\", \"photo_file_size\": "
                           : "\", \"mime_type\": \"audio/x-wav\", \"media_type\": \"audio_file\", \"file_size\": ");
            out.append(std::to_string(file.bytes.size())).append(", \"synthetic\": \"yes");
        }
        if (event.is_encrypted) {
            out.append("\", \"encrypted_bytes\": \"").append(std::to_string((event.text.size() / 16 + 1) * 16));
        }
        if (sighting.deleted_ms != 0) {
            out.append("\", \"deleted_unixtime\": \"").append(std::to_string(sighting.deleted_ms / kSecond));
        }
        out.append("\", \"text\": \"").append(sighting.has_text() ? event.text : std::string_view()).append("\"}");
    }
};

}  // namespace

Result<std::unique_ptr<Sink>> make_whatsapp_sink(const SinkParts& parts) {
    VB_TRY(io::make_directories(parts.folder + "/whatsapp"));
    return std::make_unique<WhatsappSink>(parts);
}

Result<std::unique_ptr<Sink>> make_telegram_sink(const SinkParts& parts) {
    VB_TRY(io::make_directories(parts.folder + "/telegram"));
    return std::make_unique<TelegramSink>(parts);
}

}  // namespace verbatim::scenario
