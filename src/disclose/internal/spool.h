// SPDX-License-Identifier: Apache-2.0
// Spool: the disclosed records between the two passes of a bundle: written in order of sequence, read back conversation
// by conversation and by time, as the readable files want them.
//
//   Spool spool = *Spool::create(folder);
//   VB_TRY(spool.add(place, record, opening, decision));   ...
//   VB_TRY(spool.each(names, [&](const DisclosedMessage& message) -> Result<void> { ... }));
//
// Only what is shown is ever written; the file has no name, so that nothing of it stays behind. Memory: 24 bytes a
// record, and some for each conversation. Conversations come by the time of their first message, undated ones last.
// Reasons are views that must outlive the spool. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "disclose/message.h"
#include "disclose/redaction.h"
#include "io/file.h"
#include "record/commitment.h"

namespace verbatim::disclose::internal {

// Where a record belongs.
struct SpoolPlace {
    uint64_t sequence = 0;
    uint32_t source = 0;  // index of the caller
    Hash conversation;
    std::optional<int64_t> sent_ms;
};

// What the disclosed records of one conversation are, for what lies around them.
struct SpooledConversation {
    Hash key;
    uint64_t records = 0;
    uint64_t undated = 0;
    std::optional<int64_t> first_ms;
    std::optional<int64_t> last_ms;
};

// What a message names and the spool does not hold.
struct SpoolNames {
    std::function<std::string_view(uint32_t source)> source_path;
    std::function<AttachmentPlace(const record::Attachment&)> attachment;
    std::function<std::string_view(uint64_t sequence)> exhibit;  // may be empty
};

class Spool {
  public:
    static Result<Spool> create(const std::string& folder);

    void reserve(size_t records) { rows_.reserve(records); }
    Result<void> add(const SpoolPlace& place, const record::EncodedRecord& record, const record::Opening& opening,
                     const Decision& decision);
    uint64_t size() const { return rows_.size(); }
    const std::vector<SpooledConversation>& conversations() const { return conversations_; }

    // Sorts; then gives each message in order. The message dies when the call returns.
    Result<void> each(const SpoolNames& names, const std::function<Result<void>(const DisclosedMessage&)>& use);

  private:
    struct Row {
        int64_t time;
        uint64_t offset;
        uint32_t conversation;
        uint32_t size;
    };
    uint32_t conversation(const SpoolPlace& place);
    uint32_t reason_number(std::string_view reason);
    void put_text(const record::Opening& opening, const Decision& decision);
    Result<void> flush();
    void sort();
    Result<std::string_view> read(const Row& row);
    Result<void> decode(std::string_view bytes, const SpoolNames& names, DisclosedMessage& out) const;

    io::Descriptor file_;
    std::string buffer_;
    uint64_t written_ = 0;
    std::vector<Row> rows_;
    std::vector<SpooledConversation> conversations_;
    std::unordered_map<Hash, uint32_t> conversation_numbers_;
    std::vector<std::string_view> reasons_;
    // Of reading.
    std::string window_;
    uint64_t window_begin_ = 0;
};

}  // namespace verbatim::disclose::internal
