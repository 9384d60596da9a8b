// SPDX-License-Identifier: Apache-2.0
// Matching without files: rows are small numbers, equal numbers have equal meaning.
#include "compare/internal/match.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace verbatim::compare {
namespace {

struct Row {
    uint64_t meaning;
    uint64_t bytes = 0;
};

Side side_of(const std::vector<Row>& rows, const std::vector<std::pair<std::string, size_t>>& sources = {}) {
    auto places = Spool::create("/tmp");
    auto reasons = Spool::create("/tmp");
    auto entries = Partitions::create("/tmp");
    EXPECT_TRUE(places && reasons && entries);
    Side side{{}, {}, {}, std::move(*places), std::move(*reasons), std::move(*entries)};
    for (size_t i = 0; i < rows.size(); ++i) {
        side.kinds.push_back(RowKind::message);
        EXPECT_TRUE(side.entries.add({{rows[i].meaning * 0x9e3779b97f4a7c15, 0}, rows[i].bytes, i}));
    }
    EXPECT_TRUE(side.entries.finish());
    uint64_t first = 0;
    for (const auto& [path, count] : sources) {
        SourceReport source;
        source.entry.path = path;
        source.first_row = first;
        source.rows = count;
        first += count;
        side.report.sources.push_back(source);
    }
    if (sources.empty()) {
        SourceReport source;
        source.rows = rows.size();
        side.report.sources.push_back(source);
    }
    return side;
}

Matching match(const Side& a, const Side& b) {
    auto matching = join(a, b, 2, [] { return false; });
    EXPECT_TRUE(matching);
    align(*matching);
    mark_moved(
        a, b, [&](uint32_t row) { return matching->a[row]; }, matching->flags);
    return std::move(*matching);
}

size_t moved(const Matching& matching) {
    return static_cast<size_t>(std::count_if(matching.flags.begin(), matching.flags.end(),
                                             [](uint8_t flags) { return (flags & kMoved) != 0; }));
}

std::vector<Row> numbers(std::initializer_list<uint64_t> meanings) {
    std::vector<Row> rows;
    for (const uint64_t meaning : meanings) {
        rows.push_back({meaning});
    }
    return rows;
}

TEST(CompareMatch, PairsWhatIsUnique) {
    const Matching m = match(side_of(numbers({1, 2, 3, 4})), side_of(numbers({1, 3, 4, 5})));
    EXPECT_EQ(m.a, (std::vector<uint32_t>{0, kUnpaired, 1, 2}));
    EXPECT_EQ(m.b, (std::vector<uint32_t>{0, 2, 3, kUnpaired}));
    EXPECT_EQ(moved(m), 0U);
}

TEST(CompareMatch, NeighboursSayWhichCopyIsGone) {
    // The middle one of three copies of 9 is missing; in order alone, the last would be.
    const Matching m = match(side_of(numbers({1, 9, 2, 9, 3, 9, 4})), side_of(numbers({1, 9, 2, 3, 9, 4})));
    EXPECT_EQ(m.a, (std::vector<uint32_t>{0, 1, 2, kUnpaired, 3, 4, 5}));
    EXPECT_EQ(moved(m), 0U);
    // And with a row between that is only on one side.
    const Matching n = match(side_of(numbers({1, 7, 9, 2, 9})), side_of(numbers({1, 2, 9})));
    EXPECT_EQ(n.a, (std::vector<uint32_t>{0, kUnpaired, kUnpaired, 1, 2}));
}

TEST(CompareMatch, CopiesOnly) {
    const Matching m = match(side_of(numbers({5, 5, 5})), side_of(numbers({5, 5})));
    EXPECT_EQ(std::count(m.a.begin(), m.a.end(), kUnpaired), 1);
    EXPECT_EQ(moved(m), 0U);
    const Matching none = match(side_of({}), side_of(numbers({5, 5})));
    EXPECT_EQ(std::count(none.b.begin(), none.b.end(), kUnpaired), 2);
}

TEST(CompareMatch, OtherBytesAreKnownAmongCopies) {
    const Matching m = match(side_of({{1}, {9, 10}, {9, 11}, {2}}), side_of({{2}, {9, 11}, {9, 12}, {1}}));
    size_t other = 0;
    for (size_t row = 0; row < m.a.size(); ++row) {
        EXPECT_NE(m.a[row], kUnpaired);
        other += (m.flags[row] & kOtherBytes) != 0 ? 1U : 0U;
    }
    EXPECT_EQ(other, 1U);
}

TEST(CompareMatch, OrderIsThatWithinAPairOfSources) {
    const std::vector<Row> rows = numbers({1, 2, 3, 4, 5, 6});
    const std::vector<Row> turned = numbers({4, 5, 6, 1, 2, 3});
    // Files whose order changed because their names did: no row has moved.
    EXPECT_EQ(moved(match(side_of(rows, {{"x/a", 3}, {"x/b", 3}}), side_of(turned, {{"y/k", 3}, {"y/l", 3}}))), 0U);
    // The same as one file: three have.
    EXPECT_EQ(moved(match(side_of(rows), side_of(turned))), 3U);
    // A row that went from one file to another of the same name has.
    EXPECT_EQ(moved(match(side_of(rows, {{"x/a", 3}, {"x/b", 3}}), side_of(rows, {{"y/a", 2}, {"y/b", 4}}))), 1U);
}

// The slow obvious way: the longest rising run by comparing all pairs.
size_t longest_rising(const std::vector<uint32_t>& values) {
    std::vector<size_t> length(values.size(), 1);
    size_t best = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            if (values[j] < values[i]) {
                length[i] = std::max(length[i], length[j] + 1);
            }
        }
        best = std::max(best, length[i]);
    }
    return best;
}

