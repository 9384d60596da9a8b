// SPDX-License-Identifier: Apache-2.0
#include "text/utf8.h"

#include <gtest/gtest.h>

namespace verbatim::text {
namespace {

TEST(Utf8, AcceptsWhatRfc3629AllowsAndNothingElse) {
    for (const char* good : {"", "abc", "é", "€", "😀", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(is_valid_utf8(good)) << good;
        EXPECT_EQ(valid_utf8_prefix(good), std::string_view(good).size());
    }
    for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                            "\xF5\x80\x80\x80", "\xE2\x82", "\xFF"}) {
        EXPECT_FALSE(is_valid_utf8(bad));
        EXPECT_FALSE(code_point_at(bad, 0).valid);
    }
}

TEST(Utf8, EveryCodePointSurvivesAppendAndDecode) {
    std::string text;
    for (char32_t point = 0; point <= 0x10FFFF; ++point) {
        if (point >= 0xD800 && point <= 0xDFFF) {
            continue;
        }
        text.clear();
        append_utf8(text, point);
        const CodePoint back = code_point_at(text, 0);
        ASSERT_TRUE(back.valid && back.value == point && back.size == text.size()) << static_cast<uint32_t>(point);
    }
}

// The example of the Unicode Standard, section 3.9, table 3-8: eight maximal subparts.
TEST(Utf8, ReplacesMaximalSubpartsAndSaysWhere) {
    std::string scratch;
    const Repaired repaired = repair_utf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64", scratch);
    EXPECT_EQ(repaired.text, "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
    EXPECT_EQ(repaired.replaced, 6U);
    EXPECT_EQ(repaired.first_offset, 1U);
}

TEST(Utf8, ValidTextIsNotCopied) {
    std::string scratch;
    const std::string_view text = "Grüße";
    EXPECT_EQ(repair_utf8(text, scratch).text.data(), text.data());
    EXPECT_TRUE(scratch.empty());
}

TEST(Utf8, ReadsWindows1252) {
    std::string scratch;
    EXPECT_EQ(decode_windows_1252("caf\xE9 \x80 \x93q\x94 \x81", scratch), "café € “q” \u0081");
}

TEST(Utf8, TrimsAsciiBlanksOnly) {
    EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
    EXPECT_EQ(trim("\u00A0a"), "\u00A0a");
    EXPECT_EQ(without_bom("\uFEFFa"), "a");
}

}  // namespace
}  // namespace verbatim::text
