// SPDX-License-Identifier: Apache-2.0
#include "search/internal/dates.h"

#include <chrono>
#include <cstdio>

namespace verbatim::search {
namespace {

// The last year: its end must still be writable with four digits.
constexpr int kYearMax = 9998;
constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kHourMs = 60 * kMinuteMs;
constexpr int64_t kDayMs = 24 * kHourMs;

class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}
    bool done() const { return rest_.empty(); }
    bool next(char c) {
        if (rest_.empty() || rest_.front() != c) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }
    // Exactly `digits` digits, at most `maximum`.
    std::optional<int> number(size_t digits, int maximum) {
        if (rest_.size() < digits) {
            return {};
        }
        int value = 0;
        for (size_t i = 0; i < digits; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9') {
                return {};
            }
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(digits);
        return value <= maximum ? std::optional<int>(value) : std::nullopt;
    }

  private:
    std::string_view rest_;
};

int64_t day_ms(std::chrono::year_month_day date) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::sys_days(date).time_since_epoch())
        .count();
}

// Minutes east of UTC; no value if what follows is not a zone.
std::optional<int> zone(Reader& reader) {
    if (reader.next('Z') || reader.next('z')) {
        return 0;
    }
    const int sign = reader.next('+') ? 1 : reader.next('-') ? -1 : 0;
    if (sign == 0) {
        return {};
    }
    const auto hours = reader.number(2, 18);
    (void)reader.next(':');
    const auto minutes = reader.number(2, 59);
    if (!hours || !minutes) {
        return {};
    }
    return sign * (*hours * 60 + *minutes);
}

std::optional<Moment> clock(Reader& reader, int64_t day) {
    const auto hour = reader.number(2, 23);
    if (!hour) {
        return {};
    }
    Moment moment{day + *hour * kHourMs, 0};
    int64_t step = kHourMs;
    if (reader.next(':')) {
        const auto minute = reader.number(2, 59);
        if (!minute) {
            return {};
        }
        moment.begin_ms += *minute * kMinuteMs;
        step = kMinuteMs;
        if (reader.next(':')) {
            const auto second = reader.number(2, 59);
            if (!second) {
                return {};
            }
            moment.begin_ms += *second * 1000;
            step = 1000;
            if (reader.next('.')) {
                const auto millisecond = reader.number(3, 999);
                if (!millisecond) {
                    return {};
                }
                moment.begin_ms += *millisecond;
                step = 1;
            }
        }
    }
    moment.end_ms = moment.begin_ms + step;
    return moment;
}

}  // namespace

std::optional<Moment> parse_date(std::string_view text) {
    using namespace std::chrono;
    Reader reader(text);
    const auto year_number = reader.number(4, kYearMax);
    if (!year_number || *year_number == 0) {
        return {};
    }
    const year in_year(*year_number);
    if (reader.done()) {
        return Moment{day_ms(in_year / January / 1), day_ms((in_year + years(1)) / January / 1)};
    }
    const auto month_number = reader.next('-') ? reader.number(2, 12) : std::nullopt;
    if (!month_number || *month_number == 0) {
        return {};
    }
    const year_month in_month = in_year / month(static_cast<unsigned>(*month_number));
    if (reader.done()) {
        return Moment{day_ms(in_month / 1), day_ms((in_month + months(1)) / 1)};
    }
    const auto day_number = reader.next('-') ? reader.number(2, 31) : std::nullopt;
    if (!day_number) {
        return {};
    }
    const year_month_day date = in_month / day(static_cast<unsigned>(*day_number));
    if (!date.ok()) {
        return {};
    }
    Moment moment{day_ms(date), day_ms(date) + kDayMs};
    if (reader.next('T')) {
        const auto timed = clock(reader, moment.begin_ms);
        if (!timed) {
            return {};
        }
        moment = *timed;
    }
    if (!reader.done()) {
        const auto minutes_east = zone(reader);
        if (!minutes_east || !reader.done()) {
            return {};
        }
        moment.begin_ms -= *minutes_east * kMinuteMs;
        moment.end_ms -= *minutes_east * kMinuteMs;
    }
    return moment;
}

std::string format_instant(int64_t ms) {
    using namespace std::chrono;
    const auto instant = sys_time<milliseconds>(milliseconds(ms));
    const auto day_point = floor<days>(instant);
    const year_month_day date(day_point);
    const hh_mm_ss clock_time(instant - day_point);
    char out[64];
    std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock_time.hours().count()), static_cast<int>(clock_time.minutes().count()),
                  static_cast<int>(clock_time.seconds().count()), static_cast<int>(clock_time.subseconds().count()));
    return out;
}

}  // namespace verbatim::search
