// SPDX-License-Identifier: Apache-2.0
#include "text/datetime.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "text/internal/datetime_parts.h"
#include "text/utf8.h"

namespace verbatim::text {

using internal::floor_div;
using internal::kSecondsPerDay;
using internal::precision_of_fraction;

namespace {

constexpr int32_t kYearMin = 1;
constexpr int32_t kYearMax = 9999;
// Zero of each decimal digit block of the scripts that chat applications localise numbers to.
constexpr auto kZeros = std::to_array<char32_t>(
    {U'\u0660', U'\u06F0', U'\u07C0', U'\u0966', U'\u09E6', U'\u0A66', U'\u0AE6', U'\u0B66', U'\u0BE6', U'\u0C66',
     U'\u0CE6', U'\u0D66', U'\u0E50', U'\u0ED0', U'\u0F20', U'\u1040', U'\u17E0', U'\u1810', U'\uFF10'});

struct Digit {
    int value = -1;
    uint8_t size = 0;
    char32_t zero = U'0';
};

Digit digit_at(std::string_view text, size_t at) {
    if (at >= text.size()) {
        return {};
    }
    const unsigned char byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
        return byte >= '0' && byte <= '9' ? Digit{byte - '0', 1, U'0'} : Digit{};
    }
    const CodePoint point = code_point_at(text, at);
    if (!point.valid) {
        return {};
    }
    for (const char32_t zero : kZeros) {
        if (point.value >= zero && point.value <= zero + 9) {
            return {static_cast<int>(point.value - zero), point.size, zero};
        }
    }
    return {};
}

bool is_space(char32_t value) {
    return value == U' ' || value == U'\t' || value == U'\u00A0' || (value >= U'\u2000' && value <= U'\u200A') ||
           value == U'\u202F' || value == U'\u205F' || value == U'\u3000';
}

bool is_mark(char32_t value) {
    return (value >= U'\u200B' && value <= U'\u200F') || (value >= U'\u202A' && value <= U'\u202E') ||
           (value >= U'\u2066' && value <= U'\u2069') || value == U'\u061C' || value == U'\uFEFF';
}

template <class Predicate>
size_t skip_while(std::string_view text, size_t at, Predicate predicate) {
    while (at < text.size()) {
        const CodePoint point = code_point_at(text, at);
        if (!point.valid || !predicate(point.value)) {
            break;
        }
        at += point.size;
    }
    return at;
}

struct ZoneName {
    std::string_view name;
    int offset_hours;
};
// RFC 2822 section 4.3: the zones with a defined meaning; the military letters have none (except Z).
constexpr auto kZoneNames = std::to_array<ZoneName>({{"GMT", 0},
                                                     {"UTC", 0},
                                                     {"UT", 0},
                                                     {"Z", 0},
                                                     {"z", 0},
                                                     {"EST", -5},
                                                     {"EDT", -4},
                                                     {"CST", -6},
                                                     {"CDT", -5},
                                                     {"MST", -7},
                                                     {"MDT", -6},
                                                     {"PST", -8},
                                                     {"PDT", -7}});

std::optional<NameRead> read_offset(std::string_view text, size_t at) {
    if (at >= text.size()) {
        return std::nullopt;
    }
    int sign = 1;
    size_t size = 1;
    if (text[at] == '-') {
        sign = -1;
    } else if (text.substr(at).starts_with("\u2212")) {  // minus sign, as CLDR writes it
        sign = -1;
        size = 3;
    } else if (text[at] != '+') {
        return std::nullopt;
    }
    const std::optional<NumberRead> first = read_number(text, at + size, 4);
    if (!first) {
        return std::nullopt;
    }
    int hours = 0;
    int minutes = 0;
    size_t end = first->end;
    if (first->digits >= 3) {
        hours = static_cast<int>(first->value / 100);
        minutes = static_cast<int>(first->value % 100);
    } else {
        hours = static_cast<int>(first->value);
        if (end < text.size() && text[end] == ':') {
            const std::optional<NumberRead> second = read_number(text, end + 1, 2);
            if (!second || second->digits != 2) {
                return std::nullopt;
            }
            minutes = static_cast<int>(second->value);
            end = second->end;
        }
    }
    // The widest offsets ever in use are within 18 hours (the limit of ISO 8601 implementations, too).
    if (minutes > 59 || hours * 60 + minutes > 18 * 60) {
        return std::nullopt;
    }
    return NameRead{sign * (hours * 3600 + minutes * 60), end};
}

}  // namespace

