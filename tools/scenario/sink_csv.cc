// SPDX-License-Identifier: Apache-2.0
// Tables of one country and day, and their second versions, which another office has exported with other columns.
#include "scenario/row_json.h"
#include "scenario/sinks.h"

namespace verbatim::scenario {
namespace {

constexpr size_t kTableBufferBytes = size_t{256} << 10;

constexpr std::string_view kHeader =
    "synthetic,no,imei,account,direction,sender,contact_name,participants,conversation,conversation_kind,sent,received,"
    "read,"
    "expires,deleted,cell,text,attachment,attachment_state,encrypted_bytes,id,reply_to\r\n";
constexpr std::string_view kSecondHeader =
    "Synthetic;Row;IMEI;Account;From;Name;Members;Thread;Date;Content;File;Id\r\n";

constexpr std::string_view kProfile =
    R"(# SYNTHETIC DATA. How the tables of verbatim-scenario are read: one row is one message as one phone showed it.
#   verbatim ingest CASE csv --profile synthetic-tables.toml
name = "scenario_tables"
title = "Synthetic tables of verbatim-scenario"
table = "csv"

[match]
columns = ["synthetic", "no", "imei", "account", "sent", "text"]

[read]
delimiter = ","

[fields]
platform = { value = "veil" }
account = "account"
device = "imei"
conversation = "conversation"
conversation_kind = "conversation_kind"
participants = "participants"
participants_split = " "
sender = "sender"
sender_name = "contact_name"
direction = "direction"
text = "text"
id = "id"
reply_to = "reply_to"

[times]
sent = { from = "sent", formats = ["rfc3339", "yyyy-MM-dd'T'HH:mm:ss[.S]"] }
received = { from = "received", formats = ["rfc3339", "yyyy-MM-dd'T'HH:mm:ss[.S]"] }
read = { from = "read", formats = ["epoch_ms"] }
expires = { from = "expires", formats = ["epoch_ms"] }
deleted = { from = "deleted", formats = ["epoch_ms"] }

[[attachments]]
from = "attachment"
split = "|"
as = "name"
)";

constexpr std::string_view kSecondProfile =
    R"(# SYNTHETIC DATA. How the tables that came a second time are read: other columns, local times without zone.
#   verbatim ingest CASE csv-second --profile synthetic-tables-second.toml
name = "scenario_tables_second"
title = "Synthetic tables of verbatim-scenario, second delivery"
table = "csv"

[match]
columns = ["Synthetic", "Row", "IMEI", "Account", "Date", "Content"]

[read]
delimiter = ";"

[fields]
platform = { value = "veil" }
account = "Account"
device = "IMEI"
conversation = "Thread"
participants = "Members"
participants_split = " "
sender = "From"
sender_name = "Name"
text = "Content"
id = "Id"

[times]
sent = { from = "Date", formats = ["dd.MM.yyyy HH:mm:ss"] }

[[attachments]]
from = "File"
split = "|"
as = "name"
)";

class CsvSink final : public Sink {
  public:
    explicit CsvSink(const SinkParts& parts) : parts_(parts), world_(parts.world) {}

    void write(const Sighting& sighting) override {
        if (sighting.is_in_first_delivery()) {
            OutputFile& table = open(first_, "csv", kHeader, sighting);
            for (uint32_t copy = 0; copy < sighting.copies; ++copy) {
                put_first(table, sighting);
            }
        }
        if (sighting.is_in_second_delivery()) {
            put_second(open(second_, "csv-second", kSecondHeader, sighting), sighting);
        }
    }

    Result<void> end_hour(int64_t hour_begin) override {
        if ((hour_begin + kHour) % kDay == 0) {
            return close_all();
        }
        return {};
    }

    Result<void> finish() override { return close_all(); }

  private:
    using Tables = std::array<OutputFile, kCountries>;

    OutputFile& open(Tables& tables, std::string_view folder, std::string_view header, const Sighting& sighting) {
        OutputFile& table = tables[sighting.owner->country];
        if (!table.is_open()) {
            std::string path = parts_.folder + "/";
            path.append(folder).append("/synthetic-").append(countries()[sighting.owner->country].code).append("-");
            path.append(dates_.iso(sighting.event->sent_ms)).append(".csv");
            table = OutputFile::create_late(path, kTableBufferBytes);
            table.append(header);
        }
        return table;
    }

    void put_first(OutputFile& table, const Sighting& sighting) {
        const Event& event = *sighting.event;
        const Phone& owner = *sighting.owner;
        Cursor cursor = table.room(kRowBytesMax);
        const auto next = [&cursor] { cursor.put(','); };
        const auto epoch = [&cursor](int64_t ms) {
            if (ms != 0) {
                cursor.number(ms);
            }
            cursor.put(',');
        };
        cursor.put("synthetic,");
        cursor.number(sighting.sequence);
        next();
        cursor.put(owner.imei_text());
        next();
        cursor.put(world_->handle(owner.handle));
        cursor.put(sighting.is_outgoing ? ",outgoing," : ",incoming,");
        cursor.put(world_->handle(world_->phones()[event.sender_phone()].handle));
        next();
        cursor.put(sighting.is_outgoing ? std::string_view() : world_->nickname(sighting.phone, event.sender_phone()));
        next();
        put_members(cursor, event);
        next();
        cursor.hex(event.conversation_id, kConversationIdDigits);
        cursor.put(event.is_group ? ",group," : ",direct,");
        put_time(cursor, dates_, written_time(sighting.sent_ms, owner, sighting.slip));
        next();
        const bool has_metadata = !sighting.is_metadata_withheld;
        if (has_metadata && sighting.received_ms != 0) {
            put_time(cursor, dates_, written_time(sighting.received_ms, owner, sighting.slip));
        }
        next();
        epoch(has_metadata ? sighting.read_ms : 0);
        epoch(event.burn_hours == kUsualBurnHours ? 0 : sighting.sent_ms + event.burn_hours * kHour);
        epoch(sighting.deleted_ms);
        if (has_metadata && sighting.is_outgoing) {
            put_cell(cursor, sighting);
        }
        cursor.put(",\"");
        cursor.put(sighting.has_text() ? event.text : std::string_view());
        cursor.put("\",");
        put_file(cursor, sighting);
        next();
        cursor.put(sighting.attachment == AttachmentState::shown_deleted && !event.is_encrypted ? "deleted," : ",");
        epoch(event.is_encrypted ? static_cast<int64_t>(event.text.size() / 16 + 1) * 16 : 0);
        cursor.hex(event.native_id, kNativeIdDigits);
        next();
        if (event.reply_to != 0) {
            cursor.hex(event.reply_to, kNativeIdDigits);
        }
        cursor.put("\r\n");
        table.commit(cursor);
    }

