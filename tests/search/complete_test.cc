// SPDX-License-Identifier: Apache-2.0
#include "search/complete.h"

#include <gtest/gtest.h>

namespace verbatim::search {
namespace {

using Texts = std::vector<std::string>;

Unfinished at_end(std::string_view query) {
    return unfinished_word(query, query.size());
}

TEST(Complete, FindsTheWordBeforeTheCursor) {
    EXPECT_EQ(at_end("two bo").text, "bo");
    EXPECT_EQ(at_end("two bo").begin, 4U);
    EXPECT_EQ(unfinished_word("two boxes", 3).text, "two");
    EXPECT_EQ(at_end("two ").text, "");
    EXPECT_EQ(at_end("").text, "");
    EXPECT_EQ(at_end("(kil").text, "kil");
    EXPECT_EQ(at_end("sent:[2020").text, "2020");
    EXPECT_FALSE(at_end("sent:[2020").field.has_value());
}

TEST(Complete, KnowsFieldsQuotesAndEscapes) {
    const Unfinished quoted = at_end("a FROM:\"big b");
    EXPECT_EQ(quoted.field, Field::from);
    EXPECT_EQ(quoted.text, "big b");
    EXPECT_EQ(quoted.begin, 2U);
    EXPECT_TRUE(quoted.quoted);
    EXPECT_EQ(at_end("in:big\\ b").text, "big b");
    EXPECT_EQ(at_end("12:30").text, "12:30");
    EXPECT_FALSE(at_end("12:30").field.has_value());
    EXPECT_TRUE(at_end("\"from:ki").quoted);
    EXPECT_EQ(at_end("\"two boxes\" fr").text, "fr");
    EXPECT_FALSE(at_end("\"two boxes\" fr").quoted);
    EXPECT_EQ(at_end("from:kilo\\").text, "kilo");
}

TEST(Complete, OffersWhatTheLanguageHas) {
    EXPECT_EQ(fields_like("FR"), (Texts{"from:"}));
    EXPECT_EQ(fields_like("nothing"), Texts{});
    EXPECT_EQ(operators_like("N"), (Texts{"NOT", "NEAR/"}));
    EXPECT_EQ(operators_like("n"), Texts{});
    EXPECT_EQ(known_values_like(Field::has, "t"), (Texts{"time"}));
    EXPECT_EQ(known_values_like(Field::kind, "st"), (Texts{"sticker"}));
    EXPECT_EQ(known_values_like(Field::from, ""), Texts{});
}

// What is offered is what the parser reads back.
TEST(Complete, ClausesReadBack) {
    for (const std::string value : {"kilo", "big boss", "a\"b\\c", "*", "x y:z)"}) {
        const auto query = parse(field_clause(Field::from, value));
        ASSERT_TRUE(query.ok()) << value;
        EXPECT_EQ(query->root.kind, Node::Kind::value);
        EXPECT_EQ(query->root.text, value);
    }
}

}  // namespace
}  // namespace verbatim::search
