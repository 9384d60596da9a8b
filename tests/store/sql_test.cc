// SPDX-License-Identifier: Apache-2.0
#include "store/internal/sql.h"

#include <gtest/gtest.h>

namespace verbatim::store {
namespace {

TEST(Quote, NothingEndsTheLiteral) {
    EXPECT_EQ(quote("plain"), "'plain'");
    EXPECT_EQ(quote("it's"), R"('it\'s')");
    EXPECT_EQ(quote(R"(\')"), R"('\\\'')");
    EXPECT_EQ(quote(std::string_view("\0\n\x7F", 3)), R"('\x00\x0a\x7f')");
    EXPECT_EQ(quote("né"), "'né'");
}

TEST(Quote, Lists) {
    const std::string texts[] = {"a", "b'"};
    EXPECT_EQ(quote_list(texts), R"(['a','b\''])");
    EXPECT_EQ(quote_list({}), "[]");
    const uint64_t numbers[] = {1, 18446744073709551615U};
    EXPECT_EQ(number_list(numbers), "(1,18446744073709551615)");
}

TEST(Quote, RegexMatchesItselfOnly) {
    EXPECT_EQ(quote_regex("a.b*[c]"), R"(a\.b\*\[c\])");
}

}  // namespace
}  // namespace verbatim::store
