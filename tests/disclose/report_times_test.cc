// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_times.h"

#include <gtest/gtest.h>

namespace verbatim::disclose {
namespace {

using record::Precision;
using record::Time;
using record::ZoneBasis;

constexpr int64_t kMs = 1'585'850'608'118;  // 2020-04-02T18:03:28.118Z

std::string plain(const Time& time) {
    TimeWords words;
    words.set(time);
    return words.plain();
}

TEST(TimeWords, YearAndZoneInFull) {
    EXPECT_EQ(plain({"x", kMs, "Europe/Amsterdam", ZoneBasis::configured, Precision::second}),
              "2 April 2020, 20:03:28.118 (Europe/Amsterdam, UTC+02:00)");
    EXPECT_EQ(plain({"x", kMs, "+02:00", ZoneBasis::stated, Precision::minute}), "2 April 2020, 20:03 (UTC+02:00)");
    EXPECT_EQ(plain({"x", kMs, "Z", ZoneBasis::stated, Precision::millisecond}), "2 April 2020, 18:03:28.118 UTC");
    EXPECT_EQ(plain({"x", kMs, "", ZoneBasis::none, Precision::second}),
              "2 April 2020, 18:03:28.118 (zone not stated)");
    EXPECT_EQ(plain({"x", kMs, "Z", ZoneBasis::assumed, Precision::year}), "2020 UTC");
    EXPECT_EQ(plain({"x", kMs, "Z", ZoneBasis::assumed, Precision::month}), "April 2020 UTC");
}

TEST(TimeWords, SummerAndWinterOfOneZone) {
    TimeWords words;
    words.set({"x", kMs, "Europe/Amsterdam", ZoneBasis::configured, Precision::second});
    words.set({"x", 1'609'459'200'000, "Europe/Amsterdam", ZoneBasis::configured, Precision::second});
    EXPECT_EQ(words.plain(), "1 January 2021, 01:00:00 (Europe/Amsterdam, UTC+01:00)");
    EXPECT_EQ(words.iso(), "2021-01-01T00:00:00Z");
    EXPECT_EQ(words.day(), "1 January 2021");
    EXPECT_EQ(words.zone(), "Europe/Amsterdam, set by hand for this source");
}

TEST(TimeWords, WhatIsNotKnownIsSaid) {
    EXPECT_EQ(plain({}), "");
    EXPECT_EQ(plain({"soon", std::nullopt, "", ZoneBasis::none, {}}), "not readable as a time");
    EXPECT_NE(plain({"x", INT64_MAX, "Z", ZoneBasis::stated, {}}).find("outside the calendar"), std::string::npos);
    EXPECT_NE(plain({"x", INT64_MIN, "Nowhere/Land", ZoneBasis::stated, {}}).find("outside"), std::string::npos);
    TimeWords words;
    words.set({"x", kMs, "", ZoneBasis::none, Precision::second});
    EXPECT_EQ(words.iso(), "2020-04-02T18:03:28.118");
    EXPECT_EQ(words.zone(), "not stated");
}

TEST(TimeWords, AnUnknownZoneIsShownAsUtcAndNamed) {
    TimeWords words;
    words.set({"x", kMs, "Nowhere/Land", ZoneBasis::stated, Precision::second});
    EXPECT_EQ(words.plain(), "2 April 2020, 18:03:28.118 UTC");
    EXPECT_EQ(words.zone(), "Nowhere/Land, stated by the source");
}

}  // namespace
}  // namespace verbatim::disclose
