// SPDX-License-Identifier: Apache-2.0
// WhatsApp text export: "Export chat" of the Android and iPhone applications, and its older and localised forms.
//
// Seen: Android "12/31/20, 11:59 PM - Name: text" and iPhone "[31/12/2020, 23:59:59] Name: text" in all date orders,
// clocks and scripts; a text goes on over lines without a header; nothing is escaped, so a pasted line that looks just
// like a header is one. Two passes over the source: the first counts frames, dates and names of the whole file, the
// second reads with what the first found. Everything the file does not say outright is an assumption with its evidence.
// Rules, examples and sources: docs/formats/whatsapp_text.md. Not covered: Persian and Islamic calendar dates (kept
// raw), dates with month names (no export is known to have them).
#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "base/limits.h"
#include "formats/accounting.h"
#include "formats/format.h"
#include "formats/source_reader.h"
#include "formats/times.h"
#include "formats/whatsapp_text_header.h"
#include "formats/whatsapp_text_markers.h"
#include "text/line_reader.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

using whatsapp::Frame;
using whatsapp::Header;

// A group has at most 1,024 members today; more "names" than this are a sign of another kind of file.
constexpr size_t kSendersMax = 65'536;
constexpr size_t kSenderBytesMax = 256;
// A name with a colon in it is believed after this many lines that all begin with it.
constexpr uint64_t kColonNameLines = 5;
constexpr size_t kGroupSenders = 3;
constexpr int64_t kDayMs = 86'400'000;

struct Sender {
    uint64_t lines = 0;
    std::string extension;  // what stands before a second colon on every line so far
};

struct FrameSurvey {
    uint64_t headers = 0;
    uint64_t first_begin = 0;
    uint64_t first_end = 0;
    whatsapp::DateOrderEvidence dates;
    std::unordered_map<std::string, Sender> senders;
    bool senders_full = false;
};

struct Survey {
    std::array<FrameSurvey, Frame::kCount> frames;
    Frame frame;  // of the most lines

    const FrameSurvey& chosen() const { return frames[frame.index()]; }
};

// Blanks, and the marks that the application puts around names so that they read well in either direction. Overrides
// (U+202D, U+202E) are no such marks: whoever has one in the name put it there.
bool is_wrapping(char32_t value) {
    return value == U' ' || value == U'\u00A0' || value == U'\u202F' || value == U'\u200E' || value == U'\u200F' ||
           (value >= U'\u202A' && value <= U'\u202C') || (value >= U'\u2066' && value <= U'\u2069') ||
           value == U'\uFEFF';
}

std::string_view without_marks(std::string_view name) {
    while (!name.empty()) {
        const CodePoint first = code_point_at(name, 0);
        if (!is_wrapping(first.value)) {
            break;
        }
        name.remove_prefix(first.size);
    }
    while (!name.empty()) {
        size_t last = name.size() - 1;
        while (last > 0 && (static_cast<unsigned char>(name[last]) & 0xC0) == 0x80) {
            --last;
        }
        if (!is_wrapping(code_point_at(name, last).value)) {
            break;
        }
        name = name.substr(0, last);
    }
    return name;
}

// Where the first colon that may end a name stands: before a blank, or at the end of an empty message.
size_t name_end(std::string_view body, size_t from) {
    for (size_t colon = body.find(':', from); colon != std::string_view::npos; colon = body.find(':', colon + 1)) {
        if (colon + 1 == body.size() || body[colon + 1] == ' ') {
            return colon;
        }
    }
    return std::string_view::npos;
}

bool quotes_are_open(std::string_view text) {
    const auto count = [text](std::string_view quote) {
        size_t found = 0;
        for (size_t at = text.find(quote); at != std::string_view::npos; at = text.find(quote, at + quote.size())) {
            ++found;
        }
        return found;
    };
    return count("\"") % 2 == 1 || count("“") > count("”") || count("«") > count("»");
}

size_t count_words(std::string_view text) {
    size_t words = 0;
    bool inside = false;
    for (const char c : text) {
        words += (c != ' ' && !inside) ? 1 : 0;
        inside = c != ' ';
    }
    return words;
}

struct Split {
    std::string_view sender;  // empty: a notice
    std::string_view text;
};

class Splitter {
  public:
    explicit Splitter(const FrameSurvey& survey) : survey_(survey) {}

