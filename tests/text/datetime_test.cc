// SPDX-License-Identifier: Apache-2.0
#include "text/datetime.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

namespace verbatim::text {
namespace {

std::optional<ParsedTime> parse(std::string_view pattern, std::string_view value) {
    Result<DateTimePattern> compiled = DateTimePattern::compile(pattern);
    EXPECT_TRUE(compiled.ok()) << pattern;
    return compiled ? compiled->parse(value) : std::nullopt;
}

// 2021-10-03T23:05:00, the time most cases below write.
constexpr int64_t kEvening = 1'633'302'300'000;

TEST(Civil, DaysAndBack) {
    EXPECT_EQ(days_from_civil(1970, 1, 1), 0);
    EXPECT_EQ(days_from_civil(2000, 3, 1), 11'017);
    EXPECT_EQ(days_from_civil(1, 1, 1), -719'162);
    EXPECT_EQ(days_from_civil(9999, 12, 31), 2'932'896);
    // A walk over every day of the range, against the counting rule itself.
    CivilTime expected{1, 1, 1, 0, 0, 0, 0};
    for (int64_t day = -719'162; day <= 2'932'896; ++day) {
        const CivilTime found = civil_from_days(day);
        ASSERT_EQ(found.year, expected.year);
        ASSERT_EQ(found.month, expected.month);
        ASSERT_EQ(found.day, expected.day);
        ASSERT_EQ(days_from_civil(found.year, found.month, found.day), day);
        if (++expected.day > days_in_month(expected.year, expected.month)) {
            expected.day = 1;
            if (++expected.month > 12) {
                expected.month = 1;
                ++expected.year;
            }
        }
    }
}

TEST(Civil, InstantsAsText) {
    EXPECT_EQ(clock_text(1'585'850'608'118), "2020-04-02 18:03:28.118");
    EXPECT_EQ(clock_text(-1000), "1969-12-31 23:59:59");
    EXPECT_EQ(instant_text(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(instant_text(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(instant_text(253'402'300'800'000), "+010000-01-01T00:00:00.000Z");
    EXPECT_EQ(instant_text(-62'167'219'200'001), "-000001-12-31T23:59:59.999Z");
    EXPECT_FALSE(instant_text(INT64_MIN).empty());
    EXPECT_FALSE(instant_text(INT64_MAX).empty());
}

TEST(Civil, Strict) {
    EXPECT_TRUE(civil_to_ms({2000, 2, 29, 0, 0, 0, 0}));
    EXPECT_FALSE(civil_to_ms({1900, 2, 29, 0, 0, 0, 0}));
    EXPECT_FALSE(civil_to_ms({2021, 4, 31, 0, 0, 0, 0}));
    EXPECT_FALSE(civil_to_ms({2021, 4, 1, 24, 0, 0, 0}));
    EXPECT_FALSE(civil_to_ms({2021, 4, 1, 10, 30, 60, 0}));
    for (const int64_t ms : {int64_t{0}, int64_t{-1}, int64_t{-62'135'596'800'000}, int64_t{253'402'300'799'999}}) {
        EXPECT_EQ(civil_to_ms(civil_from_ms(ms)), ms);
    }
    const CivilTime before = civil_from_ms(-1);
    EXPECT_EQ(before.year, 1969);
    EXPECT_EQ(before.day, 31);
    EXPECT_EQ(before.nanosecond, 999'000'000);
    EXPECT_EQ(civil_to_ms({2016, 12, 31, 23, 59, 60, 0}), civil_to_ms({2017, 1, 1, 0, 0, 0, 0}));
    EXPECT_FALSE(civil_to_ms({0, 1, 1, 0, 0, 0, 0}));
    EXPECT_FALSE(civil_to_ms({10000, 1, 1, 0, 0, 0, 0}));
}

class Reads : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(Reads, TheEvening) {
    const auto [pattern, value] = GetParam();
    const std::optional<ParsedTime> time = parse(pattern, value);
    ASSERT_TRUE(time) << pattern << " | " << value;
    EXPECT_EQ(time->local_ms, kEvening) << pattern << " | " << value;
}

INSTANTIATE_TEST_SUITE_P(
    Patterns, Reads,
    testing::Values(
        std::tuple{"yyyy-MM-dd HH:mm:ss", "2021-10-03 23:05:00"}, std::tuple{"yyyy-MM-dd HH:mm", " 2021-10-03  23:05 "},
        std::tuple{"d/M/yy, h:mm a", "3/10/21, 11:05 PM"}, std::tuple{"d/M/yy, h:mm a", "3/10/21, 11:05\u202Fp. m."},
        std::tuple{"d/M/yy, h:mm a", "3/10/21, 11:05 p.m."}, std::tuple{"d/M/yy, h:mma", "3/10/21, 11:05PM"},
        std::tuple{"d.M.yyyy, HH:mm", "03.10.2021, 23:05"}, std::tuple{"dd-MMM-yy hh:mm a", "03-okt-21 11:05 PM"},
        std::tuple{"d MMM yyyy HH:mm", "3 October 2021 23:05"}, std::tuple{"d MMM yyyy HH:mm", "3 oct. 2021 23:05"},
        std::tuple{"d MMM yyyy HH:mm", "3 ОКТЯБРЯ 2021 23:05"}, std::tuple{"d MMM yyyy HH:mm", "3 أكتوبر 2021 23:05"},
        std::tuple{"d MMM yyyy HH:mm", "3 października 2021 23:05"},
        std::tuple{"d MMM yyyy HH:mm", "3 EKİM 2021 23:05"}, std::tuple{"d MMM yyyy HH:mm", "3 अक्टूबर 2021 23:05"},
        std::tuple{"yyyy年M月d日 HH:mm", "2021年10月3日 23:05"}, std::tuple{"yyyy/M/d ah:mm", "2021/10/3 下午11:05"},
        std::tuple{"yyyy/M/d ah:mm", "2021/10/3 午後11:05"},
        std::tuple{"yyyy. M. d. a h:mm", "2021. 10. 3. 오후 11:05"},
        std::tuple{"d/M/yyyy, h:mm a", "\u200F٣\u200F/١٠\u200F/٢٠٢١, ١١:٠٥\u00A0م"},
        std::tuple{"yyyy/M/d HH:mm", "۲۰۲۱/۱۰/۳ ۲۳:۰۵"}, std::tuple{"d/M/yyyy HH:mm", "३/१०/२०२१ २३:०५"},
        std::tuple{"d MMM yyyy 'at' h:mm a", "3 Oct 2021 at 11:05 pm"}, std::tuple{"yyyyMMddHHmmss", "20211003230500"},
        std::tuple{"yyyy-MM-dd HH:mm[:ss][.S]", "2021-10-03 23:05:00.000"},
        std::tuple{"yyyy-MM-dd HH:mm[:ss][.S]", "2021-10-03 23:05"}, std::tuple{"epoch_s", "1633302300"},
        std::tuple{"epoch_ms", "1633302300000"}, std::tuple{"epoch_us", "1633302300000000"},
        std::tuple{"epoch_ns", "1633302300000000000"}, std::tuple{"apple_s", "654995100"},
        std::tuple{"apple_ns", "654995100000000000"}, std::tuple{"filetime", "132777759000000000"},
        std::tuple{"webkit_us", "13277775900000000"}, std::tuple{"dotnet_ticks", "637688991000000000"},
        std::tuple{"EEE MMM d HH:mm:ss yyyy", "Sun Oct  3 23:05:00 2021"},
        std::tuple{"rfc3339", "2021-10-03T23:05:00Z"}, std::tuple{"rfc2822", "Sun, 3 Oct 2021 23:05:00 +0000"}));

TEST(Pattern, RefusesWhatIsNoDate) {
    EXPECT_FALSE(parse("d/M/yy, HH:mm", "31/4/21, 10:00"));
    EXPECT_FALSE(parse("d/M/yy, HH:mm", "1/13/21, 10:00"));
    EXPECT_FALSE(parse("d/M/yy, HH:mm", "1/1/21, 24:00"));
    EXPECT_FALSE(parse("d/M/yy, HH:mm", "1/1/21, 10:60"));
    EXPECT_FALSE(parse("d/M/yy, HH:mm", "1/1/21, 10:00 and more"));
    EXPECT_FALSE(parse("d/M/yy, h:mm a", "1/1/21, 13:00 PM"));
    EXPECT_FALSE(parse("d/M/yy, h:mm a", "1/1/21, 10:00 amber"));
    EXPECT_FALSE(parse("d MMM yyyy", "3 octet 2021"));
    EXPECT_FALSE(parse("dd.MM.yyyy", "3.10.2021"));
    EXPECT_FALSE(parse("d/M/yyyy", "3/10/21"));
    EXPECT_FALSE(parse("d/M/yyyy", "3/1\u0660/2021"));  // digits of two scripts in one number
    EXPECT_FALSE(parse("epoch_s", "253402300800"));     // year 10000
    EXPECT_FALSE(parse("epoch_s", ""));
    EXPECT_FALSE(parse("epoch_ns", "9999999999999999999"));
    EXPECT_FALSE(parse("epoch_s", "12345678901234567890"));
    EXPECT_FALSE(parse("yyyy", "0000"));
}

TEST(Pattern, TwoDigitYears) {
    EXPECT_EQ(parse("d/M/yy", "1/1/68")->civil.year, 2068);
    EXPECT_EQ(parse("d/M/yy", "1/1/69")->civil.year, 1969);
}

TEST(Pattern, NoonAndMidnight) {
    EXPECT_EQ(parse("h:mm a", "12:00 AM")->civil.hour, 0);
    EXPECT_EQ(parse("h:mm a", "12:00 PM")->civil.hour, 12);
    EXPECT_EQ(parse("h:mm a", "0:08 a. m.")->civil.hour, 0);
    EXPECT_EQ(parse("h:mm a", "11:59 ب.ظ.")->civil.hour, 23);
    EXPECT_EQ(parse("ah:mm", "晚上11:59")->civil.hour, 23);
}

TEST(Pattern, PrecisionAndZone) {
    EXPECT_EQ(parse("yyyy", "2021")->precision, TimePrecision::year);
    EXPECT_EQ(parse("MM/yyyy", "10/2021")->precision, TimePrecision::month);
    EXPECT_EQ(parse("d.M.yyyy", "3.10.2021")->precision, TimePrecision::day);
    EXPECT_EQ(parse("d.M.yyyy HH", "3.10.2021 23")->precision, TimePrecision::hour);
    EXPECT_EQ(parse("d.M.yyyy HH:mm", "3.10.2021 23:05")->precision, TimePrecision::minute);
    EXPECT_EQ(parse("epoch_s", "1633302300.123")->precision, TimePrecision::millisecond);
    EXPECT_EQ(parse("epoch_s", "1633302300.123")->local_ms, kEvening + 123);
    EXPECT_EQ(parse("epoch_s", "-1.5")->local_ms, -1500);
    EXPECT_FALSE(parse("d.M.yyyy HH:mm", "3.10.2021 23:05")->zone_stated);
    const std::optional<ParsedTime> zoned = parse("yyyy-MM-dd HH:mm z", "2021-10-04 01:05 +0200");
    ASSERT_TRUE(zoned);
    EXPECT_TRUE(zoned->zone_stated);
    EXPECT_EQ(zoned->zone_text, "+0200");
    EXPECT_EQ(zoned->utc_ms(), kEvening);
    EXPECT_EQ(parse("rfc2822", "Sun, 3 Oct 2021 18:05 EST")->utc_ms(), kEvening);
    EXPECT_TRUE(parse("epoch_ms", "0")->zone_stated);
    EXPECT_FALSE(parse("dotnet_ticks", "637688991000000000")->zone_stated);
}

TEST(Pattern, IncompleteDates) {
    const std::optional<ParsedTime> time = parse("MMM d HH:mm:ss", "dec 31 21:11:55");
    ASSERT_TRUE(time);
    EXPECT_FALSE(time->date_complete);
    EXPECT_EQ(complete(*time, {2011, 1, 1, 0, 0, 0, 0})->local_ms, 1'325'365'915'000);
    EXPECT_FALSE(complete(*parse("MMM d HH:mm", "Feb 29 10:00"), {2011, 1, 1, 0, 0, 0, 0}));
    EXPECT_FALSE(parse("MMM d HH:mm:ss", "dec 31 39:95:90"));
}

TEST(Pattern, Language) {
    const auto fails_at = [](std::string_view pattern, uint64_t column) {
        const Result<DateTimePattern> compiled = DateTimePattern::compile(pattern);
        ASSERT_FALSE(compiled) << pattern;
        EXPECT_EQ(compiled.error().code, Code::usage);
        EXPECT_EQ(compiled.error().where.offset, column) << pattern;
    };
    fails_at("yyyy-QQ", 5);
    fails_at("yyy", 0);
    fails_at("yyyy 'at", 5);
    fails_at("yyyy[-MM", 8);
    fails_at("h:mm", 0);
    fails_at("", 0);
}

TEST(Rfc3339, FormsAndLimits) {
    EXPECT_EQ(parse_rfc3339("2021-10-03T23:05:00")->local_ms, kEvening);
    EXPECT_EQ(parse_rfc3339("2021-10-04T01:05:00.5+02:00")->utc_ms(), kEvening + 500);
    EXPECT_EQ(parse_rfc3339("2021-10-03T23:05:00,123456Z")->precision, TimePrecision::microsecond);
    EXPECT_EQ(parse_rfc3339("2021-10-03 23:05")->precision, TimePrecision::minute);
    for (const char* wrong : {"2021-10-03", "2021-10-03T23:05:00X", "2021-10-03T23:05:00+25:00", "2021-10-03T23:05:00.",
                              "2021-1a-03T23:05:00", "2021-02-30T00:00:00Z", "+021-10-03T23:05:00", ""}) {
        EXPECT_FALSE(parse_rfc3339(wrong)) << wrong;
    }
}

TEST(Detector, ADayAboveTwelveDecides) {
    DateTimeDetector detector;
    detector.add("03/04/2021 10:00");
    detector.add("");
    std::vector<DateTimeDetector::Candidate> found = detector.candidates();
    ASSERT_EQ(found.size(), 2U);  // undecided between day and month first
    detector.add("13/04/2021 10:01");
    found = detector.candidates();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].pattern, "d/M/yyyy[,] H:mm[:ss]");
    EXPECT_EQ(found[0].count, 2U);
    detector.add("tomorrow");
    EXPECT_TRUE(detector.candidates().empty());
}

TEST(Detector, Epochs) {
    DateTimeDetector detector;
    detector.add("1633302300123");
    ASSERT_FALSE(detector.candidates().empty());
    EXPECT_EQ(detector.candidates()[0].pattern, "epoch_ms");
}

TEST(Parts, HostileInputEnds) {
    const std::string marks(100'000, '\x80');
    EXPECT_EQ(skip_spaces(marks, 0), 0U);
    EXPECT_FALSE(read_month_name(marks, 0));
    EXPECT_FALSE(read_day_part(marks, 0));
    EXPECT_FALSE(read_month_name(std::string(1000, 'a'), 0));
    EXPECT_FALSE(read_number("", 0, 4));
    EXPECT_EQ(read_number("12345678901234567890123", 0, 30)->digits, 19);
}

}  // namespace
}  // namespace verbatim::text
