// SPDX-License-Identifier: Apache-2.0
#include "ingest/removed.h"

#include <gtest/gtest.h>

namespace verbatim::ingest {
namespace {

TEST(Removed, CountsAndSkipsRuns) {
    Removed removed;
    EXPECT_TRUE(removed.empty());
    removed.add({{7, 9}, {3, 4}});
    removed.add({{9, 10}});  // of a later tombstone: joins
    EXPECT_EQ(removed.records.size(), 2U);
    for (uint64_t seq = 0; seq < 12; ++seq) {
        EXPECT_EQ(removed.has(seq), seq == 3 || (seq >= 7 && seq < 10)) << seq;
    }
    EXPECT_EQ(removed.count_below(3), 0U);
    EXPECT_EQ(removed.count_below(8), 2U);
    EXPECT_EQ(removed.count_below(100), 4U);
    EXPECT_EQ(removed.next_kept(2), 2U);
    EXPECT_EQ(removed.next_kept(3), 4U);
    EXPECT_EQ(removed.next_kept(8), 10U);
    EXPECT_EQ(removed.next_kept(10), 10U);
}

TEST(Removed, KnowsBlankBytes) {
    Removed removed;
    const Hash object{};
    removed.add_holes(object, {{10, 20}});
    removed.add_holes(object, {{15, 30}, {40, 41}});
    const Removed::Object& blank = removed.objects.at(object);
    EXPECT_EQ(blank.holes.size(), 2U);
    EXPECT_FALSE(blank.covers(9));
    EXPECT_TRUE(blank.covers(10));
    EXPECT_TRUE(blank.covers(29));
    EXPECT_FALSE(blank.covers(30));
    EXPECT_TRUE(blank.covers(40));
    removed.objects[object].gone = true;
    EXPECT_TRUE(blank.covers(0));
}

}  // namespace
}  // namespace verbatim::ingest
