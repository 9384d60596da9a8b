// SPDX-License-Identifier: Apache-2.0
// IRC logs in the layouts of the common clients and bots (irc_log_line.h lists them).
//
// Every line is one row. Lines that open, close or date the log are declared skips; joins, parts and the like are
// messages of kind system. The day of a log with bare clock times comes from such lines, from Settings::date or from
// the file name, in this order, and is declared; without any of them a message keeps its raw time and gets no instant.
// A clock that falls back by more than half a day is taken for midnight, and said so. Lines that are not UTF-8 are read
// as windows-1252 one by one: clients of one channel did not agree on a charset. Rules: docs/formats/irc_log.md.
#include <algorithm>
#include <string>

#include "base/limits.h"
#include "formats/accounting.h"
#include "formats/format.h"
#include "formats/irc_log_header.h"
#include "formats/irc_log_line.h"
#include "formats/source_reader.h"
#include "formats/times.h"
#include "text/line_reader.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

using irc::Body;
using irc::LogHeader;
using irc::Stamp;

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kDayMs = 24 * kHourMs;

// What the first bytes and the path say about the whole log.
struct Context {
    std::string channel;
    std::string channel_evidence;
    std::optional<text::CivilTime> day;
    std::string day_evidence;
};

bool same_channel(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
        return lower(x) == lower(y);
    });
}

Result<std::string> decoded_head(const Source& source) {
    std::vector<uint8_t> head(limits::kProbeBytes);
    VB_TRY_ASSIGN(const size_t size, read_head(source, head));
    return text::decode_head(as_text(Bytes(head.data(), size)), source.settings().encoding.empty()
                                                                    ? std::string_view("utf-8")
                                                                    : std::string_view(source.settings().encoding));
}

// Calls `visit(line, number)` for each whole line of the head; stops when it returns false.
template <class Visit>
void for_lines(std::string_view head, Visit visit) {
    size_t number = 0;
    for (size_t begin = 0; begin < head.size();) {
        const size_t end = std::min(head.find('\n', begin), head.size());
        std::string_view line = head.substr(begin, end - begin);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        begin = end + 1;
        if (!visit(line, ++number)) {
            return;
        }
    }
}

// The channel by path, else by the log's own words, if all of them in the head name the same.
void find_channel(const Source& source, std::string_view head, const irc::LogHeaderReader& headers, Context& context) {
    std::string scratch;
    context.channel = text::repair_utf8(irc::channel_in_path(source.path()), scratch).text;  // paths are bytes
    context.channel_evidence = "the path";
    if (!context.channel.empty()) {
        return;
    }
    bool differ = false;
    for_lines(head, [&](std::string_view line, size_t number) {
        const std::optional<LogHeader> header = headers.read(line);
        std::string_view found = header ? header->channel : std::string_view();
        if (!header) {
            const Stamp stamp = irc::read_stamp(line);
            const std::optional<Body> body = irc::read_body(line.substr(stamp.end), stamp);
            found = body && body->type == Body::Type::event ? irc::channel_joined(line) : std::string_view();
        }
        if (found.empty()) {
            return true;
        }
        if (context.channel.empty()) {
            context.channel = text::repair_utf8(found, scratch).text;
            context.channel_evidence = "line " + std::to_string(number) + " names it";
        }
        differ = differ || !same_channel(context.channel, found);
        return !differ;
    });
    if (differ) {
        context.channel.clear();
    }
}

Result<Context> find_context(const Source& source, const irc::LogHeaderReader& headers) {
    Context context;
    VB_TRY_ASSIGN(const std::string head, decoded_head(source));
    find_channel(source, head, headers, context);
    const std::string& stated = source.settings().date;
    if (!stated.empty()) {
        const std::optional<irc::PathDate> date = irc::date_in_path(stated);
        if (!date || date->text != stated) {
            return Error{Code::usage, "\"" + stated + "\" is no day", {}, "write it as 2004-12-25"};
        }
        context.day = date->day;
        context.day_evidence = "stated by the user";
    } else if (const std::optional<irc::PathDate> date = irc::date_in_path(source.path())) {
        context.day = date->day;
        context.day_evidence = "\"" + std::string(date->text) + "\" in the file name";
    }
    return context;
}

