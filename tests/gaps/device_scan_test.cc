// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/device_scan.h"

#include <gtest/gtest.h>

namespace verbatim::gaps {
namespace {

using record::Direction;

constexpr int64_t kMinute = 60'000;
const Window kWindow{0, 30 * kDayMs, false, false};

class Scan : public ::testing::Test {
  protected:
    Scan()
        : scan_(kWindow, 2 * kHourMs, [this](const MissingNumbers& missing) -> Result<void> {
              holes_.emplace_back(missing.first, missing.last);
              return {};
          }) {
        scan_.begin("phone", true);
    }
    void row(uint64_t number, int64_t minute, Direction direction = Direction::incoming) {
        const auto added = scan_.add({"phone", number, minute * kMinute, seq_++, direction});
        ASSERT_TRUE(added.ok()) << added.error().to_string();
    }
    const DeviceActivity& finish() { return **scan_.finish(); }

    std::vector<std::pair<uint64_t, uint64_t>> holes_;
    DeviceScan scan_;
    uint64_t seq_ = 0;
};

TEST_F(Scan, GivesEveryHoleExactly) {
    row(4, 1);
    row(5, 2);
    row(7, 3);
    row(20, 4);
    const DeviceActivity& seen = finish();
    EXPECT_EQ(holes_, (std::vector<std::pair<uint64_t, uint64_t>>{{1, 3}, {6, 6}, {8, 19}}));
    EXPECT_EQ(seen.leading, 3U);
    EXPECT_EQ(seen.missing, 13U);
}

TEST_F(Scan, CountsRepeatedNumbersOnceEach) {
    row(1, 1);
    row(1, 1);
    row(1, 9);
    row(2, 10);
    const DeviceActivity& seen = finish();
    EXPECT_TRUE(holes_.empty());
    EXPECT_EQ(seen.repeated.numbers, 1U);
    EXPECT_EQ(seen.repeated.extra_rows, 2U);
    EXPECT_EQ(seen.repeated.conflicting, 1U);
}

TEST_F(Scan, TellsSilencesOfEachSide) {
    row(1, 0, Direction::incoming);
    row(2, 10, Direction::outgoing);
    row(5, 200, Direction::outgoing);
    row(9, 300, Direction::incoming);
    const DeviceActivity& seen = finish();
    ASSERT_EQ(seen.intervals[0].size(), 1U);
    EXPECT_EQ(seen.intervals[0][0].missing, 2U);
    const auto& incoming = seen.intervals[static_cast<size_t>(Side::incoming)];
    ASSERT_EQ(incoming.size(), 1U);
    EXPECT_EQ(incoming[0].missing, 5U);
    EXPECT_EQ(incoming[0].holes, 2U);
    EXPECT_EQ(incoming[0].other_rows, 2U);
    EXPECT_EQ(incoming[0].between_rows, 1U);
}

TEST_F(Scan, RowsOutsideTheWindowHaveNumbersButNoTime) {
    row(1, 0);
    row(2, -100'000);
    row(3, 1);
    const DeviceActivity& seen = finish();
    EXPECT_TRUE(holes_.empty());
    EXPECT_EQ(seen.outside, 1U);
    EXPECT_EQ(seen.outside_rows.before, 1U);
    EXPECT_TRUE(seen.intervals[0].empty());
}

// A table of one day that was read as another month.
TEST_F(Scan, TakesADisplacedStretchOutAgain) {
    row(1, 0);
    row(2, 30);
    for (uint64_t number = 3; number < 10; ++number) {
        row(number, 14'400 + 120 * static_cast<int64_t>(number));
    }
    row(12, 60);
    row(13, 80);
    const DeviceActivity& seen = finish();
    EXPECT_EQ(seen.displaced, 7U);
    EXPECT_TRUE(seen.intervals[0].empty());
    EXPECT_EQ(seen.last->number, 13U);
    EXPECT_EQ(seen.missing, 2U);
    EXPECT_EQ(seen.talks.size(), 1U);
}

TEST(Runs, ChanceFallsBeyondWhatWasSeen) {
    Runs runs;
    for (int i = 0; i < 900; ++i) {
        runs.add(1);
    }
    for (int i = 0; i < 90; ++i) {
        runs.add(3);
    }
    for (int i = 0; i < 10; ++i) {
        runs.add(5);
    }
    EXPECT_EQ(runs.chance_of(1), 1);
    EXPECT_NEAR(runs.chance_of(3), 0.1, 1e-9);
    EXPECT_NEAR(runs.chance_of(5), 0.01, 1e-9);
    EXPECT_LT(runs.chance_of(9), 0.005);
    EXPECT_LT(runs.chance_of(40), 1e-6);
}

}  // namespace
}  // namespace verbatim::gaps
