// SPDX-License-Identifier: Apache-2.0
// Dates and times as people and programs write them, read strictly and the same way on every machine.
//
//   Result<DateTimePattern> pattern = DateTimePattern::compile("dd-MMM-yy hh:mm a");
//   if (std::optional<ParsedTime> time = pattern->parse("03-okt-21 11:05 PM")) use(time->local_ms);
//
// Invariants: the proleptic Gregorian calendar, years 0001..9999, no 31 April, no hour 24. Nothing depends on the
// system's locale, time zone or clock; month and day-part names come from our own tables (datetime_names.cc). A value
// is read whole or not at all. Digits may be those of any common script; bidi marks between the parts are ignored.
// A time that states no zone is given as if it were UTC (zone_stated is false): zone.h turns it into an instant.
// Threads: everything here is immutable or a pure function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace verbatim::text {

// The values are those of record::Precision (a higher floor), so that a format may cast.
enum class TimePrecision : uint8_t {
    unknown = 0,
    day = 1,
    minute = 2,
    second = 3,
    millisecond = 4,
    microsecond = 5,
    hour = 6,
    month = 7,
    year = 8
};

struct CivilTime {
    int32_t year = 1970;
    int32_t month = 1;  // 1..12
    int32_t day = 1;    // 1..31
    int32_t hour = 0;
    int32_t minute = 0;
    int32_t second = 0;  // 60 only as a leap second, 23:59:60 and its like
    int32_t nanosecond = 0;
};

// Days since 1970-01-01. Any year; month 1..12.
int64_t days_from_civil(int32_t year, int32_t month, int32_t day);
// Date of a day number; the time fields are zero.
CivilTime civil_from_days(int64_t days);
int32_t days_in_month(int32_t year, int32_t month);
// "2020-04-02 18:03:28"; with ".118" if there is a part of a second.
std::string clock_text(int64_t ms);
// "2020-04-02T18:03:28.118Z", always with milliseconds; years that four digits do not hold as ECMAScript writes them:
// "+012020-04-02T...", "-000044-03-15T...".
std::string instant_text(int64_t ms);
// Milliseconds since 1970-01-01T00:00:00 of that wall clock, as if it were UTC; none if a field is out of range.
std::optional<int64_t> civil_to_ms(const CivilTime& time);
// The other way, for any number.
CivilTime civil_from_ms(int64_t ms);

struct ParsedTime {
    CivilTime civil;            // as written; year, month, day are 0 where the pattern has none
    int64_t local_ms = 0;       // civil as if UTC; 0 while the date is incomplete
    bool date_complete = true;  // false: the pattern states no year or no day; see complete()
    bool zone_stated = false;
    int32_t offset_seconds = 0;  // east of UTC; with zone_stated
    std::string_view zone_text;  // part of the value, "+02:00", "EST"; "Z" for epochs
    TimePrecision precision = TimePrecision::unknown;

    int64_t utc_ms() const { return local_ms - int64_t{offset_seconds} * 1000; }
};

// Fills the date parts that the value does not state; none if the result is no date (29 February).
std::optional<ParsedTime> complete(ParsedTime time, const CivilTime& date);

// The pattern language (docs of the mapping profiles refer to it):
//   yyyy year, 4 digits      yy 2 digits: 69..99 are 19xx, 00..68 are 20xx      y either
//   M d H h m s  one or two digits; MM dd HH hh mm ss  exactly two
//   MMM month name, long or short, in any language of the table      EEE a word (weekday), not checked
//   S fraction of a second, 1 to 9 digits      SSS exactly as many digits as letters
//   a  day part, "AM", "p. m.", "午後"; white space before it is free      h goes with a: 12 AM is 0
//   z  zone: Z, UTC, GMT, +02:00, +0200, +02, UTC+2, and the names of RFC 2822 section 4.3 (EST ...)
//   [ ] an optional part (not nested)      'text' literally, '' a quote      space: one or more white spaces, any kind
//   everything else stands for itself.
// Named forms: rfc3339, rfc2822, epoch_s, epoch_ms, epoch_us, epoch_ns (seconds may carry a fraction), apple_s and
// apple_ns (since 2001-01-01T00:00:00Z), filetime (100 ns since 1601), webkit_us (since 1601), dotnet_ticks (100 ns
// since 0001; no zone).
class DateTimePattern {
  public:
    // usage error with the column if the pattern is not of the language.
    static Result<DateTimePattern> compile(std::string_view pattern);

