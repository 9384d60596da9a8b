// SPDX-License-Identifier: Apache-2.0
#include "scenario/row_json.h"

#include "scenario/truth.h"

namespace verbatim::scenario {

namespace {

constexpr std::string_view kOutgoing = R"(,"direction":"outgoing",")";
constexpr std::string_view kIncoming = R"(,"direction":"incoming",")";

}  // namespace

void put_time(Cursor& cursor, Dates& dates, const WrittenTime& time) {
    cursor.put(dates.iso(time.local_ms));
    const auto ms = static_cast<uint32_t>((time.local_ms % kDay + kDay) % kDay);
    cursor.put('T');
    cursor.padded(ms / 3'600'000, 2);
    cursor.put(':');
    cursor.padded(ms / 60'000 % 60, 2);
    cursor.put(':');
    cursor.padded(ms / 1000 % 60, 2);
    cursor.put('.');
    cursor.padded(ms % 1000, 3);
    if (!time.has_offset) {
        return;
    }
    if (time.offset_minutes == 0) {
        cursor.put('Z');
        return;
    }
    const auto minutes = static_cast<uint32_t>(time.offset_minutes < 0 ? -time.offset_minutes : time.offset_minutes);
    cursor.put(time.offset_minutes < 0 ? '-' : '+');
    cursor.padded(minutes / 60, 2);
    cursor.put(':');
    cursor.padded(minutes % 60, 2);
}

std::string_view changed_text(std::string_view text) {
    const size_t blank = text.rfind(' ');
    return blank == std::string_view::npos ? text : text.substr(0, blank);
}

void RowJson::put(Cursor& cursor, const Sighting& sighting, bool changed) {
    const Event& event = *sighting.event;
    const Phone& owner = *sighting.owner;
    const auto time = [&](std::string_view key, int64_t ms) {
        cursor.put(key);
        put_time(cursor, dates_, written_time(ms, owner, sighting.slip));
        cursor.put("\",");
    };
    const auto epoch = [&cursor](std::string_view key, int64_t ms) {
        cursor.put(key);
        cursor.number(ms);
        cursor.put(',');
    };
    cursor.put(R"({"synthetic":true,"platform":"veil","account":")");
    cursor.put_short(world_->handle(owner.handle));
    cursor.put(R"(","device":")");
    cursor.put(owner.imei_text());
    cursor.put(R"(","seq":)");
    cursor.number(sighting.sequence);
    cursor.put(sighting.is_outgoing ? kOutgoing : kIncoming);
    put_shared(cursor, event);
    if (!sighting.is_outgoing) {
        cursor.put(R"(","sender_name":")");
        cursor.put_short(world_->nickname(sighting.phone, event.sender_phone()));
    }
    cursor.put("\",");
    time(R"("sent":")", sighting.sent_ms + (changed ? kChangedMs : 0));
    if (!sighting.is_metadata_withheld && sighting.received_ms != 0) {
        time(R"("received":")", sighting.received_ms);
        if (sighting.read_ms != 0) {
            epoch(R"("read":)", sighting.read_ms);
        }
    }
    if (event.burn_hours != kUsualBurnHours) {
        epoch(R"("expires":)", sighting.sent_ms + event.burn_hours * kHour);
    }
    if (sighting.deleted_ms != 0) {
        epoch(R"("deleted":)", sighting.deleted_ms);
    }
    if (sighting.has_text()) {
        cursor.put(R"("text":")");
        cursor.put(changed ? changed_text(event.text) : event.text);
        cursor.put("\",");
    } else if (event.is_encrypted) {
        epoch(R"("kind":"other","encrypted_bytes":)", static_cast<int64_t>(event.text.size() / 16 + 1) * 16);
    }
    put_attachment(cursor, sighting);
    put_cell(cursor, sighting);
    if (event.reply_to != 0) {
        cursor.put(R"("reply_to":")");
        cursor.hex(event.reply_to, kNativeIdDigits);
        cursor.put("\",");
    }
    cursor.put(R"("country":")");
    cursor.put(countries()[owner.country].code);
    cursor.put(R"(","id":")");
    cursor.hex(event.native_id, kNativeIdDigits);
    cursor.put("\"}\n");
}

void RowJson::put_shared(Cursor& cursor, const Event& event) {
    if (shared_event_ != event.number) {
        Cursor shared{shared_.data()};
        shared.put(R"(conversation":")");
        shared.hex(event.conversation_id, kConversationIdDigits);
        shared.put(R"(","conversation_kind":")");
        shared.put(event.is_group ? "group" : "direct");
        shared.put(R"(","participants":[)");
        for (size_t i = 0; i < event.member_count; ++i) {
            shared.put(i == 0 ? R"(")" : R"(,")");
            shared.put_short(world_->handle(world_->phones()[event.phones[i]].handle));
            shared.put('"');
        }
        shared.put(R"(],"sender":")");
        shared.put_short(world_->handle(world_->phones()[event.sender_phone()].handle));
        shared_bytes_ = static_cast<size_t>(shared.at - shared_.data());
        shared_event_ = event.number;
    }
    cursor.put({shared_.data(), shared_bytes_});
}

void RowJson::put_attachment(Cursor& cursor, const Sighting& sighting) const {
    const Event& event = *sighting.event;
    // Of what could not be decrypted nobody knows that it had a picture.
    if (sighting.attachment == AttachmentState::none || event.is_encrypted) {
        return;
    }
    const AttachmentFile& file = (*attachments_)[event.attachment];
    cursor.put(R"("kind":"media","attachments":[{"name":"files/)");
    cursor.put(sighting.attachment == AttachmentState::present ? file.name : absent_name(event.native_id, file.name));
    cursor.put(R"(","mime":")");
    cursor.put(file.mime);
    cursor.put(R"(","size":)");
    cursor.number(file.bytes.size());
    cursor.put(R"(,"hash":")");
    cursor.put(file.sha256);
    cursor.put(R"(","kind":")");
    cursor.put(file.kind);
    cursor.put(sighting.attachment == AttachmentState::shown_deleted ? R"("}],"attachment_state":"deleted",)"
                                                                     : R"("}],)");
}

void RowJson::put_cell(Cursor& cursor, const Sighting& sighting) const {
    if (!sighting.is_outgoing || sighting.is_metadata_withheld) {
        return;
    }
    const Cell cell = cell_of(*world_, world_->lines()[sighting.owner->line].person, sighting.event->sent_ms);
    cursor.put(R"("cell":")");
    cursor.number(cell.country);
    cursor.put("-99-");
    cursor.number(cell.area);
    cursor.put('-');
    cursor.number(cell.number);
    cursor.put("\",");
}

}  // namespace verbatim::scenario
