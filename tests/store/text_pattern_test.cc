// SPDX-License-Identifier: Apache-2.0
#include "store/internal/text_pattern.h"

#include <gtest/gtest.h>

namespace verbatim::store {
namespace {

std::string glob_regex(std::string_view glob) {
    return sequence_regex(*glob_pattern(glob));
}

TEST(TextPattern, WildcardsStayInTheirWord) {
    EXPECT_EQ(glob_regex("Kil*"), "kil[^ ]* ");
    EXPECT_EQ(glob_regex("k?lo"), "k[^ ]lo ");
    EXPECT_EQ(glob_regex("big_bo*"), "big bo[^ ]* ");
    EXPECT_EQ(glob_regex("a\\*b?"), "a b[^ ] ");
}

TEST(TextPattern, StarsBesideOneCharacterWords) {
    EXPECT_EQ(glob_regex("你*"), "你 ");
    EXPECT_EQ(glob_regex("*你"), "你 ");
    EXPECT_EQ(glob_regex("你*好"), "你 (?:[^ ] )*好 ");
    EXPECT_EQ(glob_regex("你?好"), "你 [^ ] 好 ");
}

TEST(TextPattern, NothingToSearchForIsAnError) {
    EXPECT_FALSE(literal_pattern("!!!").ok());
    EXPECT_FALSE(glob_pattern("").ok());
    EXPECT_EQ(literal_pattern("...").error().code, Code::usage);
}

TEST(TextPattern, WildcardBytesOfTheUserAreNoWildcards) {
    EXPECT_EQ(literal_pattern("a\x01\x02z")->size(), 2U);
    EXPECT_EQ(glob_pattern("a\x02z*")->size(), 2U);
}

TEST(ValuePattern, IsAnchoredAndQuoted) {
    EXPECT_EQ(value_pattern("A.b*").regex, "(?s)^a\\.b.*$");
    EXPECT_FALSE(value_pattern("a\\*b").has_wildcards);
    EXPECT_EQ(value_pattern("a\\*b").literal, "a*b");
}

TEST(ValuePattern, MatchesGlobs) {
    const auto matches = [](std::string_view glob, std::string_view text) {
        return glob_matches(value_pattern(glob).literal, text);
    };
    EXPECT_TRUE(matches("*", ""));
    EXPECT_TRUE(matches("whats*", "whatsapp"));
    EXPECT_TRUE(matches("?好*", "你好吗"));
    EXPECT_FALSE(matches("?", "ab"));
    EXPECT_FALSE(matches("?", ""));
    EXPECT_TRUE(matches("*a*b*", "xxaxxbxx"));
    EXPECT_FALSE(matches("*a*b", "xxbxxa"));
}

}  // namespace
}  // namespace verbatim::store