    // The whole value, white space around it aside.
    std::optional<ParsedTime> parse(std::string_view value) const;
    // The longest beginning of the value that fits; *end is the offset behind it.
    std::optional<ParsedTime> parse_prefix(std::string_view value, size_t* end) const;

    const std::string& text() const { return text_; }

    enum class Kind : uint8_t {
        literal,
        space,
        year,
        month,
        month_name,
        word,
        day,
        hour24,
        hour12,
        minute,
        second,
        fraction,
        day_part,
        zone,
        optional_begin,
        optional_end
    };
    enum class Form : uint8_t { fields, rfc3339, rfc2822, epoch, ticks };

  private:
    struct Token {
        Kind kind = Kind::literal;
        uint8_t digits_min = 0;
        uint8_t digits_max = 0;
        char literal = 0;
    };
    struct Reader;
    DateTimePattern() = default;
    // The field that `count` equal letters stand for; none if there is no such field.
    static std::optional<Token> field_token(char letter, size_t count);

    std::string text_;
    std::vector<Token> tokens_;
    Form form_ = Form::fields;
    int64_t unit_ns_ = 0;        // epoch, ticks: nanoseconds of one unit
    int64_t epoch_seconds_ = 0;  // epoch, ticks: the epoch against 1970
};

// RFC 3339 date-time and its common ISO 8601 neighbours: 'T', 't' or a space between date and time, seconds and zone
// may be absent, ',' for '.', offset without colon. Fast: no compiled pattern.
std::optional<ParsedTime> parse_rfc3339(std::string_view value);

// Which of the built-in patterns read every value of a column. Feed the whole column: memory is constant.
class DateTimeDetector {
  public:
    struct Candidate {
        std::string_view pattern;  // of the built-in list, static
        uint64_t count = 0;        // values read
    };
    DateTimeDetector();
    void add(std::string_view value);  // empty values are ignored
    // Patterns that read every value so far, the most specific first; empty before the first value.
    std::vector<Candidate> candidates() const;
    uint64_t count() const { return count_; }

  private:
    struct Entry {
        DateTimePattern pattern;
        std::string_view text;
        bool alive = true;
    };
    std::vector<Entry> entries_;
    uint64_t count_ = 0;
};

// Parts, for formats that read a header by hand. `at` is a byte offset; the end of what was read is returned.
struct NumberRead {
    uint64_t value = 0;
    int digits = 0;
    size_t end = 0;
};
struct NameRead {
    int value = 0;
    size_t end = 0;
};
// Up to digits_max (at most 19) digits of one script.
std::optional<NumberRead> read_number(std::string_view text, size_t at, int digits_max);
// A month name, whole word, a trailing full stop included: 1..12.
std::optional<NameRead> read_month_name(std::string_view text, size_t at);
// 0 for before noon, 1 for after noon. The noon words of Chinese ("凌晨", "晚上") count by their half of the day.
std::optional<NameRead> read_day_part(std::string_view text, size_t at);
// "Z", "UTC", "+02:00" ...: seconds east of UTC.
std::optional<NameRead> read_zone(std::string_view text, size_t at);
// Behind any white space (no-break, narrow and ideographic included) and bidi marks.
size_t skip_spaces(std::string_view text, size_t at);
// Behind any bidi control or zero-width mark: U+200B..200F, U+202A..202E, U+2066..2069, U+061C, U+FEFF.
size_t skip_marks(std::string_view text, size_t at);
// 24-hour value of a 12-hour clock reading 0..12; half is 0 or 1.
inline int32_t hour_of_day(int32_t hour, int half) {
    return hour % 12 + (half == 0 ? 0 : 12);
}

}  // namespace verbatim::text
