// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/rhythm.h"

#include <gtest/gtest.h>

#include <random>

#include "gaps/internal/window.h"

namespace verbatim::gaps {
namespace {

constexpr int64_t kBegin = 18'000 * kDayMs;
constexpr std::array<double, 24> kFlat = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

// Talks at random, half of one an hour from 8 to 22 o'clock, none at night.
std::vector<Talk> talks(int count_days) {
    std::mt19937 random(7);
    std::exponential_distribution<double> pause(0.5);
    std::vector<Talk> out;
    for (int day = 0; day < count_days; ++day) {
        for (double hour = 8 + pause(random); hour < 22; hour += 0.6 + pause(random)) {
            const int64_t at = kBegin + day * kDayMs + static_cast<int64_t>(hour * kHourMs);
            out.push_back({at, at});
        }
    }
    return out;
}

TEST(Rhythm, KnowsTheDeviceOwnNight) {
    const auto seen = talks(60);
    const Rhythm rhythm(seen, {}, kFlat);
    const int64_t day = kBegin + 30 * kDayMs;
    EXPECT_TRUE(rhythm.usable());
    EXPECT_LT(rhythm.expected_talks(day, day + 7 * kHourMs), 0.5);
    EXPECT_GT(rhythm.expected_talks(day + 9 * kHourMs, day + 21 * kHourMs), 3.5);
    EXPECT_GT(rhythm.chance_of_silence(day, day + 7 * kHourMs), 0.5);
    EXPECT_LT(rhythm.chance_of_silence(day, day + 3 * kDayMs), 1e-3);
}

TEST(Rhythm, IsNotSpoiledByTheGapItself) {
    auto seen = talks(60);
    const Rhythm whole(seen, {}, kFlat);
    std::erase_if(seen, [](const Talk& talk) {
        return talk.begin_ms > kBegin + 20 * kDayMs && talk.begin_ms < kBegin + 32 * kDayMs;
    });
    const Rhythm holed(seen, {}, kFlat);
    const int64_t day = kBegin + 50 * kDayMs;
    const double before = whole.expected_talks(day, day + kDayMs);
    EXPECT_NEAR(holed.expected_talks(day, day + kDayMs), before, 0.15 * before);
}

TEST(Rhythm, FollowsADeviceThatGrewQuiet) {
    auto seen = talks(60);
    int kept = 0;
    std::erase_if(seen, [&](const Talk& talk) { return talk.begin_ms > kBegin + 30 * kDayMs && ++kept % 6 != 0; });
    const Rhythm rhythm(seen, {}, kFlat);
    const int64_t busy = kBegin + 15 * kDayMs;
    const int64_t quiet = kBegin + 45 * kDayMs;
    EXPECT_LT(rhythm.expected_talks(quiet, quiet + kDayMs), 0.6 * rhythm.expected_talks(busy, busy + kDayMs));
}

TEST(Rhythm, SaysNothingOfTooFewTalks) {
    const std::vector<Talk> few = {{kBegin, kBegin}, {kBegin + kDayMs, kBegin + kDayMs}};
    EXPECT_FALSE(Rhythm(few, {}, kFlat).usable());
    EXPECT_FALSE(Rhythm({}, {}, kFlat).usable());
    EXPECT_EQ(Rhythm({}, {}, kFlat).expected_talks(0, kDayMs), 0);
}

}  // namespace
}  // namespace verbatim::gaps
