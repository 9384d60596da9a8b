// SPDX-License-Identifier: Apache-2.0
// Verbatim JSON Lines: the documented interchange format, one message a line (docs/formats/jsonl.md is its text).
//
// Every field of record::Message has a key; keys that are none of ours go to rest. The hot path of large ingests:
// simdjson On-Demand walks each line once, all views point into its buffers, and a whole line allocates nothing.
// A line that is no JSON object is one reject with the parser's error and position.
#include "base/limits.h"
#include "formats/accounting.h"
#include "formats/format.h"
#include "formats/jsonl_line.h"
#include "formats/source_reader.h"
#include "text/json_text.h"
#include "text/line_reader.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

using simdjson::error_code;

// One line to one row. Slow repairs happen only after the strict parser refused the line.
class LineHandler {
  public:
    LineHandler(JsonlLineParser& parser, Tiler& tiler) : parser_(parser), tiler_(tiler) {}

    bool handle(const text::Line& line) {
        const ByteRange range{line.begin, line.end};
        if (line.too_long) {
            return tiler_.reject(range, "line-too-long",
                                 "the line has more than " + std::to_string(limits::kLineBytesMax) + " bytes");
        }
        if (is_blank(line.text)) {
            tiler_.structure_until(line.end);
            return true;
        }
        error_code error = parser_.parse(line.text, line.text.size() + text::ByteWindow::kPadding);
        if (error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR) {
            error = parse_repaired(line, range, error);
        }
        if (error != simdjson::SUCCESS) {
            return reject(range, error);
        }
        if (!parser_.has_message_fields()) {
            return tiler_.reject(range, "no-message-fields", "no key of the object is one of Verbatim JSON Lines");
        }
        for (const JsonlLineParser::Remark& remark : parser_.remarks()) {
            tiler_.remark(range, remark.code, remark.reason);
        }
        parser_.message().locator = {line.begin, line.end, {}, 0};
        return tiler_.message(parser_.message());
    }

  private:
    static bool is_blank(std::string_view line) {
        return line.empty() || (static_cast<unsigned char>(line[0]) <= ' ' && text::trim(line).empty());
    }

    error_code parse_repaired(const text::Line& line, ByteRange range, error_code error) {
        const text::Repaired utf8 = text::repair_utf8(line.text, utf8_);
        const std::string_view padded = utf8.replaced > 0 ? text::with_padding(utf8.text, padded_) : line.text;
        const text::RepairedJson json = text::repair_surrogate_escapes(padded, surrogates_);
        if (utf8.replaced + json.replaced == 0) {
            return error;
        }
        error = parser_.parse(json.text, json.text.size() + text::ByteWindow::kPadding);
        if (error != simdjson::SUCCESS) {
            return error;
        }
        if (utf8.replaced > 0) {
            tiler_.remark(range, "invalid-utf8",
                          std::to_string(utf8.replaced) +
                              " invalid UTF-8 sequences were replaced by U+FFFD, the first at byte " +
                              std::to_string(utf8.first_offset) + " of the line");
        }
        if (json.replaced > 0) {
            tiler_.remark(range, "lone-surrogate",
                          std::to_string(json.replaced) + " escapes of half a surrogate pair were replaced by U+FFFD");
        }
        return error;
    }

    bool reject(ByteRange range, error_code error) {
        std::string reason = "no whole JSON object: ";
        reason += simdjson::error_message(error);
        if (const auto offset = parser_.error_offset()) {
            reason += " (near byte " + std::to_string(*offset) + " of the line)";
        }
        return tiler_.reject(range, error == simdjson::DEPTH_ERROR ? "too-deep" : "bad-json", reason);
    }

    JsonlLineParser& parser_;
    Tiler& tiler_;
    std::string utf8_;
    std::string padded_;
    std::string surrogates_;
};

Probe probe(const Source& source, Bytes head) {
    const std::string text = text::decode_head(as_text(head), source.settings().encoding);
    const std::string_view first =
        text::trim(std::string_view(text).substr(0, text.find('\n', text.find_first_not_of(" \t\r\n"))));
    if (!first.starts_with('{')) {
        return {};
    }
    // Our own words beside each other: no other chat JSON says both "conversation" and "sent".
    const auto has = [first](std::string_view key) {
        return first.find('"' + std::string(key) + '"') != std::string_view::npos;
    };
    const int words = static_cast<int>(has("sent")) + static_cast<int>(has("sender")) +
                      static_cast<int>(has("conversation")) + static_cast<int>(has("text")) +
                      static_cast<int>(has("platform"));
    if (words < 2 || !(has("sent") || has("conversation"))) {
        return {};
    }
    return {first.ends_with('}') && words >= 3 ? Likelihood::certain : Likelihood::likely,
            "keys of Verbatim JSON Lines"};
}

Result<void> parse(const Source& source, Sink& sink) {
    const SourceReader reader(source);
    VB_TRY_ASSIGN(text::OpenedText opened, open_source_text(source, reader, sink, Encodings::unicode_only));
    VB_TRY_ASSIGN(JsonlLineParser parser, JsonlLineParser::create(source.settings()));
    Tiler tiler(sink);
    LineHandler handler(parser, tiler);
    text::LineReader lines(*opened.stream);
    text::Line line;
    for (;;) {
        VB_TRY_ASSIGN(const bool more, lines.next(line));
        if (!more) {
            tiler.structure_until(source.size());
            return {};
        }
        if (!handler.handle(line)) {
            return {};
        }
    }
}

}  // namespace

extern const Format format_jsonl;
const Format format_jsonl{
    .name = "jsonl",
    .title = "Verbatim JSON Lines",
    .description = "One JSON object a line, every field of a message expressible: the documented interchange format",
    .version = 1,
    .probe = probe,
    .parse = parse,
};

}  // namespace verbatim::formats
