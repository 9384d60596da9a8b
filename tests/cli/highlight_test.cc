// SPDX-License-Identifier: Apache-2.0
#include "cli/highlight.h"

#include <gtest/gtest.h>

#include "text/terminal.h"

namespace verbatim::cli {
namespace {

Terminal colours() {
    Terminal terminal;
    terminal.set_color("always");
    return terminal;
}

// The text with [ ] around what is highlighted.
std::string marked(const std::string& query, const std::string& text, size_t columns = 0) {
    std::string out = Highlight(query).apply(colours(), text, columns);
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"\x1b[1;33m", "["}, {"\x1b[0m", "]"}}) {
        for (size_t at = 0; (at = out.find(from, at)) != std::string::npos;) {
            out.replace(at, from.size(), to);
        }
    }
    return out;
}

TEST(Highlight, MarksWordsAsTheStoreFoldsThem) {
    EXPECT_EQ(marked("boxes", "two boxes, and frames"), "two [boxes], and frames");
    EXPECT_EQ(marked("cafe", "im Café Zürich"), "im [Café] Zürich");
    EXPECT_EQ(marked("box*", "two boxes"), "two [box]es");
    EXPECT_EQ(marked("\"two boxes\"", "two boxes"), "[two] [boxes]");
    EXPECT_EQ(marked("仓库", "在仓库见面"), "在[仓库]见面");
    EXPECT_EQ(marked("boxes", "nothing here"), "nothing here");
}

TEST(Highlight, LeavesOutWhatIsNotAskedFor) {
    EXPECT_EQ(marked("two NOT boxes", "two boxes"), "[two] boxes");
    EXPECT_EQ(marked("from:two boxes", "two boxes"), "two [boxes]");
    EXPECT_EQ(marked("(broken", "broken"), "broken");
}

TEST(Highlight, CutsAroundTheMatchAndSaysSo) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
        text += "filler ";
    }
    text += "needle and more words behind it that do not fit";
    const std::string cut = marked("needle", text, 40);
    EXPECT_NE(cut.find("[needle]"), std::string::npos) << cut;
    EXPECT_TRUE(cut.starts_with("…")) << cut;
    EXPECT_TRUE(cut.ends_with("…")) << cut;
    EXPECT_LE(text::display_width(cut), 42U) << "two brackets of this test's own";
    EXPECT_EQ(marked("word", "short", 40), "short");
}

}  // namespace
}  // namespace verbatim::cli
