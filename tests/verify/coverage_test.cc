// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/coverage.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace verbatim::verify::internal {
namespace {

Hash key_of(unsigned number) {
    Hash key;
    key.bytes[0] = static_cast<uint8_t>(number);
    return key;
}

struct Leaf {
    unsigned key;
    uint64_t time;
};
enum class Shown : uint8_t { opened, unopened, gap };

// Section 4 of docs/seals.md, word for word and slow: the leaves of the scope are opened and stand without a gap
// between them, enclosed by an edge, a leaf of another key, or an opened entry outside the period.
bool oracle(const std::vector<Leaf>& leaves, const std::vector<Shown>& shown, unsigned key, uint64_t first,
            uint64_t last) {
    const auto position = [&](uint64_t time) {
        size_t at = 0;
        while (at < leaves.size() && (leaves[at].key < key || (leaves[at].key == key && leaves[at].time < time))) {
            ++at;
        }
        return at;
    };
    const size_t begin = position(first);
    const size_t end = position(last + 1);
    for (size_t i = begin; i < end; ++i) {
        if (shown[i] != Shown::opened) {
            return false;
        }
    }
    const auto encloses = [&](size_t i) {
        return shown[i] == Shown::opened || (shown[i] == Shown::unopened && leaves[i].key != key);
    };
    return (begin == 0 || encloses(begin - 1)) && (end == leaves.size() || encloses(end));
}

TEST(Coverage, AgreesWithTheDefinitionOnRandomWalks) {
    std::mt19937_64 random(5);
    size_t complete = 0;
    for (int round = 0; round < 20000; ++round) {
        std::vector<Leaf> leaves;
        for (unsigned key = 1; key < 8; key += 2) {
            uint64_t time = 10;
            for (size_t count = random() % 4; count > 0; --count) {
                leaves.push_back({key, time += 10});
            }
        }
        std::vector<Shown> shown;
        Coverage coverage;
        for (const Leaf& leaf : leaves) {
            const auto roll = random() % 8;
            shown.push_back(roll < 5 ? Shown::opened : roll < 6 ? Shown::unopened : Shown::gap);
            if (shown.back() == Shown::opened) {
                coverage.leaf(key_of(leaf.key), leaf.time);
            } else if (shown.back() == Shown::unopened) {
                coverage.unopened(key_of(leaf.key));
            } else {
                coverage.gap();
            }
        }
        coverage.end();
        for (unsigned key = 0; key < 9; ++key) {
            for (uint64_t first = 5; first <= 55; first += 10) {
                for (uint64_t last = first + 9; last <= 64; last += 10) {
                    const bool expected = oracle(leaves, shown, key, first, last);
                    // What the definition calls complete is; and nothing in the dark is called so.
                    ASSERT_EQ(coverage.is_complete(key_of(key), first, last), expected)
                        << round << " key " << key << " [" << first << ", " << last << "]";
                    complete += expected ? 1 : 0;
                }
            }
        }
    }
    EXPECT_GT(complete, 100000u);
}

}  // namespace
}  // namespace verbatim::verify::internal
