// SPDX-License-Identifier: Apache-2.0
// Calendar: the fixed calendar of the made-up network, and dates as text.
//
// All true times are milliseconds since 1970-01-01T00:00:00Z. The capture window begins at kWindowBegin and has as many
// days as the user asks for; up to kHistoryDays before it lies what was still on the phones when capture began. The
// window ends before October, so that one change of clocks (29 March 2020, 01:00 UTC) is all there is. Pure; Dates
// caches one day's text and belongs to one thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace verbatim::scenario {

inline constexpr int64_t kSecond = 1000;
inline constexpr int64_t kMinute = 60 * kSecond;
inline constexpr int64_t kHour = 60 * kMinute;
inline constexpr int64_t kDay = 24 * kHour;
inline constexpr int64_t kWindowBegin = 18'353 * kDay;  // 2020-04-01
inline constexpr uint32_t kHistoryDays = 10;
inline constexpr uint32_t kDaysMax = 180;

// Minutes east of UTC: base is the zone's winter offset in minutes; `has_summer` adds an hour from 29 March 2020 on.
struct Zone {
    int16_t base_minutes = 0;
    bool has_summer = true;
};
int32_t offset_minutes(Zone zone, int64_t utc_ms);

struct Date {
    uint32_t year = 0;
    uint32_t month = 0;
    uint32_t day = 0;
};
Date date_of(int64_t day_number);
// 0 is Monday.
uint32_t weekday_of(int64_t day_number);

class Dates {
  public:
    // "2020-04-01" of the day in which `ms` lies; valid until the next call.
    std::string_view iso(int64_t ms);

  private:
    int64_t day_ = INT64_MIN;
    char text_[10] = {};
};

// [begin, end)
struct Period {
    int64_t begin = 0;
    int64_t end = 0;
    bool contains(int64_t ms) const { return ms >= begin && ms < end; }
};

}  // namespace verbatim::scenario