    // "Name: text"; a notice of the application has no name.
    Split split(std::string_view body) {
        size_t colon = name_end(body, 0);
        if (colon == std::string_view::npos) {
            colon = body.find(':');  // "Name:text" counts if the name is known from other lines
            if (colon == std::string_view::npos || lines_of(body.substr(0, colon)) == 0) {
                return {{}, body};
            }
            return {body.substr(0, colon), body.substr(colon + 1)};
        }
        const std::string_view prefix = body.substr(0, colon);
        if (without_marks(prefix).empty() || prefix.size() > kSenderBytesMax || is_notice(prefix)) {
            return {{}, body};
        }
        if (const Sender* sender = find(prefix);
            sender && sender->lines >= kColonNameLines && !sender->extension.empty()) {
            colon += 2 + sender->extension.size();
        }
        const size_t text = std::min(colon + 2, body.size());
        return {body.substr(0, colon), body.substr(text)};
    }

  private:
    const Sender* find(std::string_view name) {
        key_.assign(name);
        const auto found = survey_.senders.find(key_);
        return found == survey_.senders.end() ? nullptr : &found->second;
    }
    uint64_t lines_of(std::string_view name) {
        const Sender* sender = find(name);
        return sender ? sender->lines : 0;
    }
    // 'Alice changed the subject to "Plan: B"': the words before the colon are no name if a quote is open, or if they
    // occur once and are a known name followed by three words or more.
    bool is_notice(std::string_view prefix) {
        if (quotes_are_open(prefix)) {
            return true;
        }
        if (lines_of(prefix) > 1) {
            return false;
        }
        for (size_t space = prefix.find(' '); space != std::string_view::npos; space = prefix.find(' ', space + 1)) {
            const std::string_view name = prefix.substr(0, space);
            if ((lines_of(name) > 1 || name == "You") && count_words(prefix.substr(space)) >= 3) {
                return true;
            }
        }
        return false;
    }

    const FrameSurvey& survey_;
    std::string key_;
};

// Older exports write the notice as if the group or contact had said it; a person who writes about encryption rarely
// names the application in the same words.
bool says_encrypted(std::string_view text) {
    return text.find("WhatsApp") != std::string_view::npos && whatsapp::is_encryption_notice(text);
}

void survey_sender(std::string_view body, bool generated_marks, FrameSurvey& survey, std::string& key) {
    const size_t colon = name_end(body, 0);
    if (colon == std::string_view::npos || colon == 0 || colon > kSenderBytesMax) {
        return;
    }
    const std::string_view rest = body.substr(std::min(colon + 2, body.size()));
    if ((generated_marks && rest.starts_with("\u200E")) || says_encrypted(rest)) {
        return;  // the application speaks: the "name" may be the group's
    }
    key.assign(body.substr(0, colon));
    auto found = survey.senders.find(key);
    if (found == survey.senders.end()) {
        if (survey.senders.size() >= kSendersMax) {
            survey.senders_full = true;
            return;
        }
        found = survey.senders.emplace(key, Sender{}).first;
    }
    const size_t second = name_end(rest, 0);
    const std::string_view extension =
        second == std::string_view::npos || second > kSenderBytesMax ? std::string_view() : rest.substr(0, second);
    Sender& sender = found->second;
    if (++sender.lines == 1) {
        sender.extension = extension;
    } else if (sender.extension != extension) {
        sender.extension.clear();
    }
}

Result<text::LineEnd> line_end_of(const Source& source) {
    std::vector<uint8_t> head(limits::kProbeBytes);
    VB_TRY_ASSIGN(const size_t size, read_head(source, head));
    return text::detect_line_end(text::decode_head(as_text(Bytes(head.data(), size)), source.settings().encoding));
}

Result<Survey> survey_stream(text::ByteStream& stream, text::LineEnd line_end) {
    Survey survey;
    text::LineReader lines(stream, line_end);
    text::Line line;
    std::string key;
    for (;;) {
        VB_TRY_ASSIGN(const bool more, lines.next(line));
        if (!more) {
            break;
        }
        const std::optional<Header> header = line.too_long ? std::nullopt : whatsapp::read_header(line.text);
        if (!header) {
            continue;
        }
        FrameSurvey& frame = survey.frames[header->frame.index()];
        if (frame.headers++ == 0) {
            frame.first_begin = line.begin;
            frame.first_end = line.end;
        }
        frame.dates.add(*header, line.text, line.number);
        survey_sender(line.text.substr(header->body), header->frame.style == Frame::Style::brackets, frame, key);
    }
    const FrameSurvey* most = nullptr;
    for (size_t index = 0; index < survey.frames.size(); ++index) {
        const FrameSurvey& frame = survey.frames[index];
        const bool better = most == nullptr || frame.headers > most->headers ||
                            (frame.headers == most->headers && frame.first_begin < most->first_begin);
        if (frame.headers > 0 && better) {
            most = &frame;
            survey.frame = Frame::from_index(index);
        }
    }
    return survey;
}

