// SPDX-License-Identifier: Apache-2.0
#include "store/internal/schema.h"

namespace verbatim::store {

std::string create_messages_sql() {
    std::string sql = "CREATE TABLE IF NOT EXISTS messages (";
    for (const ColumnSpec& column : kColumns) {
        sql += column.name;
        sql += ' ';
        sql += column.type;
        if (!column.codec.empty()) {
            sql += " CODEC(";
            sql += column.codec;
            sql += ')';
        }
        sql += ", ";
    }
    // The index on words serves text, the others exact look-ups of handles and conversations.
    sql +=
        "INDEX words_index words TYPE text(tokenizer = splitByNonAlpha), "
        "INDEX sender_index sender TYPE text(tokenizer = array), "
        "INDEX sender_key_index sender_keys TYPE text(tokenizer = array), "
        "INDEX recipient_index recipients TYPE text(tokenizer = array), "
        "INDEX recipient_key_index recipient_keys TYPE text(tokenizer = array), "
        "INDEX conversation_index conversation TYPE text(tokenizer = array), "
        "INDEX conversation_key_index conversation_keys TYPE text(tokenizer = array), "
        "INDEX attachment_index attachment_keys TYPE text(tokenizer = array), "
        "INDEX platform_index platform TYPE text(tokenizer = array), "
        "INDEX account_index account TYPE text(tokenizer = array), "
        "INDEX seq_index seq TYPE minmax GRANULARITY 1) "
        // All rows are of one partition. Its key makes the engine keep each part's range of seq in memory, and the rows
        // of a block follow one another: a row is found by its leaf index although parts are ordered by time.
        "ENGINE = MergeTree PARTITION BY intDiv(seq, 1000000000000000000) ORDER BY (sort_ms, seq) "
        "SETTINGS index_granularity = 2048, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, "
        // Buffers of the 60 files of a part begin small: most of them stay so, and whole ones cost a quarter of the
        // insert's memory, which is fresh and cleared page by page.
        "min_columns_to_activate_adaptive_write_buffer = 1, "
        // A part that cannot be read is set aside at the start, where check() finds it, instead of stopping the start.
        "max_suspicious_broken_parts = 100000, max_suspicious_broken_parts_bytes = 1000000000000000, "
        // Blocks of an ingest stay as they are: merging them again would cost as much as inserting them. Small ones of
        // live intake are merged until they are of that size. optimize() merges everything.
        "max_bytes_to_merge_at_max_space_in_pool = 67108864, parts_to_throw_insert = 100000, "
        "parts_to_delay_insert = 100000, max_parts_in_total = 1000000, "
        "merge_max_block_size = 2048, merge_max_block_size_bytes = 4194304";
    return sql;
}

std::string create_links_sql() {
    return "CREATE TABLE IF NOT EXISTS links (seq UInt64 CODEC(Delta, LZ4), first_seq UInt64 CODEC(Delta, LZ4), "
           "reason UInt8, present UInt8) ENGINE = MergeTree ORDER BY seq "
           "SETTINGS index_granularity = 2048, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, "
           "max_suspicious_broken_parts = 100000, max_suspicious_broken_parts_bytes = 1000000000000000";
}

std::string insert_messages_sql() {
    std::string sql = "INSERT INTO messages (";
    for (size_t i = 0; i < kColumns.size(); ++i) {
        sql += i == 0 ? "" : ", ";
        sql += kColumns[i].name;
    }
    return sql + ")";
}

}  // namespace verbatim::store
