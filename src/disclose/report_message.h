// SPDX-License-Identifier: Apache-2.0
// A disclosed message in words: the one place that says how a record reads. Every field of the record is in it, and
// every withheld group with its reason (R13). MessageWords is reused from message to message. One thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "disclose/message.h"
#include "disclose/report_document.h"
#include "disclose/report_times.h"

namespace verbatim::disclose {

class MessageWords {
  public:
    // Valid until the next call.
    const MessageText& message(const DisclosedMessage& message);
    // The day of the last message() by its own zone; "undated" if it has none.
    std::string_view day() const { return day_; }

  private:
    void add_sender(const DisclosedMessage& message);
    void add_text(const DisclosedMessage& message);
    void add_times(const DisclosedMessage& message);
    void add_attachments(const DisclosedMessage& message);
    void add_account(const DisclosedMessage& message);
    void add_rest(const DisclosedMessage& message);
    void add_source(const DisclosedMessage& message);
    void detail(std::string_view name, std::string_view value);

    MessageText out_;
    TimeWords words_;
    std::string day_;
};

ConversationText conversation_text(const DisclosedMessage& message);

// "withheld: REASON".
std::string withheld_text(std::string_view reason);
// "[blacked out, 3 pieces: REASON]"; a piece is a chunk of docs/proofs.md, at most a word.
std::string redaction_text(const TextSegment& segment);
// "IMG-1.jpg, image/jpeg, 12.3 kB, SHA-256 ..., in this bundle".
std::string attachment_text(const record::Attachment& attachment, const AttachmentPlace& place);
// "bytes 120 to 240" or "table messages, row 17".
std::string locator_text(const record::Locator& locator);
// "sender", "times" ...: a group in words for people.
std::string_view group_words(record::Group group);

}  // namespace verbatim::disclose
