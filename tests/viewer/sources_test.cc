// SPDX-License-Identifier: Apache-2.0
#include "viewer/sources.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "verify/bundle_records.h"
#include "viewer/exhibits.h"

namespace verbatim::viewer {
namespace {

TEST(Sources, EachRecordComesFromTheOneThatHasIt) {
    const auto file = verify::FileSource::open(VERBATIM_SOURCE_DIR "/testdata/vectors/bundle/mixed.zip");
    ASSERT_TRUE(file);
    const auto sources = Sources::read(**file);
    ASSERT_TRUE(sources) << sources.error().to_string();
    auto records = verify::BundleRecords::open(**file);
    ASSERT_TRUE(records);
    verify::BundleRecord record;
    while (*records->next(record)) {
        const note::SourceLine* const source = sources->of(record.sequence);
        ASSERT_NE(source, nullptr) << record.sequence;
        EXPECT_GE(record.sequence, source->first);
        const auto found = sources->matching(source->path);
        EXPECT_NE(std::find(found.begin(), found.end(), source->number), found.end());
        EXPECT_FALSE(sources->matching(source->object->hex()).empty());
    }
    EXPECT_EQ(sources->of(1'000'000), nullptr);
    EXPECT_TRUE(sources->matching("no such source").empty());
}

TEST(Exhibits, ABundleWithoutATableHasNone) {
    const auto file = verify::FileSource::open(VERBATIM_SOURCE_DIR "/testdata/vectors/bundle/mixed.zip");
    ASSERT_TRUE(file);
    const auto exhibits = Exhibits::read(**file);
    ASSERT_TRUE(exhibits);
    EXPECT_EQ(exhibits->of(0), "");
}

}  // namespace
}  // namespace verbatim::viewer
