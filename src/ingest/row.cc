// SPDX-License-Identifier: Apache-2.0
#include "ingest/row.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace verbatim::ingest {
namespace {

using record::Message;
using record::Precision;
using record::Time;
using record::TimeKind;

// The order in which times stand in for a missing `sent`.
constexpr TimeKind kSortTimes[] = {TimeKind::sent,   TimeKind::received, TimeKind::read,
                                   TimeKind::edited, TimeKind::deleted,  TimeKind::expires};

void append_field(std::string& out, std::string_view value) {
    const auto size = static_cast<uint32_t>(value.size());
    char bytes[sizeof size];
    std::memcpy(bytes, &size, sizeof size);
    out.append(bytes, sizeof size);
    out += value;
}

// Names under which sources give their own row number, best first; XML profiles call an attribute `@seq`.
constexpr std::string_view kSequenceKeys[] = {"sequence", "seq", "@sequence", "@seq"};

// A sign, a fraction or a blank makes it another thing than a running number.
uint64_t running_number(std::string_view text) {
    uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end ? value : store::kNoSequence;
}

uint64_t sequence_of(const Message& message) {
    for (const std::string_view key : kSequenceKeys) {
        for (const record::Field& field : message.rest) {
            if (field.key == key) {
                if (const uint64_t value = running_number(field.value); value != store::kNoSequence) {
                    return value;
                }
            }
        }
    }
    return store::kNoSequence;
}

}  // namespace

// The native id where there is one. Else the people, sorted, so that both ends of a direct chat get one key. Else the
// source itself.
std::string_view RowMaker::conversation_key(const Message& message, std::string_view source_path) {
    if (!message.conversation_id.empty()) {
        return message.conversation_id;
    }
    if (message.participants.empty()) {
        return message.conversation_title.empty() ? source_path : message.conversation_title;
    }
    people_.assign(message.participants.begin(), message.participants.end());
    if (!message.sender.empty()) {
        people_.push_back(message.sender);
    }
    std::sort(people_.begin(), people_.end());
    people_.erase(std::unique(people_.begin(), people_.end()), people_.end());
    conversation_.clear();
    for (const std::string_view person : people_) {
        if (!conversation_.empty()) {
            conversation_ += ", ";
        }
        conversation_ += person;
    }
    return conversation_;
}

// What both sightings of one message share whoever's device they come from: sender, content, kind and, where the source
// gives one, the native id. Times differ by clock skew and conversations by whose list they come from, so neither is
// part of it; the store compares times within its window.
uint64_t RowMaker::fingerprint(const Message& message) {
    if (message.text.empty() && message.attachments.empty() && message.native_id.empty()) {
        return 0;
    }
    content_.assign(1, static_cast<char>(message.kind));
    append_field(content_, message.platform);
    append_field(content_, message.sender);
    append_field(content_, message.text);
    append_field(content_, message.native_id);
    for (const record::Attachment& attachment : message.attachments) {
        append_field(content_, attachment.name);
        append_field(content_, attachment.hash_stated);
    }
    hash_.update(as_bytes(content_));
    const Hash hash = hash_.finish();
    uint64_t value = 0;
    for (size_t i = 0; i < sizeof value; ++i) {
        value = value << 8 | hash.bytes[i];
    }
    return std::max<uint64_t>(value, 1);
}

const store::Row& RowMaker::make(const Message& message, uint64_t seq, uint32_t source, std::string_view source_path,
                                 std::string_view record_blob) {
    row_ = {};
    row_.seq = seq;
    row_.source = source;
    row_.platform = message.platform;
    row_.account = message.account;
    row_.conversation = conversation_key(message, source_path);
    row_.conversation_title = message.conversation_title;
    row_.sender = message.sender;
    row_.sender_name = message.sender_name;
    row_.participants = message.participants;
    row_.direction = message.direction;
    row_.kind = message.kind;
    for (const TimeKind which : kSortTimes) {
        const Time& time = message.time(which);
        if (time.utc_ms) {
            row_.sort_ms = *time.utc_ms;
            row_.zone_basis = time.basis;
            row_.exact_time = time.precision == Precision::second || time.precision == Precision::millisecond ||
                              time.precision == Precision::microsecond;
            break;
        }
    }
    row_.sent_ms = message.time(TimeKind::sent).utc_ms;
    row_.text = message.text;
    attachment_names_.clear();
    for (const record::Attachment& attachment : message.attachments) {
        attachment_names_.push_back(attachment.name);
        const bool named = !attachment.name.empty() || !attachment.url.empty();
        row_.attachments_absent += named && !attachment.sha256 ? 1 : 0;
    }
    row_.attachment_names = attachment_names_;
    row_.native_id = message.native_id;
    row_.fingerprint = fingerprint(message);
    row_.record = record_blob;
    row_.device = message.device;
    row_.sequence = sequence_of(message);
    return row_;
}

}  // namespace verbatim::ingest
