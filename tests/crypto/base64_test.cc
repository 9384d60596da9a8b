// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.h"

#include <gtest/gtest.h>

namespace verbatim::crypto {
namespace {

// RFC 4648, section 10.
TEST(Base64, KnownAnswers) {
    const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : cases) {
        EXPECT_EQ(to_base64(as_bytes(bytes)), text);
        EXPECT_EQ(*from_base64(text), bytes);
    }
}

TEST(Base64, EveryByteSurvives) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        bytes += static_cast<char>(i);
        EXPECT_EQ(*from_base64(to_base64(as_bytes(bytes))), bytes);
    }
}

TEST(Base64, OneSpellingOnly) {
    for (const char* text : {"Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "=", "====", "Z===", "Zm9v\n", "Zm 9", "Zm9-",
                             "Zm9_", "Zg==\n", " Zg=", "A===", "Zm8=a", "Zm=v"}) {
        const auto bytes = from_base64(text);
        ASSERT_FALSE(bytes) << text;
        EXPECT_EQ(bytes.error().code, Code::malformed);
    }
}

TEST(Base64, HashIsThirtyTwoBytes) {
    EXPECT_TRUE(hash_from_base64(to_base64(Hash{}.span())));
    EXPECT_FALSE(hash_from_base64("Zm9v"));
    EXPECT_FALSE(hash_from_base64(""));
}

}  // namespace
}  // namespace verbatim::crypto