std::string day_text(const text::CivilTime& day) {
    const auto padded = [](int32_t value, size_t width) {
        std::string digits = std::to_string(value);
        return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
    };
    return padded(day.year, 4) + "-" + padded(day.month, 2) + "-" + padded(day.day, 2);
}

// Follows the day through a log whose lines do not state it.
class DayKeeper {
  public:
    DayKeeper(std::optional<text::CivilTime> day, std::string evidence, Tiler& tiler)
        : day_(day), evidence_(std::move(evidence)), tiler_(tiler) {}

    void log_header(const LogHeader& header) {
        if (header.day && header.type != LogHeader::Type::closed) {
            day_ = header.day;
            last_ms_.reset();
            from_log_ = true;
        }
    }

    // The whole time of a stamp; none if the day is not known.
    std::optional<text::ParsedTime> complete(const Stamp& stamp, const text::Line& line) {
        if (!stamp.time || stamp.time->date_complete) {
            return stamp.time;
        }
        if (!day_) {
            declare_unknown(line);
            return std::nullopt;
        }
        declare_day(stamp);
        std::optional<text::ParsedTime> time = text::complete(*stamp.time, *day_);
        if (!time) {
            return std::nullopt;
        }
        if (stamp.type == Stamp::Type::clock && last_ms_ && time->local_ms + 12 * kHourMs < *last_ms_) {
            day_ = text::civil_from_days(text::days_from_civil(day_->year, day_->month, day_->day) + 1);
            time = text::complete(*stamp.time, *day_);
            declare_step(line, "midnight", "the next day, " + day_text(*day_),
                         "the clock falls back by more than twelve hours");
        } else if (stamp.type == Stamp::Type::month_day && last_ms_ && time->local_ms + 180 * kDayMs < *last_ms_) {
            ++day_->year;
            time = text::complete(*stamp.time, *day_);
            declare_step(line, "new-year", "the next year, " + std::to_string(day_->year),
                         "the date falls back by more than half a year");
        }
        if (time) {
            if (last_ms_ && time->local_ms + kHourMs < *last_ms_) {
                declare_fall(line, *last_ms_ - time->local_ms);
            }
            last_ms_ = time->local_ms;
        }
        return time;
    }

    bool day_known() const { return day_.has_value(); }

  private:
    void declare_unknown(const text::Line& line) {
        if (!declared_) {
            declared_ = true;
            tiler_.assume("day", "unknown",
                          "times state no day, and neither the log, the file name nor the settings do");
            tiler_.remark({line.begin, line.end}, "no-day",
                          "the times of this log have no day; state --date if you know it");
        }
    }
    void declare_day(const Stamp& stamp) {
        if (!declared_ && !from_log_) {
            declared_ = true;
            const bool year_only = stamp.type == Stamp::Type::month_day;
            tiler_.assume(year_only ? "year" : "day", year_only ? std::to_string(day_->year) : day_text(*day_),
                          evidence_);
        }
    }
    void declare_step(const text::Line& line, std::string_view key, const std::string& value, std::string_view why) {
        if (!stepped_) {
            stepped_ = true;
            tiler_.assume(key, "times that fall back begin the next day or year",
                          "line " + std::to_string(line.number) + ": " + std::string(why));
        }
        tiler_.remark({line.begin, line.end}, key == "midnight" ? "midnight-assumed" : "new-year-assumed",
                      std::string(why) + ": taken for " + value);
    }

    // 12:59 and then 01:00: half a day is not known, and nothing in the log says which.
    void declare_fall(const text::Line& line, int64_t fall_ms) {
        const std::string hours = std::to_string((fall_ms + kHourMs / 2) / kHourMs);
        if (!fell_) {
            fell_ = true;
            tiler_.assume("clock", "times are taken as written",
                          "line " + std::to_string(line.number) + ": the clock falls back by about " + hours +
                              " hours, as a 12-hour clock without AM and PM does after 12:59");
        }
        tiler_.remark({line.begin, line.end}, "clock-falls-back", "the clock falls back by about " + hours + " hours");
    }

    std::optional<text::CivilTime> day_;
    std::string evidence_;
    Tiler& tiler_;
    bool fell_ = false;
    std::optional<int64_t> last_ms_;
    bool from_log_ = false;
    bool declared_ = false;
    bool stepped_ = false;
};

