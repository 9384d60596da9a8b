// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <limits>

#include "text/datetime.h"
#include "text/internal/datetime_parts.h"
#include "text/utf8.h"

namespace verbatim::text {

using internal::floor_div;
using internal::kSecondsEnd;
using internal::kSecondsMin;
using internal::kSecondsPerDay;
using internal::precision_of_fraction;

namespace {

// A point of time given as seconds since 1970 and a part of a second.
std::optional<ParsedTime> from_seconds(int64_t seconds, int32_t nanosecond, TimePrecision precision) {
    if (seconds < kSecondsMin || seconds >= kSecondsEnd) {
        return std::nullopt;
    }
    ParsedTime time;
    const int64_t days = floor_div(seconds, kSecondsPerDay);
    const int32_t rest = static_cast<int32_t>(seconds - days * kSecondsPerDay);
    time.civil = civil_from_days(days);
    time.civil.hour = rest / 3600;
    time.civil.minute = rest / 60 % 60;
    time.civil.second = rest % 60;
    time.civil.nanosecond = nanosecond;
    time.local_ms = seconds * 1000 + nanosecond / 1'000'000;
    time.zone_stated = true;
    time.zone_text = "Z";
    time.precision = precision;
    return time;
}

}  // namespace

// One attempt at a value: the fields read so far and the place.
struct DateTimePattern::Reader {
    std::string_view value;
    size_t at = 0;
    CivilTime civil{0, 0, 0, 0, 0, 0, 0};
    std::optional<int32_t> hour12;
    std::optional<int> half;
    std::optional<NameRead> zone;
    size_t zone_begin = 0;
    TimePrecision precision = TimePrecision::unknown;

    bool read(const Token& token);
    bool read_numeric(const Token& token);
    std::optional<int32_t> number(const Token& token);
    std::optional<ParsedTime> finish() const;

