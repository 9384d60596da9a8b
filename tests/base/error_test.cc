// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/result.h"

namespace verbatim {
namespace {

Result<int> half(int value) {
    if (value % 2 != 0) {
        return Error{Code::malformed, "odd", {"input", 3}, "give an even number"};
    }
    return value / 2;
}

Result<int> quarter(int value) {
    VB_TRY_ASSIGN(const int once, half(value));
    return half(once);
}

TEST(Error, SaysWhereWhatAndWhatToDo) {
    EXPECT_EQ(half(3).error().to_string(), "input at 3: odd (malformed); give an even number");
}

TEST(Result, PropagatesTheFirstError) {
    EXPECT_EQ(*quarter(8), 2);
    EXPECT_EQ(quarter(6).error().code, Code::malformed);
    EXPECT_EQ(quarter(7).error().code, Code::malformed);
}

TEST(Result, ReadingAFailedResultAborts) {
    EXPECT_DEATH(static_cast<void>(*half(3)), "broken assumption");
}

TEST(Hex, RoundTripsAndNamesTheBadDigit) {
    EXPECT_EQ(to_hex(as_bytes("\x01\xfe")), "01fe");
    EXPECT_EQ(*from_hex("01FE"), "\x01\xfe");
    EXPECT_EQ(from_hex("01g0").error().where.offset, 2U);
    EXPECT_FALSE(from_hex("012"));
}

}  // namespace
}  // namespace verbatim
