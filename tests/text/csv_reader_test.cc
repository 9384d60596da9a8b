// SPDX-License-Identifier: Apache-2.0
#include "text/csv_reader.h"

#include <gtest/gtest.h>

#include <random>

#include "chunked_reader.h"

namespace verbatim::text {
namespace {

// "0-5 a|b" a row; a fault stands in front.
std::vector<std::string> rows(const std::string& bytes, CsvDialect dialect = {}, size_t chunk = 1000,
                              size_t expected = 0, size_t limit = 5'000'000) {
    const ChunkedReader bytes_reader(bytes, chunk);
    PlainStream stream(bytes_reader);
    CsvReader reader(stream, dialect, limit);
    reader.expect_cells(expected);
    CsvRow row;
    std::vector<std::string> out;
    uint64_t end = 0;
    for (;;) {
        const auto more = reader.next(row);
        EXPECT_TRUE(more.ok());
        if (!*more) {
            EXPECT_EQ(end, bytes.size());
            return out;
        }
        EXPECT_EQ(row.begin, end);
        EXPECT_GT(row.end, row.begin);
        end = row.end;
        std::string line = std::to_string(row.begin) + "-" + std::to_string(row.end) + " ";
        constexpr const char* kFaults[] = {"", "OPEN_QUOTE ", "TOO_LONG ", "TOO_MANY "};
        line += kFaults[static_cast<size_t>(row.fault)];
        line += row.stray_quote ? "STRAY " : "";
        for (size_t i = 0; i < row.cells.size(); ++i) {
            line += (i == 0 ? "" : "|") + std::string(row.cells[i]);
        }
        out.push_back(line);
    }
}

using Rows = std::vector<std::string>;

TEST(CsvReader, Rfc4180) {
    EXPECT_EQ(rows("a,b\r\n\"c,1\",\"d\"\"e\"\r\n\"f\ng\",\r\nlast,\"x\""),
              (Rows{"0-5 a|b", "5-19 c,1|d\"e", "19-27 f\ng|", "27-35 last|x"}));
    EXPECT_EQ(rows(""), Rows{});
    EXPECT_EQ(rows("\n,\n"), (Rows{"0-1 ", "1-3 |"}));
}

TEST(CsvReader, OtherDialects) {
    EXPECT_EQ(rows("a;b\"c;d\n", {';', '"', false}), Rows{"0-8 a|b\"c|d"});
    EXPECT_EQ(rows("a\t\"b\nc\t'd\n", {'\t', std::nullopt, false}), (Rows{"0-5 a|\"b", "5-10 c|'d"}));
    EXPECT_EQ(rows("a,b\rc,d\r", {',', '"', true}), (Rows{"0-4 a|b", "4-8 c|d"}));
}

TEST(CsvReader, QuotesInsideQuotedCells) {
    EXPECT_EQ(rows("\"he said \"hi\" to me\",x\n"), Rows{"0-23 STRAY he said \"hi\" to me|x"});
}

TEST(CsvReader, ALostQuoteCostsItsLineOnly) {
    const std::string bytes = "a,\"open\nb,\"c\"\nd,e\n";
    for (const size_t chunk : {size_t{1000}, size_t{1}}) {
        EXPECT_EQ(rows(bytes, {}, chunk, 2), (Rows{"0-8 OPEN_QUOTE STRAY ", "8-14 b|c", "14-18 d|e"}));
    }
    // The quote swallows the next row up to its quote: the number of cells shows it.
    EXPECT_EQ(rows("\"a\",\"open,\"x\"\n\"b\",\"c\",\"d\"\n", {}, 1000, 3).back(), "14-26 b|c|d");
    EXPECT_EQ(rows("x,\"unclosed at the end", {}, 3, 2), Rows{"0-22 OPEN_QUOTE "});
}

TEST(CsvReader, ManyOpenQuotesStayLinear) {
    std::string bytes;
    for (int i = 0; i < 200'000; ++i) {
        bytes += "\"x\n";
    }
    EXPECT_EQ(rows(bytes, {}, 100'000, 3).size(), 200'000U);
}

TEST(CsvReader, LimitsAreFaults) {
    const std::string bytes = "a,b\n" + std::string(300, 'x') + "\nc,d\n";
    EXPECT_EQ(rows(bytes, {}, 7, 2, 100), (Rows{"0-4 a|b", "4-305 TOO_LONG ", "305-309 c|d"}));
    const std::string wide = std::string(5000, ',') + "\na,b\n";
    EXPECT_EQ(rows(wide, {}, 100, 2), (Rows{"0-5001 TOO_MANY ", "5001-5005 a|b"}));
}

TEST(CsvReader, AnyBytesTileAndDoNotDependOnChunks) {
    std::mt19937 random(3);
    for (int round = 0; round < 5000; ++round) {
        std::string bytes;
        for (size_t i = random() % 40; i > 0; --i) {
            bytes.push_back("\",\r\na\0b"[random() % 7]);
        }
        for (const bool cr : {false, true}) {
            const auto whole = rows(bytes, {',', '"', cr}, 1000, 2);
            EXPECT_EQ(rows(bytes, {',', '"', cr}, 1, 2), whole);
            EXPECT_EQ(rows(bytes, {',', '"', cr}, 3, 2), whole);
        }
    }
}

TEST(CsvReader, DetectsTheDelimiter) {
    EXPECT_EQ(detect_delimiter("a;b;c\n1,5;2;3\n4;5,5,5;6\n"), ';');
    EXPECT_EQ(detect_delimiter("a,b\n\"x;y;z\",2\n"), ',');
    EXPECT_EQ(detect_delimiter("ham\tGo, now, please\nspam\tWin; win; win\n"), '\t');
    EXPECT_EQ(detect_delimiter("a|b|c\n1|2|3\n"), '|');
    EXPECT_EQ(detect_delimiter("just one line of prose\n"), std::nullopt);
}

}  // namespace
}  // namespace verbatim::text
