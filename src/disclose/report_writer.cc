// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_writer.h"

#include <array>

#include "disclose/report_front.h"
#include "disclose/report_html.h"
#include "disclose/report_message.h"
#include "disclose/report_spool.h"

namespace verbatim::disclose {
namespace {

using record::Group;

class ReportWriter final : public Writer {
  public:
    ReportWriter(const DisclosureFacts& facts, std::unique_ptr<Document> document, RowSpool spool)
        : facts_(facts), document_(std::move(document)), withheld_(std::move(spool)) {}

    Result<void> begin() {
        write_front(facts_, *document_);
        document_->section(kMessagesSection);
        return document_->pass_on();
    }

    Result<void> add(const DisclosedMessage& message) override {
        const MessageText& words = words_.message(message);
        if (count_ == 0 || message.conversation != conversation_) {
            conversation_ = message.conversation;
            document_->conversation(conversation_text(message));
            day_.clear();
        }
        if (day_ != words_.day()) {
            day_ = words_.day();
            document_->day(day_);
        }
        document_->message(words);
        ++count_;
        VB_TRY(note_withheld(message));
        return document_->pass_on();
    }

    Result<void> finish() override {
        if (count_ != facts_.disclosed_messages) {
            return Error{Code::internal,
                         "the report was given " + std::to_string(count_) + " messages, not " +
                             std::to_string(facts_.disclosed_messages) + " as its facts say",
                         {"report", {}},
                         {}};
        }
        if (count_ == 0) {
            document_->paragraph("There are no messages in this scope.");
        }
        VB_TRY(write_withheld());
        write_back(facts_, *document_);
        return document_->end();
    }

  private:
    Result<void> note(uint64_t sequence, std::string_view what, std::string_view reason) {
        return withheld_.add(
            std::array<std::string, 3>{std::to_string(sequence), std::string(what), std::string(reason)});
    }

    Result<void> note_withheld(const DisclosedMessage& message) {
        for (size_t i = 0; i < record::kGroups; ++i) {
            if (!message.withheld[i].empty()) {
                VB_TRY(note(message.sequence, group_words(static_cast<Group>(i + 1)), message.withheld[i]));
            }
        }
        for (const TextSegment& segment : message.text) {
            if (segment.redacted) {
                VB_TRY(note(message.sequence, "part of the text", segment.reason));
            }
        }
        for (const AttachmentPlace& place : message.attachments) {
            if (place.presence == Presence::withheld) {
                VB_TRY(note(message.sequence, "bytes of an attachment", place.reason));
            }
        }
        return {};
    }

    Result<void> write_withheld() {
        static constexpr std::array<std::string_view, 3> kColumns{"Message", "What", "Reason"};
        document_->section(kRedactionsSection);
        if (withheld_.rows() == 0) {
            document_->paragraph("Nothing of the messages in this report is withheld.");
            return {};
        }
        document_->paragraph(
            "Each withheld part keeps its place in the proof: it can be shown later, and will then fit this same "
            "bundle.");
        document_->begin_table(kColumns);
        VB_TRY(withheld_.each([this](std::span<const std::string> row) -> Result<void> {
            document_->row(row);
            return document_->pass_on();
        }));
        document_->end_table();
        return {};
    }

    const DisclosureFacts& facts_;
    std::unique_ptr<Document> document_;
    RowSpool withheld_;
    MessageWords words_;
    Hash conversation_;
    std::string day_;
    uint64_t count_ = 0;
};

}  // namespace

Result<std::unique_ptr<Writer>> report_writer(const DisclosureFacts& facts, std::unique_ptr<Document> document,
                                              const std::string& folder) {
    VB_TRY(check(facts));
    VB_TRY_ASSIGN(RowSpool spool, RowSpool::create(folder, 3));
    auto writer = std::make_unique<ReportWriter>(facts, std::move(document), std::move(spool));
    VB_TRY(writer->begin());
    return std::unique_ptr<Writer>(std::move(writer));
}

Result<std::unique_ptr<Writer>> html_report(const DisclosureFacts& facts, ByteSink sink, const std::string& folder) {
    return report_writer(facts, html_document(std::move(sink)), folder);
}

}  // namespace verbatim::disclose
