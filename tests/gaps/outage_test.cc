// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/outage.h"

#include <gtest/gtest.h>

namespace verbatim::gaps {
namespace {

constexpr int64_t kMinute = 60'000;
const Window kWindow{0, 30 * kDayMs, false, false};

// Each day a few devices have a gap of an hour of their own.
std::vector<DeviceSpan> usual() {
    std::vector<DeviceSpan> spans;
    for (uint32_t day = 0; day < 30; ++day) {
        for (uint32_t device = 0; device < 4; ++device) {
            const int64_t begin = day * kDayMs + (8 + device * 3) * kHourMs;
            spans.push_back({device + day * 4, {begin, begin + kHourMs}});
        }
    }
    return spans;
}

TEST(Outage, SeesNoneInWhatIsUsual) {
    EXPECT_TRUE(find_outages(usual(), kWindow).empty());
    EXPECT_TRUE(find_outages({}, kWindow).empty());
}

TEST(Outage, GroupsDevicesThatFallSilentAtOnce) {
    auto spans = usual();
    const int64_t begin = 12 * kDayMs + 15 * kHourMs;
    for (uint32_t device = 200; device < 230; ++device) {
        // Each shows its last row up to half an hour before, and its next up to half an hour after.
        spans.push_back({device, {begin - (device - 200) * kMinute, begin + 2 * kHourMs + (device - 200) * kMinute}});
    }
    const auto outages = find_outages(spans, kWindow);
    ASSERT_EQ(outages.size(), 1U);
    EXPECT_GE(outages[0].devices.size(), 30U);
    EXPECT_NEAR(static_cast<double>(outages[0].begin_ms), static_cast<double>(begin), 5.0 * kMinute);
    EXPECT_NEAR(static_cast<double>(outages[0].end_ms), static_cast<double>(begin + 2 * kHourMs), 5.0 * kMinute);
}

TEST(Outage, LongGapsOfTheirOwnAreNone) {
    std::vector<DeviceSpan> spans;
    for (uint32_t device = 0; device < 40; ++device) {
        spans.push_back({device, {5 * kDayMs + device * kHourMs, 9 * kDayMs + device * kHourMs}});
    }
    EXPECT_TRUE(find_outages(spans, kWindow).empty());
}

}  // namespace
}  // namespace verbatim::gaps