// The second pass: gathers the lines of one message and hands it to the sink.
class Parser {
  public:
    Parser(const Source& source, const FrameSurvey& survey, Frame frame, whatsapp::DateOrder order, TimeReader times,
           Sink& sink)
        : settings_(source.settings()),
          frame_(frame),
          order_(order),
          times_(std::move(times)),
          tiler_(sink),
          splitter_(survey),
          title_(whatsapp::title_from_path(source.path())),
          group_(survey.senders.size() >= kGroupSenders) {}

    // false: the sink wants no more.
    bool line(const text::Line& line) {
        if (line.too_long) {
            return long_line(line);
        }
        const text::Repaired repaired = text::repair_utf8(line.text, scratch_);
        const std::optional<Header> header = whatsapp::read_header(repaired.text);
        const bool is_header = header && header->frame == frame_;
        if (is_header) {
            if (!finish()) {
                return false;
            }
            begin(line, *header, repaired.text);
        } else if (text::trim(repaired.text).empty()) {
            blank_ += open_ ? 1 : 0;
            return true;  // part of the text only if more text follows
        } else if (!open_) {
            return reject_lead(line);
        } else {
            continue_text(line, repaired.text);
            if (header) {
                tiler_.remark({line.begin, line.end}, "other-header",
                              "this line looks like a header of another export; it is kept as text of the message");
            }
        }
        if (repaired.replaced > 0) {
            tiler_.remark({line.begin, line.end}, "invalid-utf8",
                          std::to_string(repaired.replaced) + " invalid byte sequences were replaced");
        }
        return true;
    }

    bool finish() {
        if (!open_) {
            return true;
        }
        open_ = false;
        blank_ = 0;
        if (too_large_) {
            return tiler_.reject(range_, "record-too-long",
                                 "the message is longer than " + std::to_string(limits::kRecordBytesMax) + " bytes");
        }
        return emit();
    }

    void structure_until(uint64_t end) { tiler_.structure_until(end); }

  private:
    void begin(const text::Line& line, const Header& header, std::string_view content) {
        open_ = true;
        too_large_ = false;
        range_ = {line.begin, line.end};
        header_ = header;
        raw_time_.assign(content.substr(header.raw_begin, header.raw_end - header.raw_begin));
        body_.assign(content.substr(header.body));
    }

    void continue_text(const text::Line& line, std::string_view content) {
        range_.end = line.end;
        if (too_large_ || body_.size() + blank_ + 1 + content.size() > limits::kRecordBytesMax) {
            too_large_ = true;
            return;
        }
        body_.append(blank_ + 1, '\n');
        blank_ = 0;
        body_.append(content);
    }

    bool long_line(const text::Line& line) {
        if (open_ && !whatsapp::read_header(line.text)) {
            range_.end = line.end;
            too_large_ = true;
            return true;
        }
        return finish() && tiler_.reject({line.begin, line.end}, "line-too-long",
                                         "the line is longer than " + std::to_string(limits::kLineBytesMax) + " bytes");
    }

    bool reject_lead(const text::Line& line) {
        return tiler_.reject({line.begin, line.end}, "no-header",
                             "text before the first message header: the beginning of the export is missing or cut");
    }

    bool emit() {
        message_.clear();
        message_.locator.begin = range_.begin;
        message_.locator.end = range_.end;
        message_.platform =
            settings_.platform.empty() ? std::string_view("whatsapp") : std::string_view(settings_.platform);
        message_.account = settings_.account;
        if (title_) {
            message_.conversation_title = title_->title;
        }
        message_.conversation_kind = group_ ? record::ConversationKind::group : record::ConversationKind::unknown;
        read_sent_time();
        const Split split = splitter_.split(body_);
        if (split.sender.empty()) {
            message_.kind = whatsapp::classify_notice(split.text);
            message_.text = split.text;
        } else {
            read_sender(split.sender);
            read_body(split.text);
        }
        return tiler_.message(message_);
    }