int64_t days_from_civil(int32_t year, int32_t month, int32_t day) {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, eras have 400 years.
    const int64_t y = int64_t{year} - (month <= 2 ? 1 : 0);
    const int64_t era = floor_div(y, 400);
    const int64_t year_of_era = y - era * 400;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

CivilTime civil_from_days(int64_t days) {
    const int64_t shifted = days + 719'468;
    const int64_t era = floor_div(shifted, 146'097);
    const int64_t day_of_era = shifted - era * 146'097;
    const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * day_of_year + 2) / 153;
    CivilTime time;
    time.day = static_cast<int32_t>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    time.month = static_cast<int32_t>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    time.year = static_cast<int32_t>(year_of_era + era * 400 + (time.month <= 2 ? 1 : 0));
    return time;
}

std::string clock_text(int64_t ms) {
    const CivilTime at = civil_from_ms(ms);
    std::array<char, 64> buffer;
    int size = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d %02d:%02d:%02d", at.year, at.month, at.day,
                             at.hour, at.minute, at.second);
    std::string out(buffer.data(), static_cast<size_t>(size));
    if (at.nanosecond != 0) {
        size = std::snprintf(buffer.data(), buffer.size(), ".%03d", at.nanosecond / 1'000'000);
        out.append(buffer.data(), static_cast<size_t>(size));
    }
    return out;
}

std::string instant_text(int64_t ms) {
    const CivilTime at = civil_from_ms(ms);
    std::array<char, 64> buffer;
    const char* const year = at.year >= 0 && at.year <= 9999 ? "%04d" : "%+07d";
    int size = std::snprintf(buffer.data(), buffer.size(), year, at.year);
    std::string out(buffer.data(), static_cast<size_t>(size));
    size = std::snprintf(buffer.data(), buffer.size(), "-%02d-%02dT%02d:%02d:%02d.%03dZ", at.month, at.day, at.hour,
                         at.minute, at.second, at.nanosecond / 1'000'000);
    return out.append(buffer.data(), static_cast<size_t>(size));
}

