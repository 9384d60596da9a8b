// SPDX-License-Identifier: Apache-2.0
#include "formats/irc_log_line.h"

#include <algorithm>
#include <array>

#include "text/utf8.h"

namespace verbatim::formats::irc {
namespace {

using text::NumberRead;
using text::ParsedTime;
using text::read_number;

bool at_char(std::string_view text, size_t at, char wanted) {
    return at < text.size() && text[at] == wanted;
}
bool is_blank(char c) {
    return c == ' ' || c == '\t';
}
bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string_view without_lead(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    return text;
}

// "09:14" or "09:14:33", two digits each (one for the hour). The fields go to `time`; a value out of range is kept, so
// that a broken clock is told from text. End of it, or none.
std::optional<size_t> read_clock(std::string_view line, size_t at, ParsedTime& time) {
    const std::optional<NumberRead> hour = read_number(line, at, 3);
    if (!hour || hour->digits > 2 || !at_char(line, hour->end, ':')) {
        return std::nullopt;
    }
    const std::optional<NumberRead> minute = read_number(line, hour->end + 1, 3);
    if (!minute || minute->digits != 2) {
        return std::nullopt;
    }
    time.civil.hour = static_cast<int32_t>(hour->value);
    time.civil.minute = static_cast<int32_t>(minute->value);
    time.civil.second = 0;
    time.precision = text::TimePrecision::minute;
    size_t end = minute->end;
    if (at_char(line, end, ':')) {
        const std::optional<NumberRead> second = read_number(line, end + 1, 3);
        if (!second || second->digits != 2) {
            return std::nullopt;
        }
        time.civil.second = static_cast<int32_t>(second->value);
        time.precision = text::TimePrecision::second;
        end = second->end;
    }
    // Twelve-hour clocks, as some mIRC set-ups write them.
    const size_t part_begin = at_char(line, end, ' ') ? end + 1 : end;
    if (const std::optional<text::NameRead> part = text::read_day_part(line, part_begin);
        part && part->end - part_begin == 2 && hour->value <= 12) {
        time.civil.hour = text::hour_of_day(time.civil.hour, part->value);
        end = part->end;
    }
    return end;
}

bool is_clock(const ParsedTime& time) {
    return time.civil.hour < 24 && time.civil.minute < 60 && time.civil.second < 60;
}

// Year, month and day 0 for what the stamp does not say: complete() fills them.
ParsedTime dateless() {
    ParsedTime time;
    time.civil = {0, 0, 0, 0, 0, 0, 0};
    time.date_complete = false;
    return time;
}

Stamp make(Stamp::Type type, std::string_view line, size_t begin, size_t end, size_t behind,
           std::optional<ParsedTime> time) {
    Stamp stamp;
    stamp.type = type;
    stamp.raw = line.substr(begin, end - begin);
    stamp.time = std::move(time);
    stamp.tab = at_char(line, behind, '\t');
    stamp.end = behind < line.size() ? behind + 1 : behind;
    return stamp;
}

bool ends_stamp(std::string_view line, size_t at) {
    return at == line.size() || is_blank(line[at]);
}

// "2005-01-08T23:33:54", "2005-01-08 23:33:54", with a zone or a fraction behind it.
std::optional<Stamp> read_full(std::string_view line, size_t at, char close) {
    const std::string_view rest = line.substr(at);
    if (rest.size() < 16 || rest[4] != '-' || rest[7] != '-' || (rest[10] != 'T' && rest[10] != ' ') ||
        rest[13] != ':') {
        return std::nullopt;
    }
    size_t size = close != 0 ? rest.find(close) : 16 + rest.substr(16).find_first_of(" \t");
    if (close == 0 && size < 16) {
        size = rest.size();
    }
    if (size == std::string_view::npos || size > 40) {
        return std::nullopt;
    }
    const std::optional<ParsedTime> time = text::parse_rfc3339(rest.substr(0, size));
    const bool digits =
        read_number(rest, 0, 4) && read_number(rest, 5, 2) && read_number(rest, 8, 2) && read_number(rest, 11, 2);
    const size_t behind = at + size + (close != 0 ? 1 : 0);
    if (!digits || !ends_stamp(line, behind)) {
        return std::nullopt;
    }
    return make(Stamp::Type::full, line, at, at + size, behind, time);
}

// "Dec 31 21:11:55" (month first) or "14 Jan 10:36" (day first).
std::optional<Stamp> read_month_day(std::string_view line, size_t at, char close) {
    ParsedTime time = dateless();
    std::optional<NumberRead> day = read_number(line, at, 3);
    const size_t month_begin = day ? day->end + 1 : at;
    if (day && (day->digits > 2 || !at_char(line, day->end, ' '))) {
        return std::nullopt;
    }
    const std::optional<text::NameRead> month = text::read_month_name(line, month_begin);
    if (!month || !at_char(line, month->end, ' ')) {
        return std::nullopt;
    }
    size_t next = month->end + 1;
    if (!day) {
        next += at_char(line, next, ' ') ? 1 : 0;  // "Dec  1"
        day = read_number(line, next, 3);
        if (!day || day->digits > 2 || !at_char(line, day->end, ' ')) {
            return std::nullopt;
        }
        next = day->end + 1;
    }
    const std::optional<size_t> end = read_clock(line, next, time);
    const size_t behind = end ? *end + (close != 0 ? 1 : 0) : 0;
    if (!end || (close != 0 && !at_char(line, *end, close)) || !ends_stamp(line, behind)) {
        return std::nullopt;
    }
    time.civil.month = month->value;
    time.civil.day = static_cast<int32_t>(day->value);
    const bool exists =
        is_clock(time) && time.civil.day >= 1 && time.civil.day <= text::days_in_month(2000, time.civil.month);
    return make(Stamp::Type::month_day, line, at, *end, behind, exists ? std::optional(time) : std::nullopt);
}

std::optional<Stamp> read_clock_stamp(std::string_view line, size_t at, char close) {
    ParsedTime time = dateless();
    const std::optional<size_t> end = read_clock(line, at, time);
    const size_t behind = end ? *end + (close != 0 ? 1 : 0) : 0;
    // A bare clock and a tab is an export of LINE, not of IRC.
    const bool tab = at_char(line, behind, '\t');
    if (!end || (close != 0 && !at_char(line, *end, close)) || !ends_stamp(line, behind) || tab) {
        return std::nullopt;
    }
    return make(Stamp::Type::clock, line, at, *end, behind, is_clock(time) ? std::optional(time) : std::nullopt);
}

// XChat's scrollback: "T 1232074579 text".
std::optional<Stamp> read_scrollback(std::string_view line) {
    if (!line.starts_with("T ")) {
        return std::nullopt;
    }
    const std::optional<NumberRead> seconds = read_number(line, 2, 12);
    if (!seconds || !ends_stamp(line, seconds->end)) {
        return std::nullopt;
    }
    ParsedTime time;
    const int64_t value = static_cast<int64_t>(seconds->value);
    time.civil = text::civil_from_days(value / 86'400);
    time.civil.hour = static_cast<int32_t>(value % 86'400 / 3600);
    time.civil.minute = static_cast<int32_t>(value % 3600 / 60);
    time.civil.second = static_cast<int32_t>(value % 60);
    time.local_ms = value * 1000;
    time.zone_stated = true;
    time.zone_text = "Z";
    time.precision = text::TimePrecision::second;
    const bool exists = text::civil_to_ms(time.civil).has_value();
    Stamp stamp =
        make(Stamp::Type::full, line, 2, seconds->end, seconds->end, exists ? std::optional(time) : std::nullopt);
    stamp.scrollback = true;
    return stamp;
}

// "2013-01-26 [15:04:04]", or the date alone before "===", with the channel in front in collections of many channels.
std::optional<Stamp> read_dated_clock(std::string_view line) {
    constexpr size_t kChannelBytesMax = 64;
    size_t at = 0;
    std::string_view channel;
    if (!line.empty() && !(line[0] >= '0' && line[0] <= '9')) {
        const size_t blank = line.substr(0, kChannelBytesMax).find(' ');
        if (blank == std::string_view::npos || line.substr(0, blank).find_first_of("<>[]") != std::string_view::npos) {
            return std::nullopt;
        }
        channel = line.substr(0, blank);
        at = blank + 1;
    }
    const std::string_view rest = line.substr(at);
    if (rest.size() < 14 || rest[4] != '-' || rest[7] != '-' || rest[10] != ' ') {
        return std::nullopt;
    }
    const std::optional<NumberRead> year = read_number(rest, 0, 5);
    const std::optional<NumberRead> month = read_number(rest, 5, 3);
    const std::optional<NumberRead> day = read_number(rest, 8, 3);
    ParsedTime time = dateless();
    if (!year || !month || !day || year->end != 4 || month->end != 7 || day->end != 10) {
        return std::nullopt;
    }
    const bool date_only = rest.substr(11).starts_with("=== ");
    const std::optional<size_t> clock_end = rest[11] == '[' ? read_clock(rest, 12, time) : std::nullopt;
    if (!date_only && (!clock_end || !at_char(rest, *clock_end, ']') || !ends_stamp(rest, *clock_end + 1))) {
        return std::nullopt;
    }
    const size_t end = date_only ? 10 : *clock_end + 1;
    if (date_only) {
        time.precision = text::TimePrecision::day;
    }
    time.civil.year = static_cast<int32_t>(year->value);
    time.civil.month = static_cast<int32_t>(month->value);
    time.civil.day = static_cast<int32_t>(day->value);
    Stamp stamp = make(Stamp::Type::full, line, at, at + end, at + end, text::complete(time, {}));
    stamp.channel = channel;
    return stamp;
}

constexpr std::string_view kModes = "~&@%+!";

// "@nick", " nick", "nick!user@host"
void set_nick(std::string_view written, Body& body) {
    written = without_lead(written);
    const size_t mode_end = written.find_first_not_of(kModes);
    if (mode_end != std::string_view::npos) {
        body.mode = written.substr(0, mode_end);
        written.remove_prefix(mode_end);
    }
    const size_t host = written.find('!');
    if (host != std::string_view::npos && contains(written.substr(host), "@")) {
        body.hostmask = written.substr(host + 1);
        written = written.substr(0, host);
    }
    body.nick = written;
}

struct EventWord {
    std::string_view words;
    std::string_view event;
    bool names_actor;  // the nick stands first
};
// The first that occurs decides; so what is part of another stands behind it.
constexpr auto kEventWords = std::to_array<EventWord>({
    {"is now known as", "nick", true},
    {"has joined", "join", true},
    {"joined the channel", "join", true},
    {"entered the room", "join", true},
    {"(quit:", "quit", true},
    {"has quit", "quit", true},
    {"left irc", "quit", true},
    {"has left", "part", true},
    {"left the room", "part", true},
    {"left the channel", "part", true},
    {" left #", "part", true},
    {") joined #", "join", true},
    {"was kicked", "kick", false},
    {"has kicked", "kick", false},
    {"kicked from", "kick", false},
    {"Nick change:", "nick", false},
    {"Joins:", "join", false},
    {"Parts:", "part", false},
    {"Quits:", "quit", false},
    {"sets mode", "mode", false},
    {"mode change", "mode", false},
    {"mode/", "mode", false},
    {"Mode #", "mode", false},
    {"gives voice", "mode", false},
    {"gives channel operator", "mode", false},
    {"removes voice", "mode", false},
    {"removes channel operator", "mode", false},
    {"changes topic", "topic", false},
    {"changed the topic", "topic", false},
    {"Topic for", "topic", false},
    {"Topic changed", "topic", false},
    {"Topic is", "topic", false},
    {"topic is", "topic", false},
});

bool is_nick(std::string_view word) {
    constexpr size_t kNickBytesMax = 64;
    return !word.empty() && word.size() <= kNickBytesMax && word.find_first_of(" \t<>:,()") == std::string_view::npos;
}

void set_event(std::string_view text, Body& body) {
    body.type = Body::Type::event;
    body.text = text;
    for (const EventWord& word : kEventWords) {
        const size_t at = text.find(word.words);
        if (at == std::string_view::npos) {
            continue;
        }
        body.event = word.event;
        const std::string_view first = text.substr(0, text.find(' '));
        if (word.names_actor && at > 0 && is_nick(first)) {
            body.nick = first;
            // "nick [~user@host] has joined", "nick (user@host) joined"
            const size_t open = first.size() + 1;
            const size_t close = text.find_first_of(")]", open);
            const bool host = open < text.size() && (text[open] == '[' || text[open] == '(') &&
                              close != std::string_view::npos && close < at + word.words.size();
            if (host && contains(text.substr(open, close - open), "@")) {
                body.hostmask = text.substr(open + 1, close - open - 1);
            }
        }
        return;
    }
}

// "* Joins: nick" and "* nick sets mode: +o" of mIRC look like "* nick does something".
bool is_mirc_event(std::string_view text) {
    constexpr auto kBegins = std::to_array<std::string_view>(
        {"Joins: ", "Parts: ", "Quits: ", "Now talking in ", "Now talking on ", "Topic is ", "Set by ", "Disconnected",
         "Attempting to rejoin", "Rejoined channel", "Retrieving #"});
    constexpr auto kInside =
        std::to_array<std::string_view>({" sets mode: ", " is now known as ", " was kicked by ", " changes topic to ",
                                         " has joined #", " has left #", " has quit IRC"});
    return std::any_of(kBegins.begin(), kBegins.end(),
                       [text](std::string_view part) { return text.starts_with(part); }) ||
           std::any_of(kInside.begin(), kInside.end(), [text](std::string_view part) { return contains(text, part); });
}

void set_action(std::string_view text, Body& body) {
    if (is_mirc_event(text)) {
        set_event(text, body);
        return;
    }
    body.type = Body::Type::action;
    const size_t end = std::min(text.find_first_of(" \t"), text.size());
    set_nick(text.substr(0, end), body);
    body.text = end < text.size() ? text.substr(end + 1) : std::string_view();
}

// "prefix TAB message" of WeeChat.
Body read_columns(std::string_view text) {
    Body body;
    const size_t tab = text.find('\t');
    const std::string_view prefix = text.substr(0, tab);
    const std::string_view message = tab == std::string_view::npos ? std::string_view() : text.substr(tab + 1);
    const std::string_view mark = without_lead(prefix);
    if (mark == "-->" || mark == "<--" || mark == "--" || mark == "=!=") {
        set_event(message, body);
    } else if (mark == "*") {
        set_action(message, body);
    } else if (mark.empty()) {
        body.text = message;
    } else {
        body.type = Body::Type::message;
        set_nick(prefix, body);
        body.text = message;
    }
    return body;
}

}  // namespace

Stamp read_stamp(std::string_view line) {
    if (const std::optional<Stamp> stamp = read_scrollback(line)) {
        return *stamp;
    }
    const size_t begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos || begin > 1) {
        return {};
    }
    const char first = line[begin];
    const char close = first == '[' ? ']' : first == '(' ? ')' : '\0';
    const size_t at = close != 0 ? begin + 1 : begin;
    for (const auto read : {read_full, read_month_day, read_clock_stamp}) {
        if (const std::optional<Stamp> stamp = read(line, at, close)) {
            return *stamp;
        }
    }
    return read_dated_clock(line).value_or(Stamp{});
}

std::optional<Body> read_body(std::string_view text, const Stamp& stamp) {
    Body body;
    if (stamp.tab) {
        return read_columns(text);
    }
    const std::string_view rest = without_lead(text);
    if (rest.starts_with('<')) {
        const size_t close = rest.find('>');
        const std::string_view written = rest.substr(1, close == std::string_view::npos ? 0 : close - 1);
        const bool ends = close != std::string_view::npos &&
                          (close + 1 == rest.size() || stamp.scrollback || is_blank(rest[close + 1]));
        Body named;
        set_nick(written, named);
        // Nicks of bridges have blanks in them; without a stamp that would be any XML.
        const bool plausible = stamp.type != Stamp::Type::none ? !named.nick.empty() && named.nick.size() <= 128
                                                               : is_nick(named.nick) && !contains(named.nick, "/");
        if (ends && plausible) {
            named.type = Body::Type::message;
            named.text = rest.substr(close + 1);
            if (!named.text.empty() && is_blank(named.text.front())) {
                named.text.remove_prefix(1);
            }
            return named;
        }
    }
    // Longest marks first.
    constexpr auto kEventMarks =
        std::to_array<std::string_view>({"***", "-!-", "-->", "<--", "<->", "---", "===", ">>>", "<<<", "--"});
    for (const std::string_view mark : kEventMarks) {
        if (rest.starts_with(mark) && rest.size() > mark.size() && is_blank(rest[mark.size()])) {
            set_event(without_lead(rest.substr(mark.size())), body);
            return body;
        }
    }
    if (rest.size() > 1 && rest[0] == '*' && is_blank(rest[1])) {
        set_action(without_lead(rest.substr(1)), body);
        return body;
    }
    if (stamp.type == Stamp::Type::none) {
        return std::nullopt;
    }
    if (rest.starts_with('-')) {  // "-nick- text", "-nick:#channel- text"
        const size_t close = rest.find("- ", 1);
        if (close != std::string_view::npos && is_nick(rest.substr(1, std::min(rest.find(':'), close) - 1))) {
            body.type = Body::Type::notice;
            set_nick(rest.substr(1, std::min(rest.find(':'), close) - 1), body);
            body.text = rest.substr(close + 2);
            return body;
        }
    }
    if (constexpr std::string_view kAction = "Action: "; rest.starts_with(kAction)) {  // eggdrop
        set_action(rest.substr(kAction.size()), body);
        return body;
    }
    set_event(rest, body);  // eggdrop writes joins without a mark
    if (body.event.empty()) {
        body = {};
        body.text = rest;
    }
    return body;
}

std::string_view without_formatting(std::string_view text, std::string& scratch) {
    const auto is_code = [](char c) {
        return c == '\x02' || c == '\x03' || c == '\x04' || c == '\x08' || c == '\x0F' || c == '\x11' || c == '\x16' ||
               c == '\x1D' || c == '\x1E' || c == '\x1F';
    };
    if (std::none_of(text.begin(), text.end(), is_code)) {
        return text;
    }
    scratch.clear();
    for (size_t at = 0; at < text.size(); ++at) {
        if (!is_code(text[at])) {
            scratch.push_back(text[at]);
            continue;
        }
        if (text[at] == '\x03') {  // colour: up to two digits, a comma, up to two digits
            const std::optional<NumberRead> front = read_number(text, at + 1, 2);
            if (front) {
                at = front->end - 1;
                const std::optional<NumberRead> back =
                    at_char(text, at + 1, ',') ? read_number(text, at + 2, 2) : std::nullopt;
                at = back ? back->end - 1 : at;
            }
        }
    }
    return scratch;
}

}  // namespace verbatim::formats::irc
