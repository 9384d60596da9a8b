// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "search/query.h"

namespace verbatim::search {
namespace {

std::string canonical(std::string_view text) {
    const Result<Query> query = parse(text);
    return query ? to_canonical(*query) : "error: " + query.error().what;
}

Error error_of(std::string_view text) {
    const Result<Query> query = parse(text);
    return query ? Error{Code::internal, "no error", {}, ""} : query.error();
}

size_t offset_of(std::string_view text) {
    return error_of(text).where.offset.value_or(9999);
}

TEST(Parse, WordsOperatorsAndBrackets) {
    EXPECT_EQ(canonical("two boxes"), "two AND boxes");
    EXPECT_EQ(canonical("a OR b c"), "a OR (b AND c)");
    EXPECT_EQ(canonical("(a OR b) AND NOT c"), "(a OR b) AND NOT c");
    EXPECT_EQ(canonical("NOT NOT a"), "NOT NOT a");
    EXPECT_EQ(canonical("and or not"), "and AND or AND not");
    EXPECT_EQ(canonical("\"AND\" \\OR"), "\"AND\" AND \\OR");
    EXPECT_EQ(canonical("ANDROID ORDER"), "ANDROID AND ORDER");
    EXPECT_EQ(canonical("  "), "*");
    EXPECT_EQ(canonical("a(b)c"), "a AND b AND c");
    EXPECT_EQ(canonical("a\xE3\x80\x80"
                        "b"),
              "a AND b");
}

TEST(Parse, TextForms) {
    EXPECT_EQ(canonical("\"two \\\"boxes\\\"\""), "\"two \\\"boxes\\\"\"");
    EXPECT_EQ(canonical("ki*o k?lo"), "ki*o AND k?lo");
    EXPECT_EQ(canonical("ki\\*o"), "ki\\*o");
    EXPECT_EQ(canonical("/a b\\/c\\d/"), "/a b\\/c\\d/");
    EXPECT_EQ(canonical("kilo~ kilo~2"), "kilo~1 AND kilo~2");
    EXPECT_EQ(canonical("bag NEAR/5 \"blue car\""), "bag NEAR/5 \"blue car\"");
    EXPECT_EQ(canonical("a NEAR/0 b c"), "a NEAR/0 b AND c");
    EXPECT_EQ(canonical("two boxes THEN/10 paid OR from:kilo"), "two AND boxes THEN/10 paid OR from:\"kilo\"");
    EXPECT_EQ(canonical("a THEN/90m b THEN/2h (c THEN/60s d)"), "a THEN/90m b THEN/2h (c THEN/1m d)");
    EXPECT_EQ(canonical("x (a THEN/48h NOT b)"), "x AND (a THEN/2d NOT b)");
    EXPECT_EQ(canonical("a then/5 b"), "a AND then\\/5 AND b");
    EXPECT_EQ(canonical("12:30 don't"), "12\\:30 AND don't");
}

TEST(Parse, Fields) {
    EXPECT_EQ(canonical("from:kilo FROM:Lima"), "from:\"kilo\" AND from:\"Lima\"");
    EXPECT_EQ(canonical("with:\"Big Boss\" in:c*"), "with:\"Big Boss\" AND in:c*");
    EXPECT_EQ(canonical("from:(a OR \"b c\" NOT d*)"), "from:\"a\" OR (from:\"b c\" AND NOT from:d*)");
    EXPECT_EQ(canonical("has:Attachment kind:CALL"), "has:\"attachment\" AND kind:\"call\"");
    EXPECT_EQ(canonical("seq:5 seq:[1 TO 9] seq:{1 TO 9} seq:>4 seq:<=4"),
              "seq:[5 TO 6} AND seq:[1 TO 10} AND seq:[2 TO 9} AND seq:[5 TO *} AND seq:[* TO 5}");
    EXPECT_EQ(canonical("in:http://x.example/a"), "in:\"http://x.example/a\"");
}

TEST(Parse, DatesArePeriods) {
    EXPECT_EQ(canonical("sent:[2020-04-01 TO 2020-04-10]"),
              "sent:[2020-04-01T00:00:00.000Z TO 2020-04-11T00:00:00.000Z}");
    EXPECT_EQ(canonical("sent:{2020-04-01 TO 2020-04-10}"),
              "sent:[2020-04-02T00:00:00.000Z TO 2020-04-10T00:00:00.000Z}");
    EXPECT_EQ(canonical("sent:2020"), "sent:[2020-01-01T00:00:00.000Z TO 2021-01-01T00:00:00.000Z}");
    EXPECT_EQ(canonical("sent:2020-02"), "sent:[2020-02-01T00:00:00.000Z TO 2020-03-01T00:00:00.000Z}");
    EXPECT_EQ(canonical("sent:2020-06-24T16:54+02:00"), "sent:[2020-06-24T14:54:00.000Z TO 2020-06-24T14:55:00.000Z}");
    EXPECT_EQ(canonical("sent:>2020-04-01"), "sent:[2020-04-02T00:00:00.000Z TO *}");
    EXPECT_EQ(canonical("sent:[* TO *]"), "sent:[* TO *}");
}

TEST(Parse, ErrorsPointAtTheCharacter) {
    EXPECT_EQ(offset_of("a (b c"), 2U);
    EXPECT_EQ(offset_of("a b)"), 3U);
    EXPECT_EQ(offset_of("a AND"), 5U);
    EXPECT_EQ(offset_of("OR a"), 0U);
    EXPECT_EQ(offset_of("a \"b"), 2U);
    EXPECT_EQ(offset_of("a /b"), 2U);
    EXPECT_EQ(offset_of("a b\\"), 3U);
    EXPECT_EQ(offset_of("мир !!!"), 7U);
    EXPECT_EQ(offset_of("a from: b"), 7U);
    EXPECT_EQ(offset_of("sent:2020-02-30"), 5U);
    EXPECT_EQ(offset_of("sent:[2020 2021]"), 11U);
    EXPECT_EQ(offset_of("sent:[2021 TO 2020]"), 5U);
    EXPECT_EQ(offset_of("kilo~3"), 4U);
    EXPECT_EQ(offset_of("a NEAR/x b"), 7U);
    EXPECT_EQ(offset_of("a THEN/x b"), 7U);
    EXPECT_EQ(offset_of("a THEN/0 b"), 7U);
    EXPECT_EQ(offset_of("a THEN/1001 b"), 7U);
    EXPECT_EQ(offset_of("a THEN/367d b"), 7U);
    EXPECT_EQ(offset_of("a THEN/5"), 8U);
    EXPECT_EQ(offset_of("THEN/5 b"), 0U);
    EXPECT_EQ(offset_of("from:(a THEN/5 b)"), 8U);
    EXPECT_EQ(offset_of("a NEAR/2 from:b"), 9U);
    EXPECT_EQ(offset_of("kind:letter"), 5U);
}

TEST(Parse, FieldsThatAreNotThere) {
    EXPECT_NE(error_of("form:kilo").advice.find("from:"), std::string::npos);
    EXPECT_NE(error_of("http://x").advice.find("quotation marks"), std::string::npos);
    for (const char* const reserved : {"a tag:x", "a entity.iban:x", "a score.threat:>0.8"}) {
        EXPECT_EQ(error_of(reserved).code, Code::unsupported) << reserved;
        EXPECT_EQ(offset_of(reserved), 2U);
    }
}

TEST(Parse, LimitsAreErrors) {
    EXPECT_EQ(error_of(std::string(100'000, '(')).code, Code::limit);
    std::string nots;
    for (int i = 0; i < 1000; ++i) {
        nots += "NOT ";
    }
    EXPECT_EQ(error_of(nots + "a").code, Code::limit);
    EXPECT_EQ(error_of(std::string((1 << 20) + 1, 'a')).code, Code::limit);
    EXPECT_TRUE(parse(std::string(1 << 20, 'a')).ok());
}

TEST(Caret, ShowsTheCharacterAndNoControls) {
    const std::string query = "мир\x1B[31m (b";
    const std::string shown = caret(query, error_of(query));
    EXPECT_EQ(shown.find('\x1B'), std::string::npos);
    EXPECT_NE(shown.find("\n         ^ column 10 (byte 12): this bracket is not closed"), std::string::npos) << shown;
}

}  // namespace
}  // namespace verbatim::search
