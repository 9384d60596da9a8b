// SPDX-License-Identifier: Apache-2.0
#include "app/internal/needles.h"

#include <gtest/gtest.h>

#include <set>

namespace verbatim::app {
namespace {

std::multiset<size_t> found_in(const Needles& needles, std::string_view bytes) {
    std::multiset<size_t> found;
    needles.find(bytes, [&](size_t needle, size_t begin, size_t end) {
        EXPECT_LT(begin, end);
        EXPECT_LE(end, bytes.size());
        found.insert(needle);
    });
    return found;
}

TEST(Needles, AreFoundInEverySpelling) {
    Needles needles;
    needles.add("two \"boxes\" & caf\xc3\xa9\n");
    needles.add("something else");
    needles.ready();
    const std::string utf16{"t\0w\0o\0 \0\"\0b\0o\0x\0e\0s\0\"\0 \0&\0 \0c\0a\0f\0\xe9\0\n\0", 38};
    for (const std::string& text :
         {std::string("two \"boxes\" & caf\xc3\xa9\n"), std::string("two \\\"boxes\\\" & caf\\u00e9\\n"),
          std::string("two \\\"boxes\\\" & caf\xc3\xa9\\n"), std::string("two \\\"boxes\\\" & caf\\u00E9\\n"),
          std::string("two \"boxes\" &amp; caf\xc3\xa9\n"), std::string("two \"\"boxes\"\" & caf\xc3\xa9\n"), utf16}) {
        EXPECT_EQ(found_in(needles, text), std::multiset<size_t>{0}) << text;
        EXPECT_EQ(found_in(needles, "x" + text + "something elsewhere"), (std::multiset<size_t>{0, 1})) << text;
        EXPECT_TRUE(found_in(needles, text.substr(1)).empty());
        EXPECT_TRUE(found_in(needles, text.substr(0, text.size() - 1)).empty());
    }
}

TEST(Needles, OfLongOnesTheBeginningCounts) {
    Needles needles;
    const std::string words(1000, 'w');
    needles.add("begin " + words);
    needles.ready();
    EXPECT_LE(needles.longest(), 6 * Needles::kMost);
    EXPECT_EQ(found_in(needles, "begin " + words).size(), 1U);
    EXPECT_TRUE(found_in(needles, words).empty());
}

}  // namespace
}  // namespace verbatim::app
