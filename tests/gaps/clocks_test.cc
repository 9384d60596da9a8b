// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/clocks.h"

#include <gtest/gtest.h>

#include "gaps/internal/window.h"

namespace verbatim::gaps {
namespace {

constexpr int64_t kMiddle = 20 * kDayMs;

struct Skew {
    double offset_ms = 0;  // on day 0
    double drift = 0;      // ms a day
    int64_t at(int64_t ms) const {
        return ms + static_cast<int64_t>(offset_ms + drift * static_cast<double>(ms) / kDayMs);
    }
};

// Everybody shares `messages` with everybody else, over 40 days.
std::vector<Clock> solve(const std::vector<Skew>& clocks, int messages, int64_t odd_days = 0) {
    ClockSolver solver(kMiddle);
    for (uint32_t a = 0; a < clocks.size(); ++a) {
        for (uint32_t b = a + 1; b < clocks.size(); ++b) {
            for (int i = 0; i < messages; ++i) {
                const int64_t ms = i * 40 * kDayMs / messages;
                // Days that one device's table shows in a wrong month.
                const int64_t slip = ms / kDayMs < odd_days && b == 1 ? 61 * kDayMs : 0;
                EXPECT_TRUE(solver.add(a, b, clocks[a].at(ms), clocks[b].at(ms) + slip).ok());
            }
        }
    }
    return solver.solve(static_cast<uint32_t>(clocks.size()));
}

TEST(Clocks, FindsTheOddOnesAgainstTheMajority) {
    const auto clocks = solve({{}, {}, {3'600'000, 0}, {}, {-45'000, 1'500}, {}}, 100);
    for (const size_t good : {0, 1, 3, 5}) {
        EXPECT_FALSE(is_off(clocks[good])) << good;
        EXPECT_NEAR(clocks[good].offset_ms, 0, 50) << good;
    }
    EXPECT_TRUE(is_off(clocks[2]));
    EXPECT_NEAR(clocks[2].offset_ms, 3'600'000, 50);
    EXPECT_EQ(clocks[2].zone_minutes, 60);
    EXPECT_TRUE(is_off(clocks[4]));
    const double days = static_cast<double>(clocks[4].at_ms) / kDayMs;
    EXPECT_NEAR(clocks[4].offset_ms, -45'000 + 1'500 * days, 200);
    EXPECT_NEAR(clocks[4].drift_ms_per_day, 1'500, 20);
    EXPECT_EQ(clocks[4].pairs, 500U);
    EXPECT_EQ(clocks[4].devices, 5U);
}

TEST(Clocks, AFewWrongDaysBendNothing) {
    const auto clocks = solve({{}, {20'000, 800}, {}, {}}, 200, 8);
    EXPECT_NEAR(clocks[1].drift_ms_per_day, 800, 30);
    EXPECT_NEAR(clocks[1].offset_ms, 20'000 + 800 * static_cast<double>(clocks[1].at_ms) / kDayMs, 1'000);
    EXPECT_FALSE(is_off(clocks[0]));
}

TEST(Clocks, TooFewMessagesSayNothing) {
    const auto clocks = solve({{}, {60'000, 0}}, 3);
    EXPECT_FALSE(is_off(clocks[0]));
    EXPECT_FALSE(is_off(clocks[1]));
    EXPECT_EQ(ClockSolver(kMiddle).solve(2)[1].pairs, 0U);
}

TEST(Clocks, NamesZoneSlips) {
    EXPECT_EQ(zone_slip_minutes(3'600'000), 60);
    EXPECT_EQ(zone_slip_minutes(-7'200'000 + 60'000), -120);
    EXPECT_EQ(zone_slip_minutes(20'000'000), std::nullopt);
    EXPECT_EQ(zone_slip_minutes(0), std::nullopt);
    EXPECT_EQ(zone_slip_minutes(61.0 * kDayMs), std::nullopt);
}

}  // namespace
}  // namespace verbatim::gaps