    void put_second(OutputFile& table, const Sighting& sighting) {
        const Event& event = *sighting.event;
        const Phone& owner = *sighting.owner;
        const bool changed = sighting.redelivery == Redelivery::changed;
        Cursor cursor = table.room(kRowBytesMax);
        const auto next = [&cursor] { cursor.put(';'); };
        cursor.put("synthetic;");
        cursor.number(sighting.sequence);
        next();
        cursor.put(owner.imei_text());
        next();
        cursor.put(world_->handle(owner.handle));
        next();
        cursor.put(world_->handle(world_->phones()[event.sender_phone()].handle));
        next();
        cursor.put(sighting.is_outgoing ? std::string_view() : world_->nickname(sighting.phone, event.sender_phone()));
        next();
        put_members(cursor, event);
        next();
        cursor.hex(event.conversation_id, kConversationIdDigits);
        next();
        put_local(cursor, written_time(sighting.sent_ms + (changed ? kChangedMs : 0), owner, ZoneSlip::no_zone));
        cursor.put(";\"");
        cursor.put(!sighting.has_text() ? std::string_view() : changed ? changed_text(event.text) : event.text);
        cursor.put("\";");
        put_file(cursor, sighting);
        next();
        cursor.hex(event.native_id, kNativeIdDigits);
        cursor.put("\r\n");
        table.commit(cursor);
    }

    // "01.04.2020 14:00:00"
    static void put_local(Cursor& cursor, const WrittenTime& time) {
        const int64_t day = (time.local_ms - (time.local_ms % kDay + kDay) % kDay) / kDay;
        const Date date = date_of(day);
        const auto seconds = static_cast<uint32_t>((time.local_ms - day * kDay) / kSecond);
        cursor.padded(date.day, 2);
        cursor.put('.');
        cursor.padded(date.month, 2);
        cursor.put('.');
        cursor.padded(date.year, 4);
        cursor.put(' ');
        cursor.padded(seconds / 3600, 2);
        cursor.put(':');
        cursor.padded(seconds / 60 % 60, 2);
        cursor.put(':');
        cursor.padded(seconds % 60, 2);
    }

    void put_members(Cursor& cursor, const Event& event) const {
        for (size_t i = 0; i < event.member_count; ++i) {
            cursor.put(i == 0 ? "" : " ");
            cursor.put(world_->handle(world_->phones()[event.phones[i]].handle));
        }
    }

    void put_cell(Cursor& cursor, const Sighting& sighting) const {
        const Cell cell = cell_of(*world_, world_->lines()[sighting.owner->line].person, sighting.event->sent_ms);
        cursor.number(cell.country);
        cursor.put("-99-");
        cursor.number(cell.area);
        cursor.put('-');
        cursor.number(cell.number);
    }

    void put_file(Cursor& cursor, const Sighting& sighting) const {
        const Event& event = *sighting.event;
        if (sighting.attachment != AttachmentState::none && !event.is_encrypted) {
            const AttachmentFile& file = (*parts_.attachments)[event.attachment];
            cursor.put("files/");
            cursor.put(sighting.attachment == AttachmentState::present ? file.name
                                                                       : absent_name(event.native_id, file.name));
        }
    }

    Result<void> close_all() {
        for (Tables* tables : {&first_, &second_}) {
            for (OutputFile& table : *tables) {
                VB_TRY(table.close());
            }
        }
        return {};
    }

    SinkParts parts_;
    const World* world_;
    Dates dates_;
    Tables first_;
    Tables second_;
};

}  // namespace

Result<std::unique_ptr<Sink>> make_csv_sink(const SinkParts& parts) {
    const bool has_second = parts.world->options().defects.on(Defect::d6);
    // Not among the tables: a profile that is stated is meant for all sources of a delivery, pictures too.
    VB_TRY(io::make_directories(parts.folder + "/csv"));
    VB_TRY(io::make_directories(parts.folder + "/csv-files"));
    VB_TRY(parts.attachments->write(parts.folder + "/csv-files"));
    VB_TRY(write_file(parts.folder + "/synthetic-tables.toml", kProfile));
    if (has_second) {
        VB_TRY(io::make_directories(parts.folder + "/csv-second"));
        VB_TRY(write_file(parts.folder + "/synthetic-tables-second.toml", kSecondProfile));
    }
    return std::make_unique<CsvSink>(parts);
}

}  // namespace verbatim::scenario
