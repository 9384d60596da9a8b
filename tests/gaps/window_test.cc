// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/window.h"

#include <gtest/gtest.h>

namespace verbatim::gaps {
namespace {

std::vector<store::HourCount> days(int64_t first_day, int count, uint64_t rows) {
    std::vector<store::HourCount> hours;
    for (int day = 0; day < count; ++day) {
        hours.push_back({(first_day + day) * kDayMs + 8 * kHourMs, rows});
    }
    return hours;
}

void append(std::vector<store::HourCount>& to, const std::vector<store::HourCount>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

TEST(Window, HoldsTheBulkAndNotAClockOf1970) {
    std::vector<store::HourCount> hours = days(3, 20, 2);
    append(hours, days(18'000, 60, 1'000));
    append(hours, days(18'300, 10, 20));
    const Window window = find_window(hours);
    EXPECT_EQ(window.begin_ms, 18'000 * kDayMs + 8 * kHourMs);
    EXPECT_EQ(window.end_ms, 18'059 * kDayMs + 9 * kHourMs);
}

TEST(Window, GoesOnOverQuietWeekends) {
    std::vector<store::HourCount> hours = days(18'000, 5, 500);
    append(hours, days(18'007, 5, 500));
    EXPECT_EQ(find_window(hours).end_ms, 18'011 * kDayMs + 9 * kHourMs);
}

TEST(Window, LeavesNoLargePartOutside) {
    std::vector<store::HourCount> hours = days(18'000, 10, 500);
    append(hours, days(18'100, 10, 500));
    const Window window = find_window(hours);
    EXPECT_EQ(window.begin_ms, 18'000 * kDayMs + 8 * kHourMs);
    EXPECT_EQ(window.end_ms, 18'109 * kDayMs + 9 * kHourMs);
}

TEST(Window, OfNothingIsEmptyAndOfOneHourAnHour) {
    EXPECT_EQ(find_window({}).end_ms, 0);
    const Window window = find_window(days(-5, 1, 1));
    EXPECT_EQ(window.end_ms - window.begin_ms, kHourMs);
    EXPECT_EQ(window.begin_ms, -5 * kDayMs + 8 * kHourMs);
}

TEST(Window, ShapeOfTheDayIsOneOnAverage) {
    const auto hours = days(18'000, 10, 7);
    const auto shape = shape_of_day(hours, find_window(hours));
    EXPECT_DOUBLE_EQ(shape[8], 24);
    EXPECT_GT(shape[3], 0);
}

}  // namespace
}  // namespace verbatim::gaps
