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

// Every text of up to four bytes from the borders of the classes, alone and behind a long run, against the decoder.
TEST(Utf8, AgreesWithTheDecoder) {
    const std::string bytes(
        "\0\x41\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xff", 25);
    const auto decodes = [](std::string_view text) {
        for (size_t at = 0; at < text.size();) {
            const CodePoint point = code_point_at(text, at);
            if (!point.valid) {
                return false;
            }
            at += point.size;
        }
        return true;
    };
    std::string text;
    size_t valid = 0;
    for (const char a : bytes) {
        for (const char b : bytes) {
            for (const char c : bytes) {
                for (const char d : bytes) {
                    text.assign({a, b, c, d});
                    ASSERT_EQ(is_utf8(text), decodes(text));
                    ASSERT_EQ(is_utf8(text.substr(0, 3)), decodes(text.substr(0, 3)));
                    ASSERT_EQ(is_utf8("twenty-one long bytes" + text), decodes(text));
                    valid += decodes(text) ? 1 : 0;
                }
            }
        }
    }
    EXPECT_GT(valid, 0U);
}

}  // namespace
}  // namespace verbatim
