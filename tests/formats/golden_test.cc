// SPDX-License-Identifier: Apache-2.0
// Every format of the registry against its folder in testdata/formats. VERBATIM_UPDATE_GOLDEN=1 rewrites expected.jsonl
// (never the counts in case.toml: those are the author's claim); review the change with git diff.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "format_run.h"
#include "golden_case.h"

namespace verbatim::formats {
namespace {

constexpr size_t kCasesMin = 5;  // happy, malformed middle, truncated end, unknown kind, odd times

bool update_wanted() {
    const char* value = std::getenv("VERBATIM_UPDATE_GOLDEN");
    return value != nullptr && std::string_view(value) == "1";
}

class Golden : public ::testing::TestWithParam<const Format*> {};

std::string format_name(const ::testing::TestParamInfo<const Format*>& info) {
    return std::string(info.param->name);
}

TEST_P(Golden, EveryCaseGivesWhatIsExpected) {
    const auto folders = case_folders(GetParam()->name);
    ASSERT_GE(folders.size(), kCasesMin) << "testdata/formats/" << GetParam()->name << " needs at least five cases";
    for (const auto& folder : folders) {
        const auto golden = GoldenCase::load(folder);
        ASSERT_TRUE(golden.ok()) << golden.error().to_string();
        SCOPED_TRACE(golden->name);
        const FormatRun run = run_format(*GetParam(), golden->input, golden->path, golden->settings);
        ASSERT_TRUE(run.parsed.ok()) << run.parsed.error().to_string();
        EXPECT_TRUE(run.accounted.ok()) << run.accounted.error().to_string();
        EXPECT_EQ(run.totals.messages, golden->messages);
        EXPECT_EQ(run.totals.rejected, golden->rejected);
        EXPECT_EQ(run.totals.skipped, golden->skipped);
        EXPECT_EQ(run.rendering.find("INVALID UTF-8"), std::string::npos) << "a format must hand out valid UTF-8";
        const bool counts_hold = run.accounted && run.totals.messages == golden->messages &&
                                 run.totals.rejected == golden->rejected && run.totals.skipped == golden->skipped;
        if (update_wanted() && counts_hold) {
            std::ofstream(folder / "expected.jsonl", std::ios::binary) << run.rendering;
        } else {
            EXPECT_EQ(run.rendering, golden->expected) << "VERBATIM_UPDATE_GOLDEN=1 rewrites it";
        }
    }
}

// A case is recognised by content, unless it says itself which format it is.
TEST_P(Golden, ItsCasesAreRecognised) {
    for (const auto& folder : case_folders(GetParam()->name)) {
        const auto golden = GoldenCase::load(folder);
        ASSERT_TRUE(golden.ok()) << golden.error().to_string();
        const MemorySource source(as_bytes(golden->input), golden->path, golden->settings);
        const auto found = detect(source);
        EXPECT_TRUE(found.ok()) << golden->name << ": " << found.error().to_string();
        if (found) {
            EXPECT_EQ((*found)->name, GetParam()->name) << golden->name;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, Golden, ::testing::ValuesIn(all_formats().begin(), all_formats().end()), format_name);

TEST(GoldenFolders, NoFolderWithoutAFormat) {
    for (const auto& entry : std::filesystem::directory_iterator(testdata_folder())) {
        if (entry.is_directory()) {
            EXPECT_NE(find_format(entry.path().filename().string()), nullptr) << entry.path();
        }
    }
}

TEST(GoldenFolders, NamesAreUnique) {
    std::set<std::string_view> names;
    for (const Format* format : all_formats()) {
        EXPECT_TRUE(names.insert(format->name).second) << format->name;
        EXPECT_FALSE(format->title.empty() || format->description.empty()) << format->name;
        EXPECT_GE(format->version, 1U) << format->name;
    }
}

}  // namespace
}  // namespace verbatim::formats
