// SPDX-License-Identifier: Apache-2.0
#include "server/json.h"

#include <gtest/gtest.h>

namespace verbatim::server {
namespace {

http::Request with_body(std::string body) {
    http::Request request;
    request.body = std::move(body);
    return request;
}

TEST(ServerJson, ABodyIsOneObjectOfKnownKeys) {
    EXPECT_TRUE(body_object(with_body(R"({"a":1,"b":[{"a":2},{"a":3}]})"), {"a", "b"}));
    for (const char* body : {"", "{", "[]", "null", "1", R"({"c":1})", R"({"a":1,"a":2})", R"({"b":{"x":1,"x":1}})",
                             "{\"a\":\"\xFF\"}", R"({"a":1}{})"}) {
        EXPECT_FALSE(body_object(with_body(body), {"a", "b"})) << body;
    }
    EXPECT_FALSE(body_object(with_body("{\"a\":" + std::string(100'000, '[')), {"a"}));
    EXPECT_FALSE(body_object(with_body("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}"), {"a"}));
}

TEST(ServerJson, TextsAreMeasuredInCharacters) {
    const Json object{{"a", "ééé"}, {"b", 1}};
    EXPECT_TRUE(text_of(object, "a", 1, 3));
    EXPECT_FALSE(text_of(object, "a", 1, 2));
    EXPECT_FALSE(text_of(object, "a", 4, 9));
    EXPECT_FALSE(text_of(object, "b", 0, 9));
    EXPECT_FALSE(text_of(object, "c", 0, 9));
    EXPECT_EQ(*text_or_empty(object, "c", 9), "");
}

TEST(ServerJson, NumbersAreWholeAndNotBelowZero) {
    const Json object = Json::parse(R"({"a":[1,2],"b":[-1],"c":[1.5],"d":[],"e":[1,2,3]})");
    EXPECT_EQ(*numbers_of(object, "a", 2), (std::vector<uint64_t>{1, 2}));
    for (const char* key : {"b", "c", "d", "e", "f"}) {
        EXPECT_FALSE(numbers_of(object, key, 2)) << key;
    }
    EXPECT_TRUE(path_number("17"));
    for (const char* text : {"", "-1", "017", "1x", "18446744073709551616"}) {
        EXPECT_FALSE(path_number(text)) << text;
    }
}

TEST(ServerJson, AnErrorSaysWhereInUnitsOfTheBrowser) {
    const std::string query = "é \xF0\x9F\x90\x8E (x";
    const http::Response answer = error_answer({Code::usage, "wrong", {"query", 8}, "mend it"}, query);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(Json::parse(answer.body),
              Json::parse(R"({"error":{"what":"wrong","where":"query","position":5,"todo":"mend it"}})"));
    EXPECT_EQ(utf16_units("\xFF\xFE", 2), 2U);
}

TEST(ServerJson, AFaultOfOursTellsNothingOfTheMachine) {
    const http::Response answer = error_answer({Code::io, "cannot open", {"/secret/place", {}}, "look at /secret"});
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("/secret"), std::string::npos) << answer.body;
}

}  // namespace
}  // namespace verbatim::server
