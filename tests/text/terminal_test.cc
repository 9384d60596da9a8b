// SPDX-License-Identifier: Apache-2.0
#include "text/terminal.h"

#include <gtest/gtest.h>

namespace verbatim::text {
namespace {

TEST(Terminal, CountsColumnsAndNotBytes) {
    EXPECT_EQ(display_width(""), 0U);
    EXPECT_EQ(display_width("van"), 3U);
    EXPECT_EQ(display_width("фургон"), 6U);
    EXPECT_EQ(display_width("仓库"), 4U);
    EXPECT_EQ(display_width("e\u0301"), 1U) << "a combining accent takes no column";
    EXPECT_EQ(display_width("\U0001f6b2"), 2U);
    EXPECT_EQ(display_width("a\xff"), 2U) << "an invalid byte is shown as one sign";
}

TEST(Terminal, ClipShowsThatItCut) {
    EXPECT_EQ(clip("boxes", 5), "boxes");
    EXPECT_EQ(clip("boxes", 4), "box…");
    EXPECT_EQ(clip("仓库见面", 5), "仓库…");
    EXPECT_EQ(clip("仓库见面", 4), "仓…") << "half a wide character is never shown";
    EXPECT_EQ(clip("boxes", 1), "…");
    EXPECT_EQ(clip("boxes", 0), "");
    EXPECT_EQ(clip("cafe\u0301s", 5), "cafe\u0301s");
}

TEST(Terminal, WrapBreaksAtSpaces) {
    EXPECT_EQ(wrap("two boxes of frames", 9), (std::vector<std::string_view>{"two boxes", "of frames"}));
    EXPECT_EQ(wrap("two boxes of frames", 10), (std::vector<std::string_view>{"two boxes", "of frames"}));
    EXPECT_EQ(wrap("aaaaaaaa", 3), (std::vector<std::string_view>{"aaa", "aaa", "aa"}));
    EXPECT_EQ(wrap("仓库见面", 4), (std::vector<std::string_view>{"仓库", "见面"}));
    EXPECT_EQ(wrap("", 10), (std::vector<std::string_view>{""}));
    EXPECT_EQ(wrap("仓库", 1), (std::vector<std::string_view>{"仓", "库"}));
}

TEST(Terminal, WrapLosesNoLetter) {
    const std::string text = "the quick brown fox 仓库见面 jumps e\u0301e\u0301e\u0301 over";
    for (size_t columns = 1; columns < 30; ++columns) {
        std::string joined;
        for (const std::string_view line : wrap(text, columns)) {
            EXPECT_LE(display_width(line), std::max<size_t>(columns, 2));
            joined += line;
        }
        std::string expected = text;
        std::erase(expected, ' ');
        std::erase(joined, ' ');
        EXPECT_EQ(joined, expected);
    }
}

}  // namespace
}  // namespace verbatim::text
