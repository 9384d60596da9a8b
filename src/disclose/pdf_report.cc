// SPDX-License-Identifier: Apache-2.0
#include "disclose/pdf_report.h"

#include <fmt/format.h>

#include "disclose/pdf_archive.h"
#include "disclose/pdf_canvas.h"
#include "disclose/report_document.h"
#include "disclose/report_writer.h"

namespace verbatim::disclose {
namespace {

constexpr TextStyle kTitle{.size = 20, .bold = true, .after = 14};
constexpr TextStyle kSection{.size = 14, .bold = true, .after = 8, .keep_below = 40};
constexpr TextStyle kHeading{.size = 10.5, .bold = true, .before = 10, .after = 3, .keep_below = 30};
constexpr TextStyle kBody{.after = 5};
constexpr TextStyle kNotice{.bold = true, .before = 3, .after = 6, .indent = 10};
constexpr TextStyle kStep{.after = 4, .indent = 10};
constexpr TextStyle kPair{.size = 9, .after = 2};
constexpr TextStyle kTableHead{.size = 7.5, .bold = true, .before = 4, .after = 2, .keep_below = 20};
constexpr TextStyle kTableRow{.size = 7.5, .after = 2};
constexpr TextStyle kConversation{.size = 12, .bold = true, .before = 18, .after = 2, .keep_below = 60};
constexpr TextStyle kAbout{.size = 8, .ink = Ink::soft, .after = 1, .keep_below = 40};
constexpr TextStyle kDay{.size = 8.5, .bold = true, .ink = Ink::soft, .before = 10, .after = 3, .keep_below = 40};
constexpr TextStyle kWho{.size = 8.5, .bold = true, .before = 4, .after = 1, .auto_direction = false, .keep_below = 24};
constexpr TextStyle kText{.size = 10, .after = 2};
constexpr TextStyle kAttachment{.size = 8, .after = 1, .indent = 8};
constexpr TextStyle kDetail{.size = 6.5, .ink = Ink::soft, .after = 1, .auto_direction = false};
constexpr TextStyle kBlank{.size = 8, .ink = Ink::soft, .before = 2, .after = 6};

class PdfDocument final : public Document {
  public:
    PdfDocument(std::unique_ptr<PdfArchive> archive, std::unique_ptr<PdfCanvas> canvas)
        : archive_(std::move(archive)), canvas_(std::move(canvas)) {}

    void begin(std::string_view title, std::span<const NameValue> cover,
               std::span<const SectionName> sections) override {
        put(title, kTitle);
        pairs(cover);
        put("Contents", kHeading);
        for (const SectionName& section : sections) {
            put(section.title, kStep);
        }
    }

    void section(const SectionName& name) override {
        canvas_->page_break();
        canvas_->bookmark(name.title);
        put(name.title, kSection);
    }

    void heading(std::string_view text) override { put(text, kHeading); }
    void paragraph(std::string_view text) override { put(text, kBody); }
    void notice(std::string_view text) override { put(text, kNotice); }

    void steps(std::span<const std::string_view> steps) override {
        for (size_t i = 0; i < steps.size(); ++i) {
            put(fmt::format("{}.  {}", i + 1, steps[i]), kStep);
        }
    }

    void pairs(std::span<const NameValue> pairs) override {
        for (const NameValue& pair : pairs) {
            row_.resize(2);
            row_[0] = {printable(pair.name), 0.28};
            row_[1] = {printable(pair.value), 0.72};
            canvas_->cells(row_, kPair);
        }
    }

    void begin_table(std::span<const std::string_view> columns) override { cells(columns, kTableHead); }
    void row(std::span<const std::string> cells_of_row) override { cells(cells_of_row, kTableRow); }
    void end_table() override { canvas_->rule(3); }

    void conversation(const ConversationText& conversation) override {
        put(conversation.title, kConversation);
        for (const std::string& line : conversation.lines) {
            put(line, kAbout);
        }
    }

