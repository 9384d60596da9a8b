// SPDX-License-Identifier: Apache-2.0
#include "text/csv_cell.h"

#include <gtest/gtest.h>

namespace verbatim::text {
namespace {

TEST(CsvCell, QuotesAsRfc4180) {
    EXPECT_EQ(csv_cell("plain"), "plain");
    EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_cell("say \"no\""), "\"say \"\"no\"\"\"");
    EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csv_cell(""), "");
}

TEST(CsvCell, FormulasAreDisarmedAndCanBeUndone) {
    for (const std::string text : {"=1+2", "+31600000001", "-1", "@SUM(A1)", "\tx", "'x", "''"}) {
        const std::string cell = csv_cell(text);
        EXPECT_EQ(cell, "'" + text);
    }
    EXPECT_EQ(csv_cell("=a,b"), "\"'=a,b\"");
    EXPECT_EQ(csv_cell("\r=x"), "\"'\r=x\"");
    EXPECT_EQ(csv_cell("a=b"), "a=b");
}

}  // namespace
}  // namespace verbatim::text