class Parser {
  public:
    Parser(const Settings& settings, Context context, irc::LogHeaderReader headers, TimeReader times, Sink& sink)
        : settings_(settings),
          context_(std::move(context)),
          headers_(std::move(headers)),
          times_(std::move(times)),
          tiler_(sink),
          days_(context_.day, context_.day_evidence, tiler_) {
        if (!context_.channel.empty()) {
            tiler_.assume("conversation-title", context_.channel, context_.channel_evidence);
        }
    }

    // false: the sink wants no more.
    bool line(const text::Line& line) {
        range_ = {line.begin, line.end};
        if (line.too_long) {
            return tiler_.reject(range_, "line-too-long",
                                 "the line is longer than " + std::to_string(limits::kLineBytesMax) + " bytes");
        }
        if (line.text.size() > limits::kRecordBytesMax) {
            return tiler_.reject(range_, "record-too-long",
                                 "the message is longer than " + std::to_string(limits::kRecordBytesMax) + " bytes");
        }
        if (text::trim(line.text).empty()) {
            return true;  // becomes structure with the next row
        }
        std::string_view content = line.text;
        if (!text::is_valid_utf8(content)) {
            content = text::decode_windows_1252(content, decoded_);
            tiler_.remark(range_, "charset", "the line is not UTF-8; it is read as windows-1252");
        }
        if (const std::optional<LogHeader> header = headers_.read(content)) {
            return log_header(*header);
        }
        const Stamp stamp = irc::read_stamp(content);
        std::string_view text = content.substr(stamp.end);
        const std::string_view plain = stamp.type == Stamp::Type::none ? text : irc::without_formatting(text, plain_);
        const bool formatted = plain.size() != text.size();
        const std::optional<Body> body = irc::read_body(formatted ? plain : text, stamp);
        if (!body) {
            return tiler_.reject(range_, "unknown-layout",
                                 "the line has neither a time nor the shape of an IRC log line");
        }
        fill(stamp, *body, line);
        if (formatted) {
            message_.rest.push_back({"formatted", text, record::FieldType::text});
        }
        return tiler_.message(message_);
    }

    void structure_until(uint64_t end) { tiler_.structure_until(end); }

  private:
    bool log_header(const LogHeader& header) {
        days_.log_header(header);
        switch (header.type) {
            case LogHeader::Type::opened:
                return tiler_.skip(range_, "log-opened");
            case LogHeader::Type::closed:
                return tiler_.skip(range_, "log-closed");
            case LogHeader::Type::day_changed:
                return tiler_.skip(range_, "day-changed");
            case LogHeader::Type::dated:
                return tiler_.skip(range_, "log-dated");
            case LogHeader::Type::ident:
                break;
        }
        return tiler_.skip(range_, "log-ident");
    }

    void fill(const Stamp& stamp, const Body& body, const text::Line& line) {
        message_.clear();
        message_.locator.begin = range_.begin;
        message_.locator.end = range_.end;
        message_.platform = settings_.platform.empty() ? std::string_view("irc") : std::string_view(settings_.platform);
        message_.account = settings_.account;
        message_.conversation_title = stamp.channel.empty() ? std::string_view(context_.channel) : stamp.channel;
        message_.conversation_kind = !stamp.channel.empty() || context_.channel.starts_with('#')
                                         ? record::ConversationKind::channel
                                         : record::ConversationKind::unknown;
        message_.sender = body.nick;
        message_.text = body.text;
        read_time(stamp, line);
        switch (body.type) {
            case Body::Type::message:
                break;
            case Body::Type::action:
                rest("irc_type", "action");
                break;
            case Body::Type::notice:
                rest("irc_type", "notice");
                break;
            case Body::Type::event:
                message_.kind = record::Kind::system;
                rest("event", body.event);
                break;
            case Body::Type::other:
                message_.kind = record::Kind::other;
                break;
        }
        rest("nick_mode", body.mode);
        rest("hostmask", body.hostmask);
    }

    void rest(std::string_view key, std::string_view value) {
        if (!value.empty()) {
            message_.rest.push_back({key, value, record::FieldType::text});
        }
    }

