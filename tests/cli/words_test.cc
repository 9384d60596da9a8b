// SPDX-License-Identifier: Apache-2.0
#include "cli/words.h"

#include <gtest/gtest.h>

#include "cli/exit_code.h"
#include "cli/terminal.h"

namespace verbatim::cli {
namespace {

TEST(Words, NumbersAreGrouped) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(1234567), "1,234,567");
    EXPECT_EQ(counted(1, "message", "messages"), "1 message");
    EXPECT_EQ(counted(2000, "message", "messages"), "2,000 messages");
}

TEST(Words, BytesAndDurations) {
    EXPECT_EQ(bytes_text(1), "1 byte");
    EXPECT_EQ(bytes_text(999), "999 bytes");
    EXPECT_EQ(bytes_text(1000), "1.0 kB");
    EXPECT_EQ(bytes_text(999'960), "1.0 MB");
    EXPECT_EQ(bytes_text(2'400'000'000), "2.4 GB");
    EXPECT_EQ(duration_text(0.254), "0.25 s");
    EXPECT_EQ(duration_text(59.6), "1 min 0 s");
    EXPECT_EQ(duration_text(11'400), "3 h 10 min");
}

TEST(Words, TimesCarryYearAndZone) {
    using record::ZoneBasis;
    constexpr int64_t kTime = 1'585'850'608'118;
    EXPECT_EQ(time_text(kTime, ZoneBasis::stated), "2020-04-02 18:03:28.118 UTC");
    EXPECT_EQ(time_text(kTime, ZoneBasis::none), "2020-04-02 18:03:28.118 (zone not stated)");
    EXPECT_EQ(time_text(kTime, ZoneBasis::assumed), "2020-04-02 18:03:28.118 UTC (zone assumed)");
    EXPECT_EQ(time_text(store::kNoTime, ZoneBasis::none), "no time");
    EXPECT_EQ(time_iso(kTime, ZoneBasis::configured), "2020-04-02T18:03:28.118Z");
    EXPECT_EQ(time_iso(kTime, ZoneBasis::none), "2020-04-02T18:03:28.118");
    EXPECT_EQ(time_iso(store::kNoTime, ZoneBasis::stated), "");
    EXPECT_EQ(time_iso(-1, ZoneBasis::stated), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(period_text(1'585'785'600'000, store::Period::day), "2020-04-02");
    EXPECT_EQ(skew_text(-180'000), "3 min 0 s earlier");
    EXPECT_EQ(skew_text(250), "250 ms later");
    EXPECT_EQ(skew_text(0), "at the same time");
}

TEST(Words, WordsOfOptionsAreThoseOfTheStore) {
    EXPECT_EQ(period_of("hour"), store::Period::hour);
    EXPECT_EQ(period_of("year"), store::Period::year);
    EXPECT_EQ(period_of("week"), std::nullopt);
    EXPECT_EQ(group_key_of("sender"), store::GroupKey::sender);
    EXPECT_EQ(group_key_of("account"), store::GroupKey::account);
    EXPECT_EQ(group_key_of("kind"), store::GroupKey::kind);
    EXPECT_EQ(group_key_of(""), std::nullopt);
}

TEST(ExitCode, EveryErrorHasOneThatIsExplained) {
    for (int code = 0; code <= static_cast<int>(Code::internal); ++code) {
        const Exit exit = exit_of(static_cast<Code>(code));
        EXPECT_NE(exit, Exit::ok);
        EXPECT_EQ(exit_meanings()[static_cast<size_t>(exit)].exit, exit);
    }
    EXPECT_EQ(exit_of(Code::integrity), Exit::not_in_order);
    EXPECT_EQ(exit_of(Code::interrupted), Exit::interrupted);
    EXPECT_EQ(exit_of(Code::conflict), Exit::in_use);
}

TEST(SafeLine, OneLineWithoutControlCharacters) {
    EXPECT_EQ(safe_line("a\nb\r\nc"), "a⏎b⏎c");
    const std::string safe = safe_line("\x1b[2J\x07 \u202e\u0085 x");
    for (const char c : safe) {
        EXPECT_GE(static_cast<unsigned char>(c), 0x20U);
    }
    EXPECT_EQ(safe.find("\u202e"), std::string::npos);
    EXPECT_EQ(safe.find("\u0085"), std::string::npos);
}

}  // namespace
}  // namespace verbatim::cli
