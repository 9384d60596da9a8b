// SPDX-License-Identifier: Apache-2.0
// Document: what a report is made of, apart from how it looks. The report's words are written once (report_front.h,
// report_message.h) and laid out by report_html.h and report_pdf.h.
//
// All texts may come from evidence: an implementation escapes them and keeps their direction apart from that of their
// surroundings. Elements come in reading order; a table is begun, given rows and ended. One thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace verbatim::disclose {

struct SectionName {
    std::string_view anchor;  // of our own making: letters and hyphens
    std::string_view title;
};

struct NameValue {
    std::string_view name;
    std::string value;
};

// A conversation's heading.
struct ConversationText {
    std::string title;
    std::vector<std::string> lines;  // kind, participants, account ...
};

// A piece of a message's text; a redacted one says why instead.
struct TextPiece {
    std::string_view text;
    bool redacted = false;
};

struct AttachmentText {
    std::string words;
    std::string_view file;  // in the bundle, or empty
};

struct Detail {
    std::string name;
    std::string value;
};

// One message in words. Reused: the writer of a report keeps one.
struct MessageText {
    uint64_t sequence = 0;
    std::string_view exhibit;
    std::string sender;  // "Bård"; "Sender withheld: ..."
    std::string handle;  // "user2", if it is not what `sender` says
    std::string_view direction;
    std::string time;  // in full
    std::vector<TextPiece> pieces;
    std::vector<std::string> redaction_words;  // where the redacted pieces' texts live
    std::vector<AttachmentText> attachments;
    std::vector<Detail> details;  // everything else that is known
};

class Document {
  public:
    virtual ~Document() = default;
    virtual void begin(std::string_view title, std::span<const NameValue> cover,
                       std::span<const SectionName> sections) = 0;
    virtual void section(const SectionName& name) = 0;
    virtual void heading(std::string_view text) = 0;
    virtual void paragraph(std::string_view text) = 0;
    // What a reader must not overlook.
    virtual void notice(std::string_view text) = 0;
    virtual void steps(std::span<const std::string_view> steps) = 0;
    virtual void pairs(std::span<const NameValue> pairs) = 0;
    virtual void begin_table(std::span<const std::string_view> columns) = 0;
    virtual void row(std::span<const std::string> cells) = 0;
    virtual void end_table() = 0;
    virtual void conversation(const ConversationText& conversation) = 0;
    virtual void day(std::string_view day) = 0;
    virtual void message(const MessageText& message) = 0;
    // A text for a person to complete: blanks are lines to write on.
    virtual void draft(std::string_view title, std::span<const std::string> paragraphs,
                       std::span<const std::string_view> blanks) = 0;
    // After each element of a long run: hands on what is ready. The first error of the sink comes back here.
    virtual Result<void> pass_on() = 0;
    virtual Result<void> end() = 0;

  protected:
    Document() = default;
    Document(const Document&) = default;
    Document& operator=(const Document&) = default;
    Document(Document&&) = default;
    Document& operator=(Document&&) = default;
};

}  // namespace verbatim::disclose