    void day(std::string_view day) override { put(day, kDay); }

    void message(const MessageText& message) override {
        line_.clear();
        if (!message.exhibit.empty()) {
            part("Exhibit " + std::string(message.exhibit));
        }
        part(message.sender);
        part(message.handle);
        part(message.direction);
        part(message.time);
        part("No. " + std::to_string(message.sequence));
        canvas_->text(line_, kWho);
        write_text(message);
        for (const AttachmentText& attachment : message.attachments) {
            put(attachment.file.empty() ? attachment.words
                                        : attachment.words + " (" + std::string(attachment.file) + ")",
                kAttachment);
        }
        line_.clear();
        for (const Detail& detail : message.details) {
            line_ += line_.empty() ? "" : "  ·  ";
            isolated(detail.name + ":");
            line_ += ' ';
            isolated(detail.value);
        }
        canvas_->text(line_, kDetail);
        canvas_->rule(2);
    }

    void draft(std::string_view title, std::span<const std::string> paragraphs,
               std::span<const std::string_view> blanks) override {
        canvas_->rule(8);
        put("DRAFT, not signed", kNotice);
        put(title, kHeading);
        for (const std::string& text : paragraphs) {
            paragraph(text);
        }
        for (const std::string_view blank : blanks) {
            canvas_->rule(14);
            put(blank, kBlank);
        }
    }

    Result<void> pass_on() override { return canvas_->status(); }

    Result<void> end() override {
        VB_TRY(canvas_->finish());
        return archive_->finish();
    }

  private:
    std::string printable(std::string_view text) const {
        std::string out;
        canvas_->fonts().append_printable(text, out);
        return out;
    }

    void put(std::string_view text, const TextStyle& style) { canvas_->text(printable(text), style); }

    // Between marks that keep its direction from its neighbours; none of them can be left in a printable text.
    void isolated(std::string_view text) {
        line_ += "\u2068";
        canvas_->fonts().append_printable(text, line_);
        line_ += "\u2069";
    }

    void part(std::string_view text) {
        if (!text.empty()) {
            line_ += line_.empty() ? "" : "   ";
            isolated(text);
        }
    }

    template <class Text>
    void cells(std::span<const Text> texts, const TextStyle& style) {
        row_.resize(texts.size());
        for (size_t i = 0; i < texts.size(); ++i) {
            row_[i] = {printable(texts[i]), 1.0 / static_cast<double>(texts.size())};
        }
        canvas_->cells(row_, style);
    }

    void write_text(const MessageText& message) {
        line_.clear();
        black_.clear();
        for (const TextPiece& piece : message.pieces) {
            const size_t begin = line_.size();
            canvas_->fonts().append_printable(piece.text, line_);
            if (piece.redacted) {
                black_.push_back({begin, line_.size()});
            }
        }
        if (!line_.empty()) {
            canvas_->text(line_, kText, black_);
        }
    }

    std::unique_ptr<PdfArchive> archive_;  // outlives the canvas, which writes to it
    std::unique_ptr<PdfCanvas> canvas_;
    std::vector<Cell> row_;
    std::vector<BlackSpan> black_;
    std::string line_;
};

}  // namespace

Result<std::unique_ptr<Writer>> pdf_report(const DisclosureFacts& facts, ByteSink sink, const std::string& folder) {
    VB_TRY(check(facts));
    const std::string title = fmt::format("Disclosure {} of the case “{}”", facts.bundle_number, facts.case_name);
    auto archive = std::make_unique<PdfArchive>(std::move(sink), PdfMetadata{title, "en", facts.time, facts.made_by});
    VB_TRY_ASSIGN(auto canvas,
                  PdfCanvas::begin([to = archive.get()](std::string_view bytes) { return to->write(bytes); },
                                   fmt::format("{}, {}", title, facts.time)));
    return report_writer(facts, std::make_unique<PdfDocument>(std::move(archive), std::move(canvas)), folder);
}

}  // namespace verbatim::disclose
