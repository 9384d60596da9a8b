// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace verbatim {
namespace {

TEST(Utf8, LongRunsAndBorders) {
    EXPECT_TRUE(is_utf8("plain text that is longer than eight bytes"));
    EXPECT_TRUE(is_utf8(std::string("with a NUL \0 inside", 19)));
    EXPECT_TRUE(is_utf8("12345678\xf0\x9f\x98\x80"));
    EXPECT_FALSE(is_utf8("12345678\xf0\x9f\x98"));
    EXPECT_FALSE(is_utf8("1234567\x80"));
    EXPECT_FALSE(is_utf8("\xe0\x9f\x80"));
    EXPECT_FALSE(is_utf8("\xf0\x8f\x80\x80"));
    EXPECT_TRUE(is_utf8("\xed\x9f\xbf\xee\x80\x80"));
}

}  // namespace
}  // namespace verbatim
