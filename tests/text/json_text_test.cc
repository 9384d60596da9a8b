// SPDX-License-Identifier: Apache-2.0
#include "text/json_text.h"

#include <gtest/gtest.h>

namespace verbatim::text {
namespace {

TEST(JsonText, HalfSurrogatesBecomeReplacementOfTheSameLength) {
    std::string scratch;
    EXPECT_EQ(repair_surrogate_escapes(R"("\ud83d x")", scratch).text, R"("\ufffd x")");
    EXPECT_EQ(repair_surrogate_escapes(R"("\udE00\ud83d\ud83d\ude00")", scratch).text, R"("\ufffd\ufffd\ud83d\ude00")");
    const std::string_view good = R"("\ud83d\ude00 \\ud83d \n")";
    EXPECT_EQ(repair_surrogate_escapes(good, scratch).text.data(), good.data());
    EXPECT_EQ(repair_surrogate_escapes(R"("\u12")", scratch).replaced, 0U);
}

TEST(JsonText, ChecksTheWholeGrammar) {
    for (const char* good :
         {"{}", "[]", " [1, -0.5e+3, \"\\u00e9\\n\", true, false, null] ", "0", "\"x\"", "{\"a\":{\"b\":[]}}"}) {
        EXPECT_EQ(check_json(good), JsonCheck::valid) << good;
    }
    for (const char* bad :
         {"",      "[",       "[1,]", "[,]",     "{\"a\"}",     "{a:1}", "[01]", "[1.]",     "[1e]", "[-]",
          "[tru]", "[truex]", "[1x]", "\"\\x\"", "\"\\u12g4\"", "[1] 2", "[1}",  "\"a\nb\"", "[.5]", "[+1]"}) {
        EXPECT_EQ(check_json(bad), JsonCheck::invalid) << bad;
    }
    EXPECT_EQ(check_json(std::string(256, '[') + std::string(256, ']')), JsonCheck::valid);
    EXPECT_EQ(check_json(std::string(257, '[') + std::string(257, ']')), JsonCheck::too_deep);
}

TEST(JsonText, WritesStringsThatReadBack) {
    std::string out;
    append_json_string(out, std::string_view("a\"\\\n\r\t\x01\x7f\0é", 11));
    EXPECT_EQ(out, "\"a\\\"\\\\\\n\\r\\t\\u0001\\u007f\\u0000é\"");
}

}  // namespace
}  // namespace verbatim::text