    void read_sent_time() {
        record::Time& sent = message_.time(record::TimeKind::sent);
        const std::optional<text::ParsedTime> parsed = whatsapp::read_time(header_, order_);
        if (!parsed) {
            sent.raw = raw_time_;
            tiler_.remark(range_, "bad-time",
                          "\"" + raw_time_ + "\" is no time of the Gregorian calendar in this order");
            return;
        }
        text::Fit fit = text::Fit::unique;
        sent = times_.from_parsed(raw_time_, *parsed, &fit);
        if (fit != text::Fit::unique) {
            tiler_.remark(range_, fit_code(fit), fit_reason(fit));
        }
        if (last_ms_ && parsed->local_ms + kDayMs < *last_ms_) {
            tiler_.remark(range_, "time-runs-back", "this time is more than a day before that of the line above");
        }
        last_ms_ = parsed->local_ms;
    }

    void read_sender(std::string_view sender) {
        message_.sender = without_marks(sender);
        // "~ Name": a name that the writer chose, not a contact of the exporting phone.
        if (message_.sender.starts_with('~')) {
            message_.sender_name = without_marks(message_.sender.substr(1));
        }
    }

    void read_body(std::string_view content) {
        const whatsapp::Body body = whatsapp::classify(content, frame_.style == Frame::Style::brackets);
        const bool notice = body.kind == record::Kind::text && says_encrypted(content);
        message_.kind = notice ? record::Kind::system : body.kind;
        message_.text = body.text;
        if (body.attachment) {
            record::Attachment attachment;
            attachment.name = body.attachment_name;
            attachment.kind = body.attachment_kind;
            message_.attachments.push_back(attachment);
        }
        if (!body.marker.empty()) {
            message_.rest.push_back({"marker", body.marker, record::FieldType::text});
        }
        if (!body.edited.empty()) {
            message_.rest.push_back({"edit_marker", body.edited, record::FieldType::text});
        }
    }

    const Settings& settings_;
    Frame frame_;
    whatsapp::DateOrder order_;
    TimeReader times_;
    Tiler tiler_;
    Splitter splitter_;
    std::optional<whatsapp::TitleHint> title_;
    bool group_;

    bool open_ = false;
    bool too_large_ = false;
    size_t blank_ = 0;  // blank lines since the last line of text
    ByteRange range_;
    Header header_;
    std::string raw_time_;
    std::string body_;
    std::string scratch_;
    std::optional<int64_t> last_ms_;
    record::Message message_;
};

// Brackets without seconds: no telephone of ours has written them, other exporters do.
bool unsure_of_platform(Frame frame) {
    return frame.style == Frame::Style::brackets && !frame.seconds && !frame.time_first;
}

Result<whatsapp::DateOrder> decide_date_order(const Settings& settings, const FrameSurvey& survey, Sink& sink) {
    if (!settings.date_order.empty()) {
        const std::optional<whatsapp::DateOrder> stated = whatsapp::date_order(settings.date_order);
        if (!stated) {
            return Error{Code::usage, "unknown date order \"" + settings.date_order + '"', {}, "use dmy, mdy or ymd"};
        }
        sink.assume("date-order", settings.date_order, "stated by the user");
        return *stated;
    }
    const whatsapp::DateOrderEvidence::Verdict verdict = survey.dates.verdict();
    sink.assume("date-order", whatsapp::name(verdict.order), verdict.evidence);
    if (!verdict.decided) {
        sink.remark({survey.first_begin, survey.first_end}, "date-order-undecided",
                    "nothing in the file says whether day or month comes first; state --date-order if you know it");
    }
    return verdict.order;
}

void declare(const Source& source, const FrameSurvey& survey, Frame frame, Sink& sink) {
    if (unsure_of_platform(frame) && source.settings().platform.empty()) {
        sink.assume("platform", "whatsapp",
                    "the shape of the lines; tools for Signal write the same, iPhones write seconds");
    }
    if (survey.dates.two_digit_years() > 0) {
        sink.assume("century", "20", "years have two digits; WhatsApp exists since 2009");
    }
    if (survey.dates.buddhist_years() > 0) {
        sink.assume("calendar", "Buddhist era, 543 years ahead",
                    std::to_string(survey.dates.buddhist_years()) + " dates have years from 2400 on");
    }
    if (const std::optional<whatsapp::TitleHint> title = whatsapp::title_from_path(source.path())) {
        sink.assume("conversation-title", title->title, "name of \"" + title->file + '"');
    }
    if (survey.senders.size() >= kGroupSenders) {
        sink.assume("conversation-kind", "group", std::to_string(survey.senders.size()) + " names write in it");
    }
    std::vector<std::pair<std::string, uint64_t>> colon_names;
    for (const auto& [name, sender] : survey.senders) {
        if (sender.lines >= kColonNameLines && !sender.extension.empty()) {
            colon_names.emplace_back(name + ": " + sender.extension, sender.lines);
        }
    }
    std::sort(colon_names.begin(), colon_names.end());  // the map has no order of its own
    for (const auto& [name, lines] : colon_names) {
        sink.assume("sender-name", name, "all " + std::to_string(lines) + " lines of this name go on the same way");
    }
    if (survey.senders_full) {
        sink.remark({survey.first_begin, survey.first_end}, "too-many-names",
                    "more than " + std::to_string(kSendersMax) + " different names; the rest is not compared");
    }
}

