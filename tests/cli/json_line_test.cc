// SPDX-License-Identifier: Apache-2.0
#include "cli/json_line.h"

#include <gtest/gtest.h>

#include "text/utf8.h"

namespace verbatim::cli {
namespace {

TEST(JsonLine, CarriesTheTrueTextWithoutActingCharacters) {
    const std::string text = "a\x1b[31m\x7f\u0085\u202e\u2066\u200f\u2028 仓库 \U0001f6b2 \"\\";
    const std::string line = json_text({{"text", text}});
    EXPECT_EQ(Json::parse(line)["text"], text);
    for (const char* raw : {"\x1b", "\x7f", "\u0085", "\u202e", "\u2066", "\u200f", "\u2028"}) {
        EXPECT_EQ(line.find(raw), std::string::npos);
    }
    EXPECT_NE(line.find("仓库"), std::string::npos) << "letters stay readable";
}

TEST(JsonLine, ReplacesInvalidBytes) {
    const std::string line = json_text({{"text", "a\xff\xc3"}});
    EXPECT_TRUE(text::is_valid_utf8(line));
    EXPECT_EQ(Json::parse(line)["text"], "a\uFFFD\uFFFD");
}

TEST(JsonLine, HitWithoutTime) {
    store::Hit hit;
    hit.seq = 7;
    const Json line = to_json(hit);
    EXPECT_TRUE(line["time"].is_null());
    EXPECT_TRUE(line["time_ms"].is_null());
    EXPECT_EQ(line["zone"], "not stated");
}

}  // namespace
}  // namespace verbatim::cli
