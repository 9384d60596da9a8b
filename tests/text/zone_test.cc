// SPDX-License-Identifier: Apache-2.0
#include "text/zone.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "text/datetime.h"

namespace verbatim::text {
namespace {

int64_t ms(int32_t year, int32_t month, int32_t day, int32_t hour, int32_t minute) {
    return *civil_to_ms({year, month, day, hour, minute, 0, 0});
}

Zone zone(std::string_view name) {
    Result<Zone> found = Zone::find(name);
    EXPECT_TRUE(found.ok()) << name;
    return found ? *found : Zone::fixed(12'345);
}

TEST(Zone, FixedOffsets) {
    EXPECT_EQ(zone("+02:00").from_local(ms(2021, 7, 1, 12, 0)).utc_ms, ms(2021, 7, 1, 10, 0));
    EXPECT_EQ(zone("-0330").from_local(ms(2021, 7, 1, 12, 0)).utc_ms, ms(2021, 7, 1, 15, 30));
    EXPECT_EQ(zone("Z").offset_at(0), 0);
    EXPECT_EQ(zone("UTC+2").offset_at(0), 7200);
    EXPECT_EQ(zone("UTC").name(), "UTC");
    EXPECT_EQ(offset_text(-12'600), "-03:30");
    EXPECT_EQ(offset_text(0), "+00:00");
    EXPECT_EQ(offset_text(1172), "+00:19:32");
}

TEST(Zone, SummerAndWinter) {
    const Zone amsterdam = zone("Europe/Amsterdam");
    EXPECT_EQ(amsterdam.from_local(ms(2020, 7, 1, 12, 0)).utc_ms, ms(2020, 7, 1, 10, 0));
    EXPECT_EQ(amsterdam.from_local(ms(2020, 1, 1, 12, 0)).utc_ms, ms(2020, 1, 1, 11, 0));
    EXPECT_EQ(amsterdam.from_local(ms(2020, 7, 1, 12, 0)).fit, Fit::unique);
    EXPECT_EQ(amsterdam.name(), "Europe/Amsterdam");
}

TEST(Zone, ClockPutBack) {  // 2020-10-25 03:00 became 02:00
    const Zone amsterdam = zone("Europe/Amsterdam");
    const Instant twice = amsterdam.from_local(ms(2020, 10, 25, 2, 30));
    EXPECT_EQ(twice.fit, Fit::ambiguous);
    EXPECT_EQ(twice.offset_seconds, 7200);
    EXPECT_EQ(twice.utc_ms, ms(2020, 10, 25, 0, 30));  // the earlier of the two
    EXPECT_EQ(amsterdam.from_local(ms(2020, 10, 25, 1, 59)).fit, Fit::unique);
    EXPECT_EQ(amsterdam.from_local(ms(2020, 10, 25, 3, 0)).utc_ms, ms(2020, 10, 25, 2, 0));
    EXPECT_EQ(amsterdam.from_local(ms(2020, 10, 25, 3, 0)).fit, Fit::unique);
}

TEST(Zone, ClockPutForward) {  // 2020-03-29 02:00 became 03:00
    const Zone amsterdam = zone("Europe/Amsterdam");
    const Instant never = amsterdam.from_local(ms(2020, 3, 29, 2, 30));
    EXPECT_EQ(never.fit, Fit::gap);
    EXPECT_EQ(never.offset_seconds, 3600);
    EXPECT_EQ(never.utc_ms, ms(2020, 3, 29, 1, 30));
    EXPECT_EQ(amsterdam.from_local(ms(2020, 3, 29, 3, 0)).utc_ms, ms(2020, 3, 29, 1, 0));
    EXPECT_EQ(amsterdam.from_local(ms(2020, 3, 29, 1, 59)).fit, Fit::unique);
}

TEST(Zone, SouthernAndHalfHour) {
    const Zone howe = zone("Australia/Lord_Howe");  // half an hour of summer time
    EXPECT_EQ(howe.from_local(ms(2021, 4, 4, 1, 45)).fit, Fit::ambiguous);
    EXPECT_EQ(howe.from_local(ms(2021, 1, 1, 12, 0)).offset_seconds, 11 * 3600);
    EXPECT_EQ(zone("Asia/Kathmandu").offset_at(0), 19'800);                             // +05:30 until 1986
    EXPECT_EQ(zone("Pacific/Apia").from_local(ms(2011, 12, 30, 12, 0)).fit, Fit::gap);  // a day that never was
}

// Every wall clock minute around the changes of a year comes back to itself, or is said not to exist.
TEST(Zone, RoundTrip) {
    for (const char* name : {"Europe/Amsterdam", "America/St_Johns", "Africa/Casablanca", "America/Sao_Paulo"}) {
        const Zone place = zone(name);
        for (int64_t local = ms(2018, 1, 1, 0, 0); local < ms(2019, 1, 1, 0, 0); local += 15 * 60'000) {
            const Instant instant = place.from_local(local);
            if (instant.fit != Fit::gap) {
                ASSERT_EQ(instant.utc_ms + int64_t{place.offset_at(instant.utc_ms)} * 1000, local) << name;
            }
        }
    }
}

TEST(Zone, UnknownNamesAreRefused) {
    for (const char* name :
         {"", "Europe/Atlantis", "CEST", "GMT+25", "local", "/etc/localtime", "+25:00", "Europe/Amsterdam\n"}) {
        const Result<Zone> found = Zone::find(name);
        ASSERT_FALSE(found) << name;
        EXPECT_EQ(found.error().code, Code::usage);
    }
}

TEST(Zone, EnvironmentDoesNotMatter) {
    setenv("TZ", "Asia/Tokyo", 1);
    EXPECT_EQ(zone("Europe/Amsterdam").offset_at(ms(2020, 7, 1, 0, 0)), 7200);
    EXPECT_EQ(zone("UTC").offset_at(0), 0);
    unsetenv("TZ");
}

}  // namespace
}  // namespace verbatim::text
