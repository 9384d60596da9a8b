// SPDX-License-Identifier: Apache-2.0
#include "text/line_reader.h"

#include <gtest/gtest.h>

#include <random>

#include "chunked_reader.h"

namespace verbatim::text {
namespace {

struct Seen {
    std::string text;
    uint64_t begin = 0;
    uint64_t end = 0;
    bool too_long = false;
    bool operator==(const Seen&) const = default;
};
void PrintTo(const Seen& seen, std::ostream* out) {
    *out << '[' << seen.begin << ',' << seen.end << ")'" << seen.text << '\'';
}

std::vector<Seen> read_lines(const std::string& bytes, size_t chunk, LineEnd line_end, size_t limit = 1000) {
    const ChunkedReader reader(bytes, chunk);
    PlainStream stream(reader);
    LineReader lines(stream, line_end, limit);
    Line line;
    std::vector<Seen> all;
    for (;;) {
        const auto more = lines.next(line);
        EXPECT_TRUE(more.ok());
        if (!*more) {
            return all;
        }
        EXPECT_EQ(line.number, all.size() + 1);
        all.push_back({std::string(line.text), line.begin, line.end, line.too_long});
    }
}

TEST(LineReader, EndsAreLfAndCrLf) {
    EXPECT_EQ(read_lines("a\nbc\r\n\r\nd\re", 100, LineEnd::lf),
              (std::vector<Seen>{{"a", 0, 2}, {"bc", 2, 6}, {"", 6, 8}, {"d\re", 8, 11}}));
    EXPECT_EQ(read_lines("a\nbc\r\n\rd\re", 1, LineEnd::any),
              (std::vector<Seen>{{"a", 0, 2}, {"bc", 2, 6}, {"", 6, 7}, {"d", 7, 9}, {"e", 9, 10}}));
    EXPECT_TRUE(read_lines("", 1, LineEnd::lf).empty());
}

TEST(LineReader, ALineOverTheLimitKeepsItsRange) {
    const std::string bytes = "x\n" + std::string(700, 'y') + "\r\nz\n";
    for (const size_t chunk : {size_t{1}, size_t{50}, size_t{10'000}}) {
        const auto seen = read_lines(bytes, chunk, LineEnd::lf, 300);
        ASSERT_EQ(seen.size(), 3U);
        EXPECT_EQ(seen[1], (Seen{std::string(Line::kShownBytes, 'y'), 2, 704, true}));
        EXPECT_EQ(seen[2], (Seen{"z", 704, 706}));
    }
    // The limit itself is still a line.
    EXPECT_FALSE(read_lines(std::string(300, 'y') + "\r\n", 1, LineEnd::lf, 300)[0].too_long);
    EXPECT_TRUE(read_lines(std::string(301, 'y') + "\r\n", 1, LineEnd::lf, 300)[0].too_long);
    EXPECT_EQ(read_lines(std::string(900, 'y'), 7, LineEnd::lf, 300)[0].end, 900U);
}

TEST(LineReader, AnyBytesTileAndDoNotDependOnChunks) {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
        std::string bytes;
        for (size_t i = random() % 60; i > 0; --i) {
            bytes.push_back("\r\n\0ab"[random() % 5]);
        }
        for (const LineEnd line_end : {LineEnd::lf, LineEnd::any}) {
            const auto whole = read_lines(bytes, 1000, line_end);
            EXPECT_EQ(read_lines(bytes, 1, line_end), whole);
            EXPECT_EQ(read_lines(bytes, 7, line_end), whole);
            uint64_t end = 0;
            for (const Seen& line : whole) {
                EXPECT_EQ(line.begin, end);
                EXPECT_EQ(line.text, bytes.substr(line.begin, line.text.size()));
                end = line.end;
            }
            EXPECT_EQ(end, bytes.size());
        }
    }
}

}  // namespace
}  // namespace verbatim::text
