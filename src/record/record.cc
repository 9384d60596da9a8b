// SPDX-License-Identifier: Apache-2.0
#include "record/record.h"

#include <algorithm>

#include "base/utf8.h"
#include "record/cbor.h"
#include "record/internal/keys.h"

namespace verbatim::record {
namespace {

using namespace internal;

// Counts what will be written, then writes it: a map announces its number of pairs first.
class MapWriter {
  public:
    MapWriter(CborWriter& out, uint64_t pairs) : out_(out) { out_.map(pairs); }

    void text(uint64_t key, std::string_view value) {
        if (!value.empty()) {
            out_.unsigned_integer(key);
            out_.text(value);
        }
    }
    template <class Enum>
    void enumerator(uint64_t key, Enum value) {
        if (static_cast<uint8_t>(value) != 0) {
            out_.unsigned_integer(key);
            out_.unsigned_integer(static_cast<uint8_t>(value));
        }
    }

  private:
    CborWriter& out_;
};

uint64_t said(std::string_view value) {
    return value.empty() ? 0 : 1;
}
template <class Enum>
requires std::is_enum_v<Enum> uint64_t said(Enum value) {
    return static_cast<uint8_t>(value) == 0 ? 0 : 1;
}
template <class T>
uint64_t said(const std::optional<T>& value) {
    return value ? 1 : 0;
}
template <class T>
uint64_t said(const std::vector<T>& list) {
    return list.empty() ? 0 : 1;
}

void write_locator(const Locator& locator, CborWriter& out) {
    if (locator.table.empty()) {
        out.unsigned_integer(source_key::kBegin);
        out.unsigned_integer(locator.begin);
        out.unsigned_integer(source_key::kEnd);
        out.unsigned_integer(locator.end);
    } else {
        out.unsigned_integer(source_key::kTable);
        out.text(locator.table);
        out.unsigned_integer(source_key::kRow);
        out.integer(locator.row);
    }
}

void write_account(const Message& m, CborWriter& out) {
    MapWriter map(out, said(m.platform) + said(m.account) + said(m.device));
    map.text(account_key::kPlatform, m.platform);
    map.text(account_key::kAccount, m.account);
    map.text(account_key::kDevice, m.device);
}

void write_conversation(const Message& m, CborWriter& out) {
    MapWriter map(
        out, said(m.conversation_id) + said(m.conversation_title) + said(m.conversation_kind) + said(m.participants));
    map.text(conversation_key::kId, m.conversation_id);
    map.text(conversation_key::kTitle, m.conversation_title);
    map.enumerator(conversation_key::kKind, m.conversation_kind);
    if (!m.participants.empty()) {
        out.unsigned_integer(conversation_key::kParticipants);
        out.array(m.participants.size());
        for (const std::string_view participant : m.participants) {
            out.text(participant);
        }
    }
}

void write_sender(const Message& m, CborWriter& out) {
    MapWriter map(out, said(m.sender) + said(m.sender_name) + said(m.direction));
    map.text(sender_key::kHandle, m.sender);
    map.text(sender_key::kName, m.sender_name);
    map.enumerator(sender_key::kDirection, m.direction);
}

void write_times(const Message& m, CborWriter& out) {
    uint64_t present = 0;
    for (const Time& time : m.times) {
        present += time.present() ? 1 : 0;
    }
    out.map(present);
    for (size_t i = 0; i < kTimeKinds; ++i) {
        const Time& time = m.times[i];
        if (!time.present()) {
            continue;
        }
        out.unsigned_integer(i);
        MapWriter map(out,
                      said(time.raw) + said(time.utc_ms) + said(time.zone) + said(time.basis) + said(time.precision));
        map.text(time_key::kRaw, time.raw);
        if (time.utc_ms) {
            out.unsigned_integer(time_key::kUtcMs);
            out.integer(*time.utc_ms);
        }
        map.text(time_key::kZone, time.zone);
        map.enumerator(time_key::kBasis, time.basis);
        map.enumerator(time_key::kPrecision, time.precision);
    }
}

void write_attachments(const Message& m, CborWriter& out) {
    out.map(said(m.attachments));
    if (m.attachments.empty()) {
        return;
    }
    out.unsigned_integer(attachments_key::kList);
    out.array(m.attachments.size());
    for (const Attachment& a : m.attachments) {
        MapWriter map(out, said(a.name) + said(a.mime_stated) + said(a.mime_found) + said(a.size_bytes) +
                               said(a.sha256) + said(a.hash_stated) + said(a.url) + said(a.kind));
        map.text(attachment_key::kName, a.name);
        map.text(attachment_key::kMimeStated, a.mime_stated);
        map.text(attachment_key::kMimeFound, a.mime_found);
        if (a.size_bytes) {
            out.unsigned_integer(attachment_key::kSize);
            out.unsigned_integer(*a.size_bytes);
        }
        if (a.sha256) {
            out.unsigned_integer(attachment_key::kSha256);
            out.bytes(a.sha256->span());
        }
        map.text(attachment_key::kHashStated, a.hash_stated);
        map.text(attachment_key::kUrl, a.url);
        map.text(attachment_key::kKind, a.kind);
    }
}

void write_rest(const Message& m, CborWriter& out) {
    MapWriter map(out, 1 + said(m.native_id) + said(m.reply_to) + said(m.forwarded_from) + said(m.rest));
    out.unsigned_integer(rest_key::kKind);
    out.unsigned_integer(static_cast<uint8_t>(m.kind));
    map.text(rest_key::kNativeId, m.native_id);
    map.text(rest_key::kReplyTo, m.reply_to);
    map.text(rest_key::kForwardedFrom, m.forwarded_from);
    if (!m.rest.empty()) {
        out.unsigned_integer(rest_key::kFields);
        out.array(m.rest.size());
        for (const Field& field : m.rest) {
            out.array(3);
            out.text(field.key);
            out.text(field.value);
            out.unsigned_integer(static_cast<uint8_t>(field.type));
        }
    }
}

}  // namespace

std::string_view name(Group group) {
    constexpr std::string_view kNames[] = {"source", "account", "conversation", "sender",
                                           "times",  "text",    "attachments",  "rest"};
    const auto index = static_cast<size_t>(group) - 1;
    return index < kGroups ? kNames[index] : std::string_view("unknown");
}

Bytes EncodedRecord::group(Group which) const {
    const auto index = static_cast<size_t>(which) - 1;
    VB_ASSERT(index < filled_);
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return Bytes(buffer_).subspan(begin, ends_[index] - begin);
}

void EncodedRecord::clear() {
    buffer_.clear();
    filled_ = 0;
}

void EncodedRecord::end_group() {
    VB_ASSERT(filled_ < kGroups);
    ends_[filled_++] = buffer_.size();
}

void RecordEncoder::set_source(const SourceIdentity& source) {
    source_head_.clear();
    CborWriter head(source_head_);
    // Both kinds of locator have two keys, so the number of pairs is known here.
    head.map(5 + said(source.container) + said(source.settings));
    head.unsigned_integer(source_key::kObject);
    head.bytes(source.object.span());

    source_tail_.clear();
    CborWriter tail(source_tail_);
    tail.unsigned_integer(source_key::kParser);
    tail.text(source.parser);
    tail.unsigned_integer(source_key::kParserVersion);
    tail.unsigned_integer(source.parser_version);
    if (!source.container.empty()) {
        tail.unsigned_integer(source_key::kContainer);
        tail.array(source.container.size());
        for (const ContainerStep& step : source.container) {
            tail.array(2);
            tail.bytes(step.object.span());
            tail.text(step.member);
        }
    }
    if (source.settings) {
        tail.unsigned_integer(source_key::kSettings);
        tail.bytes(source.settings->span());
    }
}

void RecordEncoder::encode(const Message& message, EncodedRecord& record) const {
    VB_ASSERT(!source_head_.empty());
    record.clear();
    CborWriter out(record.buffer());
    out.raw(source_head_);
    write_locator(message.locator, out);
    out.raw(source_tail_);
    record.end_group();
    write_account(message, out);
    record.end_group();
    write_conversation(message, out);
    record.end_group();
    write_sender(message, out);
    record.end_group();
    write_times(message, out);
    record.end_group();
    out.raw(as_bytes(message.text));
    record.end_group();
    write_attachments(message, out);
    record.end_group();
    write_rest(message, out);
    record.end_group();
}

bool has_valid_text(const Message& m) {
    for (const std::string_view text :
         {m.locator.table, m.platform, m.account, m.device, m.conversation_id, m.conversation_title, m.sender,
          m.sender_name, m.text, m.native_id, m.reply_to, m.forwarded_from}) {
        if (!is_utf8(text)) {
            return false;
        }
    }
    return std::ranges::all_of(m.participants, is_utf8) &&
           std::ranges::all_of(m.times, [](const Time& t) { return is_utf8(t.raw) && is_utf8(t.zone); }) &&
           std::ranges::all_of(m.rest, [](const Field& f) { return is_utf8(f.key) && is_utf8(f.value); }) &&
           std::ranges::all_of(m.attachments, [](const Attachment& a) {
               return is_utf8(a.name) && is_utf8(a.mime_stated) && is_utf8(a.mime_found) && is_utf8(a.hash_stated) &&
                      is_utf8(a.url) && is_utf8(a.kind);
           });
}

void encode(const Message& message, const SourceIdentity& source, EncodedRecord& out) {
    RecordEncoder encoder;
    encoder.set_source(source);
    encoder.encode(message, out);
}

}  // namespace verbatim::record