    void read_time(const Stamp& stamp, const text::Line& line) {
        if (stamp.type == Stamp::Type::none) {
            return;
        }
        record::Time& sent = message_.time(record::TimeKind::sent);
        const std::optional<text::ParsedTime> time = days_.complete(stamp, line);
        if (!time) {
            sent.raw = stamp.raw;
            if (stamp.time && !days_.day_known()) {
                sent.precision = static_cast<record::Precision>(stamp.time->precision);
            } else {
                tiler_.remark(range_, "bad-time", '"' + std::string(stamp.raw) + "\" is no time");
            }
            return;
        }
        text::Fit fit = text::Fit::unique;
        sent = times_.from_parsed(stamp.raw, *time, &fit);
        if (fit != text::Fit::unique) {
            tiler_.remark(range_, fit_code(fit), fit_reason(fit));
        }
    }

    const Settings& settings_;
    Context context_;
    irc::LogHeaderReader headers_;
    TimeReader times_;
    Tiler tiler_;
    DayKeeper days_;
    ByteRange range_;
    std::string decoded_;
    std::string plain_;
    record::Message message_;
};

Result<void> parse(const Source& source, Sink& sink) {
    const SourceReader reader(source);
    VB_TRY_ASSIGN(TimeReader times, TimeReader::create(source.settings().zone));
    VB_TRY_ASSIGN(irc::LogHeaderReader headers, irc::LogHeaderReader::create());
    VB_TRY_ASSIGN(Context context, find_context(source, headers));
    VB_TRY_ASSIGN(const text::OpenedText opened, open_source_text(source, reader, sink, Encodings::unicode_only));
    Parser parser(source.settings(), std::move(context), std::move(headers), std::move(times), sink);
    text::LineReader lines(*opened.stream);
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
    parser.structure_until(source.size());
    return {};
}

Probe probe(const Source& source, Bytes head_bytes) {
    const std::string head = text::decode_head(as_text(head_bytes), source.settings().encoding);
    const Result<irc::LogHeaderReader> headers = irc::LogHeaderReader::create();
    if (!headers) {
        return {};
    }
    constexpr size_t kLinesMax = 400;
    size_t lines = 0;
    size_t header_lines = 0;
    size_t spoken = 0;     // a stamp and "<nick>"
    size_t known = 0;      // any other line with a stamp, and "=== ..." lines
    size_t unstamped = 0;  // "<nick> text"
    std::string scratch;
    for_lines(head, [&](std::string_view line, size_t) {
        if (text::trim(line).empty()) {
            return true;
        }
        if (++lines > kLinesMax) {
            return false;
        }
        if (headers->read(line)) {
            ++header_lines;
            return true;
        }
        const Stamp stamp = irc::read_stamp(line);
        const std::string_view text = irc::without_formatting(line.substr(stamp.end), scratch);
        const std::optional<Body> body = irc::read_body(text, stamp);
        if (!body) {
            return true;
        }
        const bool stamped = stamp.type != Stamp::Type::none;
        const bool named = body->type == Body::Type::message;
        spoken += stamped && named ? 1 : 0;
        unstamped += !stamped && named ? 1 : 0;
        // A clock and free text is no sign of IRC by itself.
        known += !named && (body->type == Body::Type::action || body->type == Body::Type::event ||
                            body->type == Body::Type::notice)
                     ? 1
                     : 0;
        return true;
    });
    const size_t seen = std::min(lines, kLinesMax);
    if (header_lines > 0 || (spoken >= 3 && (spoken + known + unstamped) * 2 >= seen)) {
        return {Likelihood::certain, header_lines > 0 ? "IRC log header" : "times and <nick>"};
    }
    if (spoken + known > 0 && (spoken + known) * 2 >= seen) {
        return {spoken > 0 || known >= 3 ? Likelihood::likely : Likelihood::possible, "IRC log lines"};
    }
    if (unstamped >= 3 && (unstamped + known) * 4 >= seen * 3) {
        return {Likelihood::possible, "<nick> lines without times"};
    }
    return {};
}

}  // namespace

extern const Format format_irc_log;
const Format format_irc_log{
    .name = "irc_log",
    .title = "IRC log",
    .description =
        "Logs of irssi, WeeChat, XChat, HexChat, mIRC, ZNC, eggdrop, supybot, dircproxy and the Ubuntu channels",
    .version = 1,
    .probe = probe,
    .parse = parse,
};

}  // namespace verbatim::formats
