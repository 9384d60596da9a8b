// SPDX-License-Identifier: Apache-2.0
#include "scenario/calendar.h"

namespace verbatim::scenario {

int32_t offset_minutes(Zone zone, int64_t utc_ms) {
    constexpr int64_t kSummerBegin = 18'350 * kDay + kHour;  // 2020-03-29 01:00 UTC, in all of the European Union
    return zone.base_minutes + (zone.has_summer && utc_ms >= kSummerBegin ? 60 : 0);
}

// Gregorian date of a day number (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
Date date_of(int64_t day_number) {
    const int64_t shifted_days = day_number + 719'468;
    const int64_t era = (shifted_days >= 0 ? shifted_days : shifted_days - 146'096) / 146'097;
    const int64_t day_of_era = shifted_days - era * 146'097;
    const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted_month = (5 * day_of_year + 2) / 153;
    const int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    return {static_cast<uint32_t>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), static_cast<uint32_t>(month),
            static_cast<uint32_t>(day_of_year - (153 * shifted_month + 2) / 5 + 1)};
}

uint32_t weekday_of(int64_t day_number) {
    return static_cast<uint32_t>(((day_number + 3) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
}

std::string_view Dates::iso(int64_t ms) {
    const int64_t day = (ms >= 0 ? ms : ms - kDay + 1) / kDay;
    if (day != day_) {
        day_ = day;
        const Date date = date_of(day);
        const auto two = [this](size_t at, uint32_t value) {
            text_[at] = static_cast<char>('0' + value / 10 % 10);
            text_[at + 1] = static_cast<char>('0' + value % 10);
        };
        two(0, date.year / 100);
        two(2, date.year);
        text_[4] = '-';
        two(5, date.month);
        text_[7] = '-';
        two(8, date.day);
    }
    return {text_, sizeof text_};
}

}  // namespace verbatim::scenario
