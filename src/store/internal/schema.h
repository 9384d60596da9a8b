// SPDX-License-Identifier: Apache-2.0
// Schema: the columns and tables of the store, in one place for the block writer and for SQL. docs/store.md explains
// each, docs/adr/0014-store-table.md why. Raise kSchemaVersion when anything here or in fold.cc changes what a row or a
// folded word is: an older store is then rebuilt, never migrated.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim::store {

inline constexpr uint32_t kSchemaVersion = 4;

enum class ColumnShape : uint8_t { number, text, list };

struct ColumnSpec {
    std::string_view name;
    std::string_view type;   // as the Native format names it
    std::string_view codec;  // empty: the default, LZ4
    ColumnShape shape;
};

// The order of enum and array is the same.
enum ColumnIndex : size_t {
    column_seq,
    column_sort_ms,
    column_sent_offset_ms,
    column_source,
    column_kind,
    column_direction,
    column_zone_basis,
    column_exact_time,
    column_platform,
    column_account,
    column_conversation,
    column_conversation_title,
    column_sender,
    column_sender_name,
    column_recipients,
    column_sender_position,
    column_participants,
    column_text,
    column_attachment_names,
    column_native_id,
    column_fingerprint,
    column_record,
    column_words,
    column_sender_keys,
    column_recipient_keys,
    column_conversation_keys,
    column_attachment_keys,
    column_device,
    column_sequence,
    column_attachments_absent,
    column_count,
};

inline constexpr std::array<ColumnSpec, column_count> kColumns = {{
    {"seq", "UInt64", "Delta, LZ4", ColumnShape::number},
    {"sort_ms", "Int64", "Delta, LZ4", ColumnShape::number},
    {"sent_offset_ms", "Int64", "", ColumnShape::number},
    {"source", "UInt32", "", ColumnShape::number},
    {"kind", "UInt8", "", ColumnShape::number},
    {"direction", "UInt8", "", ColumnShape::number},
    {"zone_basis", "UInt8", "", ColumnShape::number},
    {"exact_time", "UInt8", "", ColumnShape::number},
    {"platform", "String", "", ColumnShape::text},
    {"account", "String", "", ColumnShape::text},
    {"conversation", "String", "", ColumnShape::text},
    {"conversation_title", "String", "", ColumnShape::text},
    {"sender", "String", "", ColumnShape::text},
    {"sender_name", "String", "", ColumnShape::text},
    {"recipients", "Array(String)", "", ColumnShape::list},
    {"sender_position", "UInt16", "", ColumnShape::number},
    {"participants", "Array(String)", "", ColumnShape::list},
    {"text", "String", "", ColumnShape::text},
    {"attachment_names", "Array(String)", "", ColumnShape::list},
    {"native_id", "String", "", ColumnShape::text},
    {"fingerprint", "UInt64", "NONE", ColumnShape::number},
    {"record", "String", "", ColumnShape::text},
    {"words", "String", "", ColumnShape::text},
    {"sender_keys", "Array(String)", "", ColumnShape::list},
    {"recipient_keys", "Array(String)", "", ColumnShape::list},
    {"conversation_keys", "Array(String)", "", ColumnShape::list},
    {"attachment_keys", "Array(String)", "", ColumnShape::list},
    {"device", "String", "", ColumnShape::text},
    {"sequence", "UInt64", "Delta, LZ4", ColumnShape::number},
    {"attachments_absent", "UInt32", "", ColumnShape::number},
}};

// sent_offset_ms of a row without a sent time.
inline constexpr int64_t kNoSentTime = INT64_MIN;

// sender_position of a row whose participants do not name the sender; else the sender stands before
// recipients[position].
inline constexpr uint16_t kSenderNotListed = UINT16_MAX;

std::string create_messages_sql();
std::string create_links_sql();
std::string insert_messages_sql();

}  // namespace verbatim::store
