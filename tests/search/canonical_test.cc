// SPDX-License-Identifier: Apache-2.0
// parse(to_canonical(q)) == q, for queries put together at random from pieces of the language and of noise.
#include <gtest/gtest.h>

#include <random>

#include "search/query.h"

namespace verbatim::search {
namespace {

TEST(Canonical, ParsesToTheSameTree) {
    const std::vector<std::string> pieces = {"kilo",
                                             "Ünal",
                                             "明天",
                                             "ki*",
                                             "?",
                                             "*",
                                             "AND ",
                                             "OR ",
                                             "NOT ",
                                             "NEAR/3 ",
                                             " THEN/3 ",
                                             " THEN/90m ",
                                             "(",
                                             ")",
                                             "\"two boxes\"",
                                             "\"\\\"\"",
                                             "/a.b\\/c/",
                                             "~",
                                             "~2",
                                             "from:",
                                             "to:",
                                             "in:",
                                             "id:",
                                             "kind:call",
                                             "has:attachment",
                                             "sent:2020-04",
                                             "source:3",
                                             "sent:[2020 TO *]",
                                             "seq:{1 TO 9}",
                                             "seq:>=4",
                                             "\\",
                                             "\\*",
                                             "\\AND",
                                             ":",
                                             "/",
                                             "[",
                                             "]",
                                             "{",
                                             "}",
                                             " ",
                                             " ",
                                             " ",
                                             "\xC2\xA0",
                                             "\xE3\x80\x80",
                                             "\xFF",
                                             "\t",
                                             "'",
                                             "$",
                                             "a:b",
                                             "TO",
                                             "<",
                                             ">",
                                             "x\\ y",
                                             "with:(",
                                             "attachment:*.jpg"};
    std::mt19937 random(7);
    size_t parsed = 0;
    for (int round = 0; round < 60'000; ++round) {
        std::string text;
        for (size_t i = 1 + random() % 9; i > 0; --i) {
            text += pieces[random() % pieces.size()];
        }
        const Result<Query> query = parse(text);
        if (!query) {
            ASSERT_TRUE(query.error().where.offset.has_value()) << text;
            ASSERT_LE(*query.error().where.offset, text.size()) << text;
            continue;
        }
        ++parsed;
        const std::string printed = to_canonical(*query);
        const Result<Query> again = parse(printed);
        ASSERT_TRUE(again.ok()) << text << " -> " << printed << ": " << again.error().to_string();
        ASSERT_EQ(*again, *query) << text << " -> " << printed;
        ASSERT_EQ(to_canonical(*again), printed);
    }
    EXPECT_GT(parsed, 5'000U);
}

}  // namespace
}  // namespace verbatim::search
