// SPDX-License-Identifier: Apache-2.0
#include "store/block.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "store/fold.h"
#include "store/internal/schema.h"

namespace verbatim::store {
namespace {

static_assert(std::endian::native == std::endian::little, "the Native format is little-endian");

void put_varint(std::string& out, uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

void put_text(std::string& out, std::string_view text) {
    put_varint(out, text.size());
    out.append(text);
}

template <class T>
void put_number(std::string& out, T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof bytes);
}

}  // namespace

Block::Block() {
    columns_.resize(column_count);
    for (size_t i = 0; i < column_count; ++i) {
        put_text(columns_[i].head, kColumns[i].name);
        put_text(columns_[i].head, kColumns[i].type);
    }
}

void Block::clear() {
    for (Column& column : columns_) {
        column.offsets.clear();
        column.body.clear();
        column.elements = 0;
    }
    rows_ = 0;
    seq_min_ = std::numeric_limits<uint64_t>::max();
    seq_max_ = 0;
}

size_t Block::bytes() const {
    size_t total = 0;
    for (const Column& column : columns_) {
        total += column.offsets.size() + column.body.size();
    }
    return total;
}

void Block::add_strings(Column& column, std::span<const std::string_view> values) {
    for (const std::string_view value : values) {
        put_text(column.body, value);
    }
    column.elements += values.size();
    put_number(column.offsets, column.elements);
}

// Appends the folded value to keys_, unless it is empty, or as the column of values as written has it already, or
// stands in [key_begin, keys_used_), or is `except`. Returns what it folded to, until the next call.
std::string_view Block::add_key(std::string_view value, size_t key_begin, std::string_view as_written,
                                std::string_view except) {
    if (keys_used_ == keys_.size()) {
        keys_.emplace_back();
    }
    std::string& key = keys_[keys_used_];
    key.clear();
    fold_value(value, key);
    const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(key_begin);
    const auto end = keys_.begin() + static_cast<std::ptrdiff_t>(keys_used_);
    if (!key.empty() && key != as_written && key != except && std::find(begin, end, key) == end) {
        ++keys_used_;
    }
    return key;
}

void Block::put_keys(Column& column, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
        put_text(column.body, keys_[i]);
    }
    column.elements += end - begin;
    put_number(column.offsets, column.elements);
}

// Handles as written are indexed themselves; their folded forms are keys only where they differ, which is seldom. The
// sender is among most lists of participants: it is left out there and its position kept, so that what is left are the
// recipients.
void Block::add_people(const Row& row) {
    // A recipient is a participant other than the sender's handle, or name if there is no handle. Another participant
    // may bear the sender's display name, so the name does not exclude one.
    own_key_.assign(add_key(row.sender, 0, row.sender, {}));
    const std::string_view name_key = add_key(row.sender_name, 0, row.sender, {});
    if (own_key_.empty()) {
        own_key_.assign(name_key);
    }
    put_keys(columns_[column_sender_keys], 0, keys_used_);
    const size_t recipient_begin = keys_used_;
    uint16_t sender_position = kSenderNotListed;
    bool plain = row.participants.size() < kSenderNotListed;
    recipients_.clear();
    for (const std::string_view participant : row.participants) {
        const std::string_view key = add_key(participant, recipient_begin, participant, own_key_);
        if (own_key_.empty() || key != own_key_) {
            recipients_.push_back(participant);
        } else if (participant == row.sender && sender_position == kSenderNotListed) {
            sender_position = static_cast<uint16_t>(recipients_.size());
        } else {
            plain = false;  // listed twice or written otherwise
        }
    }
    put_keys(columns_[column_recipient_keys], recipient_begin, keys_used_);
    add_strings(columns_[column_recipients], recipients_);
    put_number(columns_[column_sender_position].body, sender_position);
    add_strings(columns_[column_participants],
                plain ? std::span<const std::string_view>() : std::span<const std::string_view>(row.participants));
}

void Block::add(const Row& row) {
    put_number(columns_[column_seq].body, row.seq);
    put_number(columns_[column_sort_ms].body, row.sort_ms);
    // Sent and sort time are nearly always the same: the difference compresses to nothing.
    const int64_t sent_offset =
        row.sent_ms ? static_cast<int64_t>(static_cast<uint64_t>(*row.sent_ms) - static_cast<uint64_t>(row.sort_ms))
                    : kNoSentTime;
    put_number(columns_[column_sent_offset_ms].body, sent_offset);
    put_number(columns_[column_source].body, row.source);
    put_number(columns_[column_kind].body, static_cast<uint8_t>(row.kind));
    put_number(columns_[column_direction].body, static_cast<uint8_t>(row.direction));
    put_number(columns_[column_zone_basis].body, static_cast<uint8_t>(row.zone_basis));
    put_number(columns_[column_exact_time].body, static_cast<uint8_t>(row.exact_time ? 1 : 0));
    put_text(columns_[column_platform].body, row.platform);
    put_text(columns_[column_account].body, row.account);
    put_text(columns_[column_conversation].body, row.conversation);
    put_text(columns_[column_conversation_title].body, row.conversation_title);
    put_text(columns_[column_sender].body, row.sender);
    put_text(columns_[column_sender_name].body, row.sender_name);
    put_text(columns_[column_text].body, row.text);
    add_strings(columns_[column_attachment_names], row.attachment_names);
    put_text(columns_[column_native_id].body, row.native_id);
    put_number(columns_[column_fingerprint].body, row.fingerprint);
    put_text(columns_[column_record].body, row.record);

    scratch_.clear();
    fold_words(row.text, scratch_);
    put_text(columns_[column_words].body, scratch_);

    keys_used_ = 0;
    add_people(row);
    const size_t conversation_begin = keys_used_;
    add_key(row.conversation, conversation_begin, row.conversation, {});
    add_key(row.conversation_title, conversation_begin, row.conversation, {});
    put_keys(columns_[column_conversation_keys], conversation_begin, keys_used_);
    const size_t attachment_begin = keys_used_;
    for (const std::string_view attachment : row.attachment_names) {
        add_key(attachment, attachment_begin, {}, {});
    }
    put_keys(columns_[column_attachment_keys], attachment_begin, keys_used_);

    put_text(columns_[column_device].body, row.device);
    put_number(columns_[column_sequence].body, row.sequence);
    put_number(columns_[column_attachments_absent].body, row.attachments_absent);

    ++rows_;
    seq_min_ = std::min(seq_min_, row.seq);
    seq_max_ = std::max(seq_max_, row.seq);
}

std::vector<std::string_view> Block::encode() {
    header_.clear();
    put_varint(header_, columns_.size());
    put_varint(header_, rows_);
    std::vector<std::string_view> pieces;
    pieces.reserve(1 + columns_.size() * 3);
    pieces.emplace_back(header_);
    for (const Column& column : columns_) {
        pieces.emplace_back(column.head);
        if (!column.offsets.empty()) {
            pieces.emplace_back(column.offsets);
        }
        pieces.emplace_back(column.body);
    }
    return pieces;
}

}  // namespace verbatim::store