Result<void> parse(const Source& source, Sink& sink) {
    const SourceReader reader(source);
    VB_TRY_ASSIGN(TimeReader times, TimeReader::create(source.settings().zone));
    VB_TRY_ASSIGN(const text::LineEnd line_end, line_end_of(source));
    // The application writes UTF-8; a file that is not was converted by someone, to UTF-16 at most.
    VB_TRY_ASSIGN(const text::OpenedText first, open_source_text(source, reader, sink, Encodings::unicode_only));
    VB_TRY_ASSIGN(const Survey survey, survey_stream(*first.stream, line_end));
    const FrameSurvey& chosen = survey.chosen();
    if (chosen.headers == 0) {
        return Error{
            Code::not_this_format, "no line has the header of a WhatsApp export", {std::string(source.path()), {}}, ""};
    }
    VB_TRY_ASSIGN(const text::OpenedText opened, text::open_text(reader, first.encoding.name));
    VB_TRY_ASSIGN(const whatsapp::DateOrder order, decide_date_order(source.settings(), chosen, sink));
    declare(source, chosen, survey.frame, sink);
    Parser parser(source, chosen, survey.frame, order, std::move(times), sink);
    text::LineReader lines(*opened.stream, line_end);
    text::Line line;
    for (;;) {
        VB_TRY_ASSIGN(const bool more, lines.next(line));
        if (!more) {
            break;
        }
        if (!parser.line(line)) {
            return {};
        }
    }
    if (parser.finish()) {
        parser.structure_until(source.size());
    }
    return {};
}

Probe probe(const Source& source, Bytes head) {
    const std::string text = text::decode_head(as_text(head), source.settings().encoding);
    const char end = text::detect_line_end(text) == text::LineEnd::lf ? '\n' : '\r';
    size_t lines = 0;
    size_t headers = 0;
    size_t named = 0;
    size_t irc = 0;
    bool first_is_header = false;
    bool unsure = false;
    for (size_t begin = 0; begin < text.size() && lines < 400;) {
        const size_t stop = std::min(text.find(end, begin), text.size());
        const std::string_view line = std::string_view(text).substr(begin, stop - begin);
        begin = stop + 1;
        if (text::trim(line).empty()) {
            continue;
        }
        const std::optional<Header> header = whatsapp::read_header(line);
        first_is_header = first_is_header || (lines == 0 && header);
        ++lines;
        if (!header) {
            continue;
        }
        ++headers;
        unsure = unsure_of_platform(header->frame);
        const std::string_view body = line.substr(header->body);
        // "[2020-01-01 10:00:00] <nick> text" and "-!- nick has joined" are IRC.
        const bool is_irc =
            body.starts_with('<') || body.starts_with("* ") || body.starts_with("*** ") || body.starts_with("-!-");
        irc += is_irc ? 1 : 0;
        named += !is_irc && name_end(body, 0) != std::string_view::npos ? 1 : 0;
    }
    if (headers == 0 || irc * 2 > headers) {
        return {};
    }
    const bool by_name = whatsapp::title_from_path(source.path()).has_value() || source.path().ends_with("_chat.txt");
    if (named > 0 && first_is_header) {
        return {(named >= 3 && !unsure) || by_name ? Likelihood::certain : Likelihood::likely,
                "WhatsApp message headers"};
    }
    if (named > 0 || by_name || (first_is_header && whatsapp::is_encryption_notice(text))) {
        return {headers * 4 > lines ? Likelihood::likely : Likelihood::possible, "WhatsApp message headers"};
    }
    return {};
}

}  // namespace

extern const Format format_whatsapp_text;
const Format format_whatsapp_text{
    "whatsapp_text",
    "WhatsApp text export (Android, iPhone)",
    "_chat.txt or \"WhatsApp Chat with NAME.txt\" as exported by the application, in any language",
    1,
    probe,
    parse,
};

}  // namespace verbatim::formats
