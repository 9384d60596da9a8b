// SPDX-License-Identifier: Apache-2.0
#include "formats/accounting.h"

#include <gtest/gtest.h>

#include "formats/debug_sink.h"

namespace verbatim::formats {
namespace {

struct Accounting : ::testing::Test {
    std::string out;
    DebugSink debug{out};
    AccountingSink sink{debug, 10};
    std::string fault() {
        const auto result = sink.finish();
        return result ? "" : result.error().what;
    }
};

TEST_F(Accounting, CountsWhatTiles) {
    record::Message message;
    message.locator = {2, 5, {}, 0};
    sink.structure({0, 2});
    EXPECT_TRUE(sink.message(message));
    EXPECT_TRUE(sink.reject({5, 8}, "bad", "why"));
    EXPECT_TRUE(sink.skip({8, 10}, "header"));
    EXPECT_EQ(fault(), "");
    EXPECT_EQ(sink.totals().messages, 1U);
    EXPECT_EQ(sink.totals().bytes_messages, 3U);
    EXPECT_EQ(sink.totals().bytes_rejected, 3U);
    EXPECT_EQ(sink.totals().bytes_skipped, 2U);
    EXPECT_EQ(sink.totals().bytes_structure, 2U);
}

TEST_F(Accounting, NamesAHole) {
    sink.structure({0, 2});
    EXPECT_TRUE(sink.skip({3, 10}, "x"));
    EXPECT_NE(fault().find("skip [3, 10) leaves a hole: bytes up to 2 of 10"), std::string::npos);
    EXPECT_EQ(sink.finish().error().code, Code::internal);
}

TEST_F(Accounting, NamesAnOverlap) {
    sink.structure({0, 6});
    EXPECT_TRUE(sink.skip({5, 10}, "x"));
    EXPECT_NE(fault().find("overlaps"), std::string::npos);
}

TEST_F(Accounting, NamesWhatIsBehindTheSource) {
    sink.structure({0, 11});
    EXPECT_NE(fault().find("ends behind the source"), std::string::npos);
}

TEST_F(Accounting, NamesAMissingEnd) {
    sink.structure({0, 6});
    EXPECT_EQ(fault(), "bytes [6, 10) were not accounted for");
}

TEST_F(Accounting, TilerFillsTheGaps) {
    Tiler tiler(sink);
    EXPECT_TRUE(tiler.skip({3, 5}, "x"));
    EXPECT_TRUE(tiler.reject({5, 6}, "bad", "why"));
    tiler.structure_until(10);
    EXPECT_EQ(fault(), "");
    EXPECT_EQ(sink.totals().bytes_structure, 7U);
}

}  // namespace
}  // namespace verbatim::formats
