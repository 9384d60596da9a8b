// SPDX-License-Identifier: Apache-2.0
// The records that a bundle shows, against what the verifier says of the same bundle.
#include "verify/bundle_records.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "verify/bundle.h"

namespace verbatim::verify {
namespace {

std::string vector_file(const std::string& name) {
    return VERBATIM_SOURCE_DIR "/testdata/vectors/bundle/" + name;
}

std::vector<BundleRecord> records_of(const std::string& path) {
    const auto file = FileSource::open(path);
    EXPECT_TRUE(file);
    auto records = BundleRecords::open(**file);
    EXPECT_TRUE(records) << records.error().to_string();
    std::vector<BundleRecord> out;
    BundleRecord record;
    while (true) {
        const auto more = records->next(record);
        EXPECT_TRUE(more) << more.error().to_string();
        if (!more || !*more) {
            return out;
        }
        out.push_back(record);
    }
}

TEST(BundleRecords, AreThoseThatAreProvedWithAReasonForEachWithheldPart) {
    for (const auto& entry : std::filesystem::directory_iterator(VERBATIM_SOURCE_DIR "/testdata/vectors/bundle")) {
        if (entry.path().extension() != ".zip") {
            continue;
        }
        const auto file = FileSource::open(entry.path());
        ASSERT_TRUE(file);
        const auto report = verify_bundle(**file, {});
        ASSERT_TRUE(report);
        const auto records = records_of(entry.path());
        EXPECT_EQ(records.size(), report->records) << entry.path();
        uint64_t withheld = 0;
        for (size_t i = 0; i < records.size(); ++i) {
            const BundleRecord& record = records[i];
            EXPECT_TRUE(i == 0 || records[i - 1].sequence < record.sequence);
            for (const BundleRecord::Group& group : record.groups) {
                withheld += group.reason.empty() ? 0 : 1;
                EXPECT_TRUE(group.reason.empty() || group.bytes.empty());
            }
            for (const BundleText& piece : record.text) {
                withheld += piece.chunks;
                EXPECT_NE(piece.reason.empty(), piece.shown.empty());
                EXPECT_EQ(piece.reason.empty(), piece.chunks == 0);
            }
        }
        EXPECT_EQ(withheld, report->withheld) << entry.path();
        uint64_t sources = 0;
        EXPECT_TRUE(each_bundle_source(**file, [&](const note::SourceLine&) -> Result<void> {
            ++sources;
            return {};
        }));
        EXPECT_EQ(sources, report->sources) << entry.path();
    }
}

TEST(BundleRecords, GroupsDecodeToWhatTheRecordSays) {
    for (const BundleRecord& record : records_of(vector_file("mixed.zip"))) {
        record::Message message;
        record::SourceIdentity source;
        for (size_t i = 1; i <= record::kGroups; ++i) {
            const auto which = static_cast<record::Group>(i);
            if (which != record::Group::text && record.shows(which)) {
                EXPECT_TRUE(record::decode_group(which, as_bytes(record.group(which).bytes), message, source));
            }
        }
        EXPECT_EQ(record.redacted(), record.sequence == 4);
        if (record.sequence == 4) {
            EXPECT_EQ(record.group(record::Group::account).reason, "device");
        }
    }
}

TEST(BundleRecords, WhatIsNoBundleIsRefused) {
    const MemorySource nothing("PK");
    EXPECT_FALSE(BundleRecords::open(nothing));
    EXPECT_FALSE(each_bundle_source(nothing, [](const note::SourceLine&) -> Result<void> { return {}; }));
}

}  // namespace
}  // namespace verbatim::verify