TEST(CompareMatch, MovesAsFewAsCanBe) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        std::vector<Row> rows(random() % 60);
        for (size_t i = 0; i < rows.size(); ++i) {
            rows[i].meaning = i + 1;
        }
        std::vector<Row> other = rows;
        if (round % 2 == 0) {
            std::shuffle(other.begin(), other.end(), random);
        } else {
            for (int i = 0; i < 3 && !other.empty(); ++i) {
                const Row row = other[random() % other.size()];
                std::erase_if(other, [&](const Row& one) { return one.meaning == row.meaning; });
                other.insert(other.begin() + static_cast<std::ptrdiff_t>(random() % (other.size() + 1)), row);
            }
        }
        const Matching m = match(side_of(rows), side_of(other));
        EXPECT_EQ(moved(m), rows.size() - longest_rising(m.a));
        std::vector<uint32_t> kept;
        for (size_t row = 0; row < rows.size(); ++row) {
            if ((m.flags[row] & kMoved) == 0) {
                kept.push_back(m.a[row]);
            }
        }
        EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
    }
}

TEST(CompareMatch, CopiesAreAMultiset) {
    std::mt19937 random(11);
    for (int round = 0; round < 200; ++round) {
        const auto draw = [&] {
            std::vector<Row> rows(random() % 80);
            for (Row& row : rows) {
                row = {random() % 12 + 1, random() % 3};
            }
            return rows;
        };
        const std::vector<Row> a = draw();
        const std::vector<Row> b = draw();
        const Matching m = match(side_of(a), side_of(b));
        std::map<uint64_t, std::pair<size_t, size_t>> copies;
        for (const Row& row : a) {
            ++copies[row.meaning].first;
        }
        for (const Row& row : b) {
            ++copies[row.meaning].second;
        }
        size_t pairs = 0;
        for (const auto& [meaning, count] : copies) {
            pairs += std::min(count.first, count.second);
        }
        for (size_t row = 0; row < a.size(); ++row) {
            if (m.a[row] == kUnpaired) {
                continue;
            }
            --pairs;
            ASSERT_EQ(m.b[m.a[row]], row);
            EXPECT_EQ(a[row].meaning, b[m.a[row]].meaning);
            EXPECT_EQ((m.flags[row] & kOtherBytes) != 0, a[row].bytes != b[m.a[row]].bytes);
        }
        EXPECT_EQ(pairs, 0U);
    }
}

TEST(CompareMatch, StopsWhenAsked) {
    EXPECT_FALSE(join(side_of(numbers({1})), side_of(numbers({1})), 1, [] { return true; }));
}

}  // namespace
}  // namespace verbatim::compare