int32_t days_in_month(int32_t year, int32_t month) {
    constexpr std::array<int32_t, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return kDays[static_cast<size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

std::optional<int64_t> civil_to_ms(const CivilTime& time) {
    if (time.year < kYearMin || time.year > kYearMax || time.month < 1 || time.month > 12 || time.day < 1 ||
        time.day > days_in_month(time.year, time.month) || time.hour < 0 || time.hour > 23 || time.minute < 0 ||
        time.minute > 59 || time.second < 0 || time.second > 60 || (time.second == 60 && time.minute != 59) ||
        time.nanosecond < 0 || time.nanosecond > 999'999'999) {
        return std::nullopt;
    }
    const int64_t days = days_from_civil(time.year, time.month, time.day);
    const int64_t seconds = days * kSecondsPerDay + time.hour * 3600 + time.minute * 60 + time.second;
    return seconds * 1000 + time.nanosecond / 1'000'000;
}

CivilTime civil_from_ms(int64_t ms) {
    constexpr int64_t kDayMs = kSecondsPerDay * 1000;
    int64_t days = ms / kDayMs;
    int64_t rest = ms % kDayMs;
    if (rest < 0) {
        rest += kDayMs;
        --days;
    }
    CivilTime time = civil_from_days(days);
    time.hour = static_cast<int32_t>(rest / 3'600'000);
    time.minute = static_cast<int32_t>(rest / 60'000 % 60);
    time.second = static_cast<int32_t>(rest / 1000 % 60);
    time.nanosecond = static_cast<int32_t>(rest % 1000 * 1'000'000);
    return time;
}

std::optional<ParsedTime> complete(ParsedTime time, const CivilTime& date) {
    time.civil.year = time.civil.year == 0 ? date.year : time.civil.year;
    time.civil.month = time.civil.month == 0 ? date.month : time.civil.month;
    time.civil.day = time.civil.day == 0 ? date.day : time.civil.day;
    const std::optional<int64_t> ms = civil_to_ms(time.civil);
    if (!ms) {
        return std::nullopt;
    }
    time.local_ms = *ms;
    time.date_complete = true;
    return time;
}

std::optional<NumberRead> read_number(std::string_view text, size_t at, int digits_max) {
    NumberRead number{0, 0, at};
    char32_t zero = 0;
    while (number.digits < std::min(digits_max, 19)) {
        const Digit digit = digit_at(text, number.end);
        if (digit.value < 0 || (number.digits > 0 && digit.zero != zero)) {
            break;
        }
        zero = digit.zero;
        number.value = number.value * 10 + static_cast<uint64_t>(digit.value);
        number.end += digit.size;
        ++number.digits;
    }
    return number.digits > 0 ? std::optional(number) : std::nullopt;
}

std::optional<NameRead> read_zone(std::string_view text, size_t at) {
    if (const std::optional<NameRead> offset = read_offset(text, at)) {
        return offset;
    }
    const std::string_view rest = text.substr(std::min(at, text.size()));
    for (const ZoneName& zone : kZoneNames) {
        if (!rest.starts_with(zone.name)) {
            continue;
        }
        const size_t end = at + zone.name.size();
        const bool universal = zone.offset_hours == 0 && zone.name.size() > 1;
        if (universal) {
            if (const std::optional<NameRead> offset = read_offset(text, end)) {
                return offset;  // "UTC+2"
            }
        }
        if (end < text.size() && ((text[end] >= 'A' && text[end] <= 'Z') || (text[end] >= 'a' && text[end] <= 'z'))) {
            continue;
        }
        return NameRead{zone.offset_hours * 3600, end};
    }
    return std::nullopt;
}

size_t skip_spaces(std::string_view text, size_t at) {
    return skip_while(text, at, [](char32_t value) { return is_space(value) || is_mark(value); });
}

size_t skip_marks(std::string_view text, size_t at) {
    return skip_while(text, at, is_mark);
}

std::optional<ParsedTime> parse_rfc3339(std::string_view value) {
    const auto two = [&value](size_t at) {
        const unsigned char high = static_cast<unsigned char>(value[at] - '0');
        const unsigned char low = static_cast<unsigned char>(value[at + 1] - '0');
        return high > 9 || low > 9 ? -1 : high * 10 + low;
    };
    if (value.size() < 16 || value[4] != '-' || value[7] != '-' || value[13] != ':' ||
        (value[10] != 'T' && value[10] != 't' && value[10] != ' ')) {
        return std::nullopt;
    }
    ParsedTime time;
    const int century = two(0);
    const int year = two(2);
    time.civil.month = two(5);
    time.civil.day = two(8);
    time.civil.hour = two(11);
    time.civil.minute = two(14);
    if (century < 0 || year < 0) {
        return std::nullopt;
    }
    time.civil.year = century * 100 + year;
    time.precision = TimePrecision::minute;
    size_t at = 16;
    if (at + 3 <= value.size() && value[at] == ':') {
        time.civil.second = two(at + 1);
        time.precision = TimePrecision::second;
        at += 3;
        if (at < value.size() && (value[at] == '.' || value[at] == ',')) {
            int digits = 0;
            int32_t unit = 100'000'000;
            for (++at; at < value.size() && value[at] >= '0' && value[at] <= '9'; ++at, ++digits) {
                time.civil.nanosecond += (value[at] - '0') * unit;
                unit /= 10;
            }
            if (digits == 0 || digits > 18) {
                return std::nullopt;
            }
            time.precision = precision_of_fraction(digits);
        }
    }
    const std::optional<int64_t> ms = civil_to_ms(time.civil);
    if (!ms) {
        return std::nullopt;
    }
    time.local_ms = *ms;
    if (at < value.size()) {
        const size_t begin = value[at] == ' ' ? at + 1 : at;
        const std::optional<NameRead> zone = read_zone(value, begin);
        if (!zone || zone->end != value.size()) {
            return std::nullopt;
        }
        time.zone_stated = true;
        time.offset_seconds = zone->value;
        time.zone_text = value.substr(begin);
    }
    return time;
}

}  // namespace verbatim::text
