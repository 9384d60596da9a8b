// SPDX-License-Identifier: Apache-2.0
// The capture window: the stretch of days that holds the bulk of the rows, found without being told.
//
// A clock that was reset to 1970 or set to a wrong year puts a few rows far away; they must not stretch the window.
// From the day of the median row outwards, days belong to it that have a twenty-fifth of a usual day's rows, and so
// have the seven days around them. More than eight others in a row end it, unless a twentieth of all rows would be left
// outside: then it goes on to the nearest day that has them. Deterministic.
#pragma once

#include <array>
#include <span>

#include "gaps/gaps.h"

namespace verbatim::gaps {

inline constexpr int64_t kHourMs = 3'600'000;
inline constexpr int64_t kDayMs = 24 * kHourMs;

// Floor division: times before 1970 too.
inline int64_t floor_to(int64_t ms, int64_t step) {
    const int64_t rest = ms % step;
    return ms - (rest < 0 ? rest + step : rest);
}

// `hours` in order of time, without rows that have no time. Empty: an empty window.
Window find_window(std::span<const store::HourCount> hours);

// Share of the rows inside the window by UTC hour of the day; sums to 24, so that 1 is an hour like any other.
std::array<double, 24> shape_of_day(std::span<const store::HourCount> hours, const Window& window);

}  // namespace verbatim::gaps
