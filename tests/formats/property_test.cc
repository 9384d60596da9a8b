// SPDX-License-Identifier: Apache-2.0
// What must hold for every format on any bytes: the ranges tile the source, the answer does not depend on how reads are
// cut, a sink that says stop is obeyed. Inputs are the golden cases, every prefix of them, and random damage.
#include <gtest/gtest.h>

#include <random>

#include "format_run.h"
#include "golden_case.h"

namespace verbatim::formats {
namespace {

constexpr size_t kPrefixBytesMax = 4096;
constexpr int kDamagedCopies = 150;

class Property : public ::testing::TestWithParam<const Format*> {
  protected:
    std::vector<GoldenCase> cases() {
        std::vector<GoldenCase> all;
        for (const auto& folder : case_folders(GetParam()->name)) {
            auto golden = GoldenCase::load(folder);
            EXPECT_TRUE(golden.ok()) << golden.error().to_string();
            if (golden) {
                all.push_back(std::move(*golden));
            }
        }
        return all;
    }
    // Bytes may be refused as a whole (not_this_format) or must be accounted for to the last.
    static void expect_tiled(const FormatRun& run, const std::string& what) {
        if (!run.parsed) {
            EXPECT_EQ(run.parsed.error().code, Code::not_this_format) << what << ": " << run.parsed.error().to_string();
            return;
        }
        EXPECT_TRUE(run.accounted.ok()) << what << ": " << run.accounted.error().to_string();
        EXPECT_EQ(run.rendering.find("INVALID UTF-8"), std::string::npos) << what;
    }
};

std::string format_name(const ::testing::TestParamInfo<const Format*>& info) {
    return std::string(info.param->name);
}

TEST_P(Property, EveryPrefixIsAccountedFor) {
    for (const GoldenCase& golden : cases()) {
        for (size_t size = 0; size <= std::min(golden.input.size(), kPrefixBytesMax) && !HasFailure(); ++size) {
            const std::string_view prefix = std::string_view(golden.input).substr(0, size);
            expect_tiled(run_format(*GetParam(), prefix, golden.path, golden.settings),
                         golden.name + " cut at " + std::to_string(size));
        }
    }
}

TEST_P(Property, DamagedBytesAreAccountedFor) {
    std::mt19937 random(20'200'401);
    for (const GoldenCase& golden : cases()) {
        if (golden.input.empty()) {
            continue;
        }
        for (int copy = 0; copy < kDamagedCopies && !HasFailure(); ++copy) {
            std::string bytes = golden.input;
            for (int flips = 0; flips <= copy % 8; ++flips) {
                const size_t at = random() % bytes.size();
                switch (random() % 3) {
                    case 0:
                        bytes[at] = static_cast<char>(random() % 256);
                        break;
                    case 1:
                        bytes.erase(at, random() % 20);
                        break;
                    default:
                        bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 30));
                        break;
                }
                if (bytes.empty()) {
                    break;
                }
            }
            const FormatRun whole = run_format(*GetParam(), bytes, golden.path, golden.settings);
            expect_tiled(whole, golden.name + " damaged copy " + std::to_string(copy));
            const FormatRun pieces = run_format(*GetParam(), bytes, golden.path, golden.settings, 5);
            EXPECT_EQ(pieces.rendering, whole.rendering) << golden.name << " damaged copy " << copy;
        }
    }
}

TEST_P(Property, TheAnswerDoesNotDependOnReadSizes) {
    for (const GoldenCase& golden : cases()) {
        const FormatRun whole = run_format(*GetParam(), golden.input, golden.path, golden.settings);
        for (const size_t chunk : {size_t{1}, size_t{7}, size_t{4096}}) {
            EXPECT_EQ(run_format(*GetParam(), golden.input, golden.path, golden.settings, chunk).rendering,
                      whole.rendering)
                << golden.name << " in reads of " << chunk;
        }
    }
}

TEST_P(Property, AStopIsObeyed) {
    for (const GoldenCase& golden : cases()) {
        const uint64_t all = golden.messages + golden.rejected + golden.skipped;
        for (uint64_t rows = 1; rows < all; rows += 1 + all / 7) {
            const FormatRun run = run_format(*GetParam(), golden.input, golden.path, golden.settings, 1 << 20, rows);
            EXPECT_TRUE(run.parsed.ok()) << golden.name;
            EXPECT_EQ(run.rows_after_stop, 0U) << golden.name << " stopped after " << rows;
            EXPECT_TRUE(run.accounted.ok()) << golden.name;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, Property, ::testing::ValuesIn(all_formats().begin(), all_formats().end()),
                         format_name);

}  // namespace
}  // namespace verbatim::formats
