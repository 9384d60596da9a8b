// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_html.h"

#include "disclose/report_markup.h"
#include "disclose/report_style.h"

namespace verbatim::disclose {
namespace {

class HtmlDocument final : public Document {
  public:
    explicit HtmlDocument(ByteSink sink) : out_(std::move(sink)) {}

    void begin(std::string_view title, std::span<const NameValue> cover,
               std::span<const SectionName> sections) override {
        out_.markup(
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
                "base-uri 'none'; form-action 'none'\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
            .text(title)
            .markup("</title>\n<style>")
            .markup(kReportStyle)
            .markup("</style>\n</head>\n<body>\n<header>\n<h1>")
            .text(title)
            .markup("</h1>\n");
        pairs(cover);
        out_.markup("</header>\n<nav>\n<h3>Contents</h3>\n<ol>\n");
        for (const SectionName& section : sections) {
            out_.markup("<li><a href=\"#")
                .value(section.anchor)
                .markup("\">")
                .text(section.title)
                .markup("</a></li>\n");
        }
        out_.markup("</ol>\n</nav>\n<main>\n");
    }

    void section(const SectionName& name) override {
        out_.markup("<h2 id=\"").value(name.anchor).markup("\">").text(name.title).markup("</h2>\n");
    }

    void heading(std::string_view text) override { out_.markup("<h3 dir=\"auto\">").text(text).markup("</h3>\n"); }

    void paragraph(std::string_view text) override {
        out_.markup("<p class=\"s\" dir=\"auto\">").text(text).markup("</p>\n");
    }

    void notice(std::string_view text) override {
        out_.markup("<p class=\"n\" dir=\"auto\">").text(text).markup("</p>\n");
    }

    void steps(std::span<const std::string_view> steps) override {
        out_.markup("<ol class=\"s\">\n");
        for (const std::string_view step : steps) {
            out_.markup("<li>").text(step).markup("</li>\n");
        }
        out_.markup("</ol>\n");
    }

    void pairs(std::span<const NameValue> pairs) override {
        out_.markup("<dl>\n");
        for (const NameValue& pair : pairs) {
            out_.markup("<dt>").text(pair.name).markup("</dt><dd><bdi>").text(pair.value).markup("</bdi></dd>\n");
        }
        out_.markup("</dl>\n");
    }

    void begin_table(std::span<const std::string_view> columns) override {
        out_.markup("<div class=\"x\"><table>\n<thead><tr>");
        for (const std::string_view column : columns) {
            out_.markup("<th scope=\"col\">").text(column).markup("</th>");
        }
        out_.markup("</tr></thead>\n<tbody>\n");
    }

    void row(std::span<const std::string> cells) override {
        out_.markup("<tr>");
        for (const std::string& cell : cells) {
            out_.markup("<td><bdi>").text(cell).markup("</bdi></td>");
        }
        out_.markup("</tr>\n");
    }

    void end_table() override { out_.markup("</tbody>\n</table></div>\n"); }

    void conversation(const ConversationText& conversation) override {
        out_.markup("<div class=\"v\"><h3 dir=\"auto\">").text(conversation.title).markup("</h3>");
        for (const std::string& line : conversation.lines) {
            out_.markup("<p dir=\"auto\">").text(line).markup("</p>");
        }
        out_.markup("</div>\n");
    }

    void day(std::string_view day) override { out_.markup("<h4 class=\"d\">").text(day).markup("</h4>\n"); }

    void message(const MessageText& message) override {
        out_.markup("<article class=\"m\" id=\"n").number(message.sequence).markup("\"><p class=\"w\">");
        if (!message.exhibit.empty()) {
            out_.markup("<span class=\"e\"><bdi>Exhibit ").text(message.exhibit).markup("</bdi></span>");
        }
        out_.markup("<b><bdi>").text(message.sender).markup("</bdi></b>");
        if (!message.handle.empty()) {
            out_.markup("<bdi>").text(message.handle).markup("</bdi>");
        }
        if (!message.direction.empty()) {
            out_.markup("<span>").text(message.direction).markup("</span>");
        }
        out_.markup("<span>").text(message.time).markup("</span><a href=\"#n").number(message.sequence);
        out_.markup("\">No. ").number(message.sequence).markup("</a></p>");
        write_text(message);
        write_attachments(message);
        out_.markup("<p class=\"f\">");
        for (const Detail& detail : message.details) {
            out_.markup("<span>").text(detail.name).markup(": <bdi>").text(detail.value).markup("</bdi></span>");
        }
        out_.markup("</p></article>\n");
    }

    void draft(std::string_view title, std::span<const std::string> paragraphs,
               std::span<const std::string_view> blanks) override {
        out_.markup("<section class=\"k\"><p class=\"n\"><b>DRAFT</b>, not signed</p><h3>")
            .text(title)
            .markup("</h3>\n");
        for (const std::string& text : paragraphs) {
            paragraph(text);
        }
        for (const std::string_view blank : blanks) {
            out_.markup("<p class=\"l\">").text(blank).markup("</p>\n");
        }
        out_.markup("</section>\n");
    }

    Result<void> pass_on() override { return out_.flush_if_full(); }

    Result<void> end() override {
        out_.markup("</main>\n</body>\n</html>\n");
        return out_.flush();
    }

  private:
    void write_text(const MessageText& message) {
        if (message.pieces.empty()) {
            return;
        }
        out_.markup("<div class=\"t\" dir=\"auto\">");
        for (const TextPiece& piece : message.pieces) {
            if (piece.redacted) {
                out_.markup("<span class=\"r\"><bdi>").text(piece.text).markup("</bdi></span>");
            } else {
                out_.text(piece.text);
            }
        }
        out_.markup("</div>");
    }

    void write_attachments(const MessageText& message) {
        if (message.attachments.empty()) {
            return;
        }
        out_.markup("<ul class=\"a\">");
        for (const AttachmentText& attachment : message.attachments) {
            out_.markup("<li dir=\"auto\">");
            if (attachment.file.empty()) {
                out_.text(attachment.words);
            } else {
                out_.markup("<a href=\"").value(attachment.file).markup("\">").text(attachment.words).markup("</a>");
            }
            out_.markup("</li>");
        }
        out_.markup("</ul>");
    }

    HtmlOut out_;
};

}  // namespace

std::unique_ptr<Document> html_document(ByteSink sink) {
    return std::make_unique<HtmlDocument>(std::move(sink));
}

}  // namespace verbatim::disclose
