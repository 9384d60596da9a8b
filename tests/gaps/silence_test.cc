// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/silence.h"

#include <gtest/gtest.h>

namespace verbatim::gaps {
namespace {

using record::Direction;

constexpr int64_t kMinute = 60'000;
constexpr std::array<double, 24> kFlat = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

// A phone that writes and gets a message every ten minutes from 8 to 22 o'clock, of which `lost` takes rows.
template <class Lost>
SilenceVerdict judged(Lost&& lost, bool numbered) {
    DeviceScan scan({0, 40 * kDayMs, false, false}, 2 * kHourMs, [](const MissingNumbers&) { return Result<void>(); });
    scan.begin("phone", numbered);
    uint64_t number = 0;
    uint64_t seq = 0;
    for (int64_t day = 0; day < 40; ++day) {
        for (int64_t minute = 8 * 60; minute < 22 * 60; minute += minute % 60 == 20 ? 60 : 10) {
            for (const Direction direction : {Direction::incoming, Direction::outgoing}) {
                ++number;
                const int64_t ms = day * kDayMs + minute * kMinute;
                if (!lost(ms, direction)) {
                    EXPECT_TRUE(scan.add({"phone", numbered ? number : store::kNoSequence, ms, seq++, direction}).ok());
                }
            }
        }
    }
    const DeviceActivity& seen = **scan.finish();
    return numbered ? judge_by_numbers(seen, kFlat) : *judge_by_rhythm(seen, kFlat);
}

bool nothing(int64_t, Direction) {
    return false;
}

// Day 20, 10 to 16 o'clock.
bool in_gap(int64_t ms) {
    return ms >= 20 * kDayMs + 10 * kHourMs && ms < 20 * kDayMs + 16 * kHourMs;
}

TEST(Silence, NightsOfAWholeDeviceAreReal) {
    const SilenceVerdict verdict = judged(nothing, true);
    EXPECT_TRUE(verdict.confirmed.empty());
    EXPECT_EQ(verdict.counts.real, verdict.counts.all);
    EXPECT_GE(verdict.counts.all, 39U);
}

TEST(Silence, MissingNumbersConfirmAGap) {
    const SilenceVerdict verdict = judged([](int64_t ms, Direction) { return in_gap(ms); }, true);
    ASSERT_EQ(verdict.confirmed.size(), 1U);
    const Silence& silence = verdict.confirmed[0];
    EXPECT_EQ(silence.side, Side::both);
    EXPECT_EQ(silence.basis, Basis::numbers);
    EXPECT_LT(silence.before.ms, 20 * kDayMs + 10 * kHourMs);
    EXPECT_GE(silence.after->ms, 20 * kDayMs + 16 * kHourMs);
    EXPECT_EQ(silence.missing, silence.after->number - silence.before.number - 1);
    EXPECT_GT(silence.expected_rows, 10);
}

TEST(Silence, OneDirectionIsToldFromBoth) {
    const SilenceVerdict verdict =
        judged([](int64_t ms, Direction direction) { return in_gap(ms) && direction == Direction::incoming; }, true);
    ASSERT_EQ(verdict.confirmed.size(), 1U);
    EXPECT_EQ(verdict.confirmed[0].side, Side::incoming);
    EXPECT_GE(verdict.confirmed[0].other_rows, 5U);
}

TEST(Silence, WithoutNumbersTheChanceDecides) {
    const SilenceVerdict whole = judged(nothing, false);
    EXPECT_TRUE(whole.candidates.empty());
    const SilenceVerdict verdict =
        judged([](int64_t ms, Direction) { return ms >= 20 * kDayMs && ms < 25 * kDayMs; }, false);
    ASSERT_FALSE(verdict.candidates.empty());
    EXPECT_EQ(verdict.candidates[0].side, Side::both);
    EXPECT_EQ(verdict.candidates[0].basis, Basis::rhythm);
    EXPECT_LT(verdict.candidates[0].chance, 1e-6);
    EXPECT_EQ(verdict.candidates[0].missing, 0U);
}

TEST(Silence, FalseDiscoveryLimitGrowsWithWhatIsThere) {
    EXPECT_EQ(false_discovery_limit({}, 1000, 0.02), 0);
    EXPECT_EQ(false_discovery_limit({1e-4, 2e-3}, 1000, 0.02), 0);
    EXPECT_EQ(false_discovery_limit({1e-5, 2e-3}, 1000, 0.02), 1e-5);
    EXPECT_EQ(false_discovery_limit({1e-5, 3e-5, 2e-3}, 1000, 0.02), 3e-5);
}

}  // namespace
}  // namespace verbatim::gaps