    void at_least(TimePrecision finer) {
        constexpr auto kOrder = [](TimePrecision value_) {
            switch (value_) {
                case TimePrecision::unknown:
                    return 0;
                case TimePrecision::year:
                    return 1;
                case TimePrecision::month:
                    return 2;
                case TimePrecision::day:
                    return 3;
                case TimePrecision::hour:
                    return 4;
                case TimePrecision::minute:
                    return 5;
                case TimePrecision::second:
                    return 6;
                case TimePrecision::millisecond:
                    return 7;
                case TimePrecision::microsecond:
                    return 8;
            }
            return 0;
        };
        if (kOrder(finer) > kOrder(precision)) {
            precision = finer;
        }
    }
};

std::optional<int32_t> DateTimePattern::Reader::number(const Token& token) {
    at = skip_marks(value, at);
    const std::optional<NumberRead> read_value = read_number(value, at, token.digits_max);
    if (!read_value || read_value->digits < token.digits_min) {
        return std::nullopt;
    }
    at = read_value->end;
    return static_cast<int32_t>(read_value->value);
}

bool DateTimePattern::Reader::read(const Token& token) {
    switch (token.kind) {
        case Kind::literal:
            if (at < value.size() && value[at] != token.literal) {
                at = skip_marks(value, at);
            }
            if (at >= value.size() || value[at] != token.literal) {
                return false;
            }
            ++at;
            return true;
        case Kind::space: {
            const size_t end = skip_spaces(value, at);
            if (end == at) {
                return false;
            }
            at = end;
            return true;
        }
        case Kind::word: {
            size_t end = at;
            while (end < value.size() &&
                   ((static_cast<unsigned char>(value[end]) | 0x20) >= 'a' || value[end] == '.') && value[end] != ',') {
                ++end;
            }
            const bool found = end > at;
            at = end;
            return found;
        }
        case Kind::month_name: {
            at = skip_marks(value, at);
            const std::optional<NameRead> name = read_month_name(value, at);
            if (!name) {
                return false;
            }
            civil.month = name->value;
            at = name->end;
            at_least(TimePrecision::month);
            return true;
        }
        case Kind::day_part: {
            const std::optional<NameRead> name = read_day_part(value, skip_spaces(value, at));
            if (!name) {
                return false;
            }
            half = name->value;
            at = name->end;
            return true;
        }
        case Kind::zone:
            zone_begin = at;
            zone = read_zone(value, at);
            if (!zone) {
                return false;
            }
            at = zone->end;
            return true;
        case Kind::fraction: {
            const size_t begin = skip_marks(value, at);
            const std::optional<NumberRead> read_value = read_number(value, begin, token.digits_max);
            if (!read_value || read_value->digits < token.digits_min) {
                return false;
            }
            int64_t nanosecond = static_cast<int64_t>(read_value->value);
            for (int i = read_value->digits; i < 9; ++i) {
                nanosecond *= 10;
            }
            civil.nanosecond = static_cast<int32_t>(nanosecond);
            at = read_value->end;
            at_least(precision_of_fraction(read_value->digits));
            return true;
        }
        default:
            return read_numeric(token);
    }
}

bool DateTimePattern::Reader::read_numeric(const Token& token) {
    const std::optional<int32_t> read_value = number(token);
    if (!read_value) {
        return false;
    }
    switch (token.kind) {
        case Kind::year: {
            int32_t year = *read_value;
            if (token.digits_max == 2) {
                year += year >= 69 ? 1900 : 2000;
            }
            civil.year = year;
            at_least(TimePrecision::year);
            return year >= 1;
        }
        case Kind::month:
            civil.month = *read_value;
            at_least(TimePrecision::month);
            return *read_value >= 1 && *read_value <= 12;
        case Kind::day:
            civil.day = *read_value;
            at_least(TimePrecision::day);
            return *read_value >= 1 && *read_value <= 31;
        case Kind::hour24:
            civil.hour = *read_value;
            at_least(TimePrecision::hour);
            return *read_value <= 23;
        case Kind::hour12:
            hour12 = *read_value;
            at_least(TimePrecision::hour);
            return *read_value <= 12;
        case Kind::minute:
            civil.minute = *read_value;
            at_least(TimePrecision::minute);
            return *read_value <= 59;
        case Kind::second:
            civil.second = *read_value;
            at_least(TimePrecision::second);
            return *read_value <= 60;
        default:
            return false;
    }
}

std::optional<ParsedTime> DateTimePattern::Reader::finish() const {
    ParsedTime time;
    time.civil = civil;
    time.precision = precision;
    if (hour12) {
        if (!half) {
            return std::nullopt;
        }
        time.civil.hour = hour_of_day(*hour12, *half);
    }
    if (zone) {
        time.zone_stated = true;
        time.offset_seconds = zone->value;
        time.zone_text = value.substr(zone_begin, zone->end - zone_begin);
    }
    // A coarse pattern ("MM/yyyy") stands for the first of its period; a time of day alone waits for complete().
    const bool coarse = precision == TimePrecision::year || precision == TimePrecision::month;
    if (coarse && time.civil.year != 0) {
        time.civil.month = std::max(time.civil.month, 1);
        time.civil.day = 1;
    }
    if (time.civil.year == 0 || time.civil.month == 0 || time.civil.day == 0) {
        // What can be checked without the rest is checked with a leap year.
        CivilTime probe = time.civil;
        probe.year = probe.year == 0 ? 2000 : probe.year;
        probe.month = probe.month == 0 ? 1 : probe.month;
        probe.day = probe.day == 0 ? 1 : probe.day;
        if (!civil_to_ms(probe)) {
            return std::nullopt;
        }
        time.date_complete = false;
        return time;
    }
    const std::optional<int64_t> ms = civil_to_ms(time.civil);
    if (!ms) {
        return std::nullopt;
    }
    time.local_ms = *ms;
    return time;
}

std::optional<DateTimePattern::Token> DateTimePattern::field_token(char letter, size_t count) {
    const auto token = [](Kind kind, size_t low, size_t high) {
        return Token{kind, static_cast<uint8_t>(low), static_cast<uint8_t>(high), 0};
    };
    const auto pair = [&token, count](Kind kind) {
        return count <= 2 ? std::optional(token(kind, count, 2)) : std::nullopt;
    };
    const auto single = [&token, count](Kind kind) {
        return count == 1 ? std::optional(token(kind, 0, 0)) : std::nullopt;
    };
    switch (letter) {
        case 'y':
            return count == 1                 ? std::optional(token(Kind::year, 1, 4))
                   : count == 2 || count == 4 ? std::optional(token(Kind::year, count, count))
                                              : std::nullopt;
        case 'M':
            return count == 3 || count == 4 ? std::optional(token(Kind::month_name, 0, 0)) : pair(Kind::month);
        case 'E':
            return token(Kind::word, 0, 0);
        case 'd':
            return pair(Kind::day);
        case 'H':
            return pair(Kind::hour24);
        case 'h':
            return pair(Kind::hour12);
        case 'm':
            return pair(Kind::minute);
        case 's':
            return pair(Kind::second);
        case 'S':
            return count <= 9 ? std::optional(token(Kind::fraction, count, count == 1 ? 9 : count)) : std::nullopt;
        case 'a':
            return single(Kind::day_part);
        case 'z':
            return single(Kind::zone);
        default:
            return std::nullopt;
    }
}

Result<DateTimePattern> DateTimePattern::compile(std::string_view pattern) {
    struct Named {
        std::string_view name;
        Form form;
        int64_t unit_ns;
        int64_t epoch_seconds;
    };
    constexpr int64_t kSince1601 = -11'644'473'600;
    constexpr int64_t kSince2001 = 978'307'200;
    constexpr auto kNamed = std::to_array<Named>({{"rfc3339", Form::rfc3339, 0, 0},
                                                  {"rfc2822", Form::rfc2822, 0, 0},
                                                  {"epoch_s", Form::epoch, 1'000'000'000, 0},
                                                  {"epoch_ms", Form::epoch, 1'000'000, 0},
                                                  {"epoch_us", Form::epoch, 1'000, 0},
                                                  {"epoch_ns", Form::epoch, 1, 0},
                                                  {"apple_s", Form::epoch, 1'000'000'000, kSince2001},
                                                  {"apple_ns", Form::epoch, 1, kSince2001},
                                                  {"filetime", Form::epoch, 100, kSince1601},
                                                  {"webkit_us", Form::epoch, 1'000, kSince1601},
                                                  {"dotnet_ticks", Form::ticks, 100, kSecondsMin}});
    const auto wrong = [&pattern](size_t at, std::string what) {
        return Error{Code::usage, std::move(what), {"date pattern \"" + std::string(pattern) + '"', at}, ""};
    };
    DateTimePattern out;
    out.text_ = pattern;
    for (const Named& named : kNamed) {
        if (pattern == named.name) {
            out.form_ = named.form;
            out.unit_ns_ = named.unit_ns;
            out.epoch_seconds_ = named.epoch_seconds;
            if (named.form == Form::rfc2822) {
                // RFC 2822 section 3.3: [ day-of-week "," ] day month year hour ":" minute [ ":" second ] zone
                VB_TRY_ASSIGN(DateTimePattern fields, compile("[EEE, ]d MMM yyyy H:mm[:ss] z"));
                out.tokens_ = std::move(fields.tokens_);
                out.form_ = Form::fields;
            }
            return out;
        }
    }
    bool optional = false;
    bool has_hour12 = false;
    bool has_day_part = false;
    const auto add = [&out](Kind kind, size_t low, size_t high) {
        out.tokens_.push_back({kind, static_cast<uint8_t>(low), static_cast<uint8_t>(high), 0});
    };
    for (size_t at = 0; at < pattern.size();) {
        const char letter = pattern[at];
        size_t count = 1;
        while (at + count < pattern.size() && pattern[at + count] == letter) {
            ++count;
        }
        const size_t begin = at;
        if (letter == '\'') {
            const size_t close = pattern.find('\'', at + 1);
            if (close == std::string_view::npos) {
                return wrong(begin, "quote is not closed");
            }
            const std::string_view literal = close == at + 1 ? "'" : pattern.substr(at + 1, close - at - 1);
            for (const char byte : literal) {
                out.tokens_.push_back({Kind::literal, 0, 0, byte});
            }
            at = close + 1;
            continue;
        }
        if (letter == '[' || letter == ']') {
            if (optional != (letter == ']')) {
                return wrong(begin, letter == '[' ? "optional parts do not nest" : "\"]\" without \"[\"");
            }
            optional = letter == '[';
            add(optional ? Kind::optional_begin : Kind::optional_end, 0, 0);
            ++at;
            continue;
        }
        if (letter == ' ') {
            add(Kind::space, 0, 0);
            at += count;
            continue;
        }
        const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
        if (!is_letter) {
            out.tokens_.push_back({Kind::literal, 0, 0, letter});
            ++at;
            continue;
        }
        const std::optional<Token> field = field_token(letter, count);
        if (!field) {
            return wrong(begin, "unknown field \"" + std::string(pattern.substr(begin, count)) + '"');
        }
        has_hour12 = has_hour12 || field->kind == Kind::hour12;
        has_day_part = has_day_part || field->kind == Kind::day_part;
        out.tokens_.push_back(*field);
        at += count;
    }
    if (optional) {
        return wrong(pattern.size(), "optional part is not closed");
    }
    if (has_hour12 && !has_day_part) {
        return wrong(pattern.find('h'), "\"h\" needs \"a\": a 12-hour clock without its half of the day");
    }
    if (out.tokens_.empty()) {
        return wrong(0, "pattern is empty");
    }
    return out;
}

std::optional<ParsedTime> DateTimePattern::parse_prefix(std::string_view value, size_t* end) const {
    if (form_ == Form::rfc3339) {
        *end = value.size();
        return parse_rfc3339(value);
    }
    if (form_ == Form::epoch || form_ == Form::ticks) {
        size_t at = 0;
        const bool negative = !value.empty() && value[0] == '-';
        const std::optional<NumberRead> units = read_number(value, negative ? 1 : 0, 19);
        if (!units || units->value > uint64_t{std::numeric_limits<int64_t>::max()} ||
            read_number(value, units->end, 1)) {
            return std::nullopt;
        }
        at = units->end;
        const int64_t per_second = 1'000'000'000 / unit_ns_;
        int64_t count = static_cast<int64_t>(units->value);
        count = negative ? -count : count;
        int64_t seconds = floor_div(count, per_second);
        int64_t nanosecond = (count - seconds * per_second) * unit_ns_;
        TimePrecision precision = per_second == 1       ? TimePrecision::second
                                  : per_second == 1'000 ? TimePrecision::millisecond
                                                        : TimePrecision::microsecond;
        if (at + 1 < value.size() && value[at] == '.') {
            const std::optional<NumberRead> fraction = read_number(value, at + 1, 9);
            if (!fraction || per_second != 1) {
                return std::nullopt;
            }
            int64_t part = static_cast<int64_t>(fraction->value);
            for (int i = fraction->digits; i < 9; ++i) {
                part *= 10;
            }
            if (negative && part > 0) {
                seconds -= 1;
                part = 1'000'000'000 - part;
            }
            nanosecond = part;
            precision = precision_of_fraction(fraction->digits);
            at = fraction->end;
        }
        *end = at;
        std::optional<ParsedTime> time =
            from_seconds(seconds + epoch_seconds_, static_cast<int32_t>(nanosecond), precision);
        if (time && form_ == Form::ticks) {  // .NET ticks carry no zone
            time->zone_stated = false;
            time->zone_text = {};
        }
        return time;
    }
    Reader reader;
    reader.value = value;
    for (size_t i = 0; i < tokens_.size(); ++i) {
        if (tokens_[i].kind == Kind::optional_end) {
            continue;
        }
        if (tokens_[i].kind == Kind::optional_begin) {
            // Try the part whole; if it does not fit, go on behind it as if it were not there.
            const Reader before = reader;
            size_t last = i + 1;
            bool fits = true;
            for (; tokens_[last].kind != Kind::optional_end; ++last) {
                fits = fits && reader.read(tokens_[last]);
            }
            if (!fits) {
                reader = before;
            }
            i = last;
            continue;
        }
        if (!reader.read(tokens_[i])) {
            return std::nullopt;
        }
    }
    *end = reader.at;
    return reader.finish();
}

std::optional<ParsedTime> DateTimePattern::parse(std::string_view value) const {
    const size_t begin = skip_spaces(value, 0);
    size_t end = 0;
    const std::string_view rest = value.substr(begin);
    if (form_ == Form::rfc3339) {
        return parse_rfc3339(trim(rest));
    }
    std::optional<ParsedTime> time = parse_prefix(rest, &end);
    if (!time || skip_spaces(rest, end) != rest.size()) {
        return std::nullopt;
    }
    return time;
}

}  // namespace verbatim::text
