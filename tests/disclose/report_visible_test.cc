// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_visible.h"

#include <gtest/gtest.h>

namespace verbatim::disclose {
namespace {

TEST(VisibleText, OrdinaryTextStands) {
    for (const char* text : {"", "plain", "two\nlines\tand a tab",
                             "café 👍🏽 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️",
                             "می‌خواهم", "नमस्ते", "שלום"}) {
        EXPECT_EQ(visible(text), text);
    }
}

TEST(VisibleText, HiddenCharactersAreSpelledOut) {
    EXPECT_EQ(visible("a\xE2\x80\xAE"
                      "b"),
              "a⟨U+202E⟩b");
    EXPECT_EQ(visible("\xE2\x80\x8B"), "⟨U+200B⟩");
    EXPECT_EQ(visible("\xEF\xBB\xBF"), "⟨U+FEFF⟩");
    EXPECT_EQ(visible("a\rb"), "a⟨U+000D⟩b");
    EXPECT_EQ(visible(std::string_view("\0\x1B[0m", 5)), "⟨U+0000⟩⟨U+001B⟩[0m");
    // Joiners where nothing joins, tags where no flag is.
    EXPECT_EQ(visible("pay\xE2\x80\x8Dpal"), "pay⟨U+200D⟩pal");
    EXPECT_EQ(visible("\xF3\xA0\x81\xA7x"), "⟨U+E0067⟩x");
    EXPECT_EQ(visible("\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2"), "⟨U+E0067⟩⟨U+E0062⟩");
    EXPECT_EQ(visible("\xE2\x80\x8D"), "⟨U+200D⟩");
}

TEST(VisibleText, BrokenBytesBecomeReplacementCharacters) {
    EXPECT_EQ(visible("a\xFF"
                      "b\xE2\x80"),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD");
}

TEST(VisibleText, RunsCoverTheWholeText) {
    const std::string_view text =
        "a\xE2\x80\xAE"
        "b\xFF"
        "c\x01";
    VisibleText walk(text);
    VisibleRun run;
    size_t size = 0;
    while (walk.next(run)) {
        size += run.size;
    }
    EXPECT_EQ(size, text.size());
}

}  // namespace
}  // namespace verbatim::disclose
