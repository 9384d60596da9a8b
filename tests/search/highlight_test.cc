// SPDX-License-Identifier: Apache-2.0
#include "search/highlight.h"

#include <gtest/gtest.h>

namespace verbatim::search {
namespace {

std::string marked(std::string_view query, std::string_view text) {
    std::string out;
    size_t at = 0;
    for (const Span& span : Highlight(query).find(text)) {
        out += text.substr(at, span.begin - at);
        out += "[";
        out += text.substr(span.begin, span.end - span.begin);
        out += "]";
        at = span.end;
    }
    return out.append(text.substr(at));
}

TEST(Highlight, FindsWordsOnEveryLine) {
    EXPECT_EQ(marked("boxes", "two boxes\nno, three boxes\tor so"), "two [boxes]\nno, three [boxes]\tor so");
    EXPECT_EQ(marked("box* café", "boxes in a CAFE"), "[box]es in a [CAFE]");
}

TEST(Highlight, KnowsNothingOfWhatIsNoWord) {
    EXPECT_EQ(marked("/bo.es/ NOT two", "two boxes"), "two boxes");
    EXPECT_EQ(marked("(broken", "broken"), "broken");
    EXPECT_EQ(marked("*", "anything"), "anything");
}

}  // namespace
}  // namespace verbatim::search
