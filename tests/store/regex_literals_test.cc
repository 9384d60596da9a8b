// SPDX-License-Identifier: Apache-2.0
#include "store/internal/regex_literals.h"

#include <gtest/gtest.h>

#include <random>
#include <regex>

#include "store/fold.h"

namespace verbatim::store {
namespace {

using Literals = std::vector<std::string>;

TEST(RegexLiterals, TheLongestRunThatMustBeThere) {
    EXPECT_EQ(required_literals("kilo"), Literals{"kilo"});
    EXPECT_EQ(required_literals("KILO 7500"), Literals{"kilo"});
    EXPECT_EQ(required_literals("va[ck]ara"), Literals{"ara"});
    EXPECT_EQ(required_literals("box(es)? +amount"), Literals{"amount"});
    EXPECT_EQ(required_literals("^meet\\b.*harbour$"), Literals{"harbour"});
    EXPECT_EQ(required_literals("\\d{3}abc"), Literals{"abc"});
}

TEST(RegexLiterals, Alternatives) {
    EXPECT_EQ(required_literals("kilo|gram"), (Literals{"kilo", "gram"}));
    EXPECT_EQ(required_literals("x(?:kilo|gram)s"), (Literals{"kilo", "gram"}));
    EXPECT_EQ(required_literals("kilo|[0-9]+"), Literals{});
    EXPECT_EQ(required_literals("(kilo|g)"), Literals{});
}

TEST(RegexLiterals, OptionalPartsAreNotThere) {
    EXPECT_EQ(required_literals("(kilo)?gram"), Literals{"gram"});
    EXPECT_EQ(required_literals("(kilo){0,3}abc"), Literals{"abc"});
    EXPECT_EQ(required_literals("kilos?"), Literals{"kilo"});
    EXPECT_EQ(required_literals("kilo*"), Literals{"kil"});
    EXPECT_EQ(required_literals("boo+k"), Literals{"boo"});
    EXPECT_EQ(required_literals("bo+king"), Literals{"oking"});
    EXPECT_EQ(required_literals("bo{2}king"), Literals{"oking"});
    EXPECT_EQ(required_literals("kil??gram"), Literals{"gram"});
    EXPECT_EQ(required_literals("(gram)+?x"), Literals{"gram"});
}

TEST(RegexLiterals, WhatIsNotCertainSaysNothing) {
    for (const char* regex : {"", "a", "ab", "[abc]def[", "(abc", "abc)", "abc\\", "\\x41bcd", "\\Qabc\\E", "\\101bcd",
                              "(?P<name", "abc\\p{Greek"}) {
        EXPECT_EQ(required_literals(regex), Literals{}) << regex;
    }
    EXPECT_EQ(required_literals("[]abc]def"), Literals{"def"});
    EXPECT_EQ(required_literals("[[:alpha:]]def"), Literals{"def"});
    EXPECT_EQ(required_literals("[^]]def"), Literals{"def"});
    EXPECT_EQ(required_literals("\\pLabc\\p{Greek}d"), Literals{"abc"});
    EXPECT_EQ(required_literals("(?i)abc(?-i:defg)"), Literals{"defg"});
    EXPECT_EQ(required_literals("(?P<n>abcd)"), Literals{"abcd"});
    EXPECT_EQ(required_literals("abcd{x}"), Literals{"abcd"});
    EXPECT_EQ(required_literals(std::string(1000, '(')), Literals{});
}

// Whatever a random expression matches holds one of its literals, in the text and in its folded words.
TEST(RegexLiterals, NoMatchIsLost) {
    std::mt19937 random(1);
    const auto pick = [&](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
    const char* pieces[] = {"a",     "b",  "c",     "B",    "abc", "[ab]",   ".",      "a*", "b+",
                            "(ab)?", "c?", "(b|a)", "a{2}", "|",   "(cab)+", "(a|bc)", " ",  "b{0,1}"};
    size_t matched = 0;
    size_t known = 0;
    for (size_t round = 0; round < 20'000; ++round) {
        std::string regex;
        for (size_t i = 0, n = 1 + pick(6); i < n; ++i) {
            regex += pieces[pick(std::size(pieces))];
        }
        const Literals literals = required_literals(regex);
        if (literals.empty()) {
            continue;
        }
        ++known;
        const std::regex compiled(regex, std::regex::icase);
        for (size_t tries = 0; tries < 5; ++tries) {
            std::string text;
            for (size_t i = 0, n = pick(12); i < n; ++i) {
                text += "aabbccABC  "[pick(11)];
            }
            if (!std::regex_search(text, compiled)) {
                continue;
            }
            ++matched;
            std::string words;
            fold_words(text, words);
            EXPECT_TRUE(
                std::any_of(literals.begin(), literals.end(),
                            [&](const std::string& literal) { return words.find(literal) != std::string::npos; }))
                << regex << " matches " << text;
        }
    }
    EXPECT_GT(known, 1000U);
    EXPECT_GT(matched, 200U);
}

}  // namespace
}  // namespace verbatim::store
