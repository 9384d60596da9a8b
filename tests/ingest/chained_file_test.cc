// SPDX-License-Identifier: Apache-2.0
#include "ingest/chained_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace verbatim::ingest {
namespace {

class ChainedFileTest : public testing::Test {
  protected:
    ChainedFileTest() : path_(testing::TempDir() + "chained-" + std::to_string(::getpid())) {
        std::filesystem::remove(path_);
    }
    ~ChainedFileTest() override { std::filesystem::remove(path_); }

    std::vector<std::string> lines(const ChainPoint& point) {
        std::vector<std::string> found;
        const auto read = read_chained(path_, point, [&](std::string_view line) {
            found.emplace_back(line);
            return Result<void>{};
        });
        error_ = read ? "" : read.error().to_string();
        return found;
    }

    std::string path_;
    std::string error_;
};

TEST_F(ChainedFileTest, DropsWhatWasNeverCommitted) {
    ChainPoint committed;
    {
        auto file = ChainedFile::open(path_, {});
        ASSERT_TRUE(file);
        ASSERT_TRUE(file->append("one"));
        ASSERT_TRUE(file->append("two"));
        committed = file->point();
        ASSERT_TRUE(file->append("beyond"));
        ASSERT_TRUE(file->flush());
    }
    auto file = ChainedFile::open(path_, committed);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->dropped_bytes(), 7U);
    ASSERT_TRUE(file->append("three"));
    ASSERT_TRUE(file->flush());
    EXPECT_EQ(lines(file->point()), (std::vector<std::string>{"one", "two", "three"}));
    EXPECT_EQ(error_, "");
    EXPECT_EQ(lines(committed).size(), 2U);
}

TEST_F(ChainedFileTest, EveryFlippedBitIsFound) {
    auto file = ChainedFile::open(path_, {});
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->append("{\"source\":0}"));
    ASSERT_TRUE(file->append("{\"source\":1}"));
    ASSERT_TRUE(file->flush());
    const ChainPoint point = file->point();
    for (uint64_t bit = 0; bit < point.bytes * 8; ++bit) {
        const auto flip = [&] {
            std::fstream bytes(path_, std::ios::in | std::ios::out | std::ios::binary);
            bytes.seekg(static_cast<std::streamoff>(bit / 8));
            const char c = static_cast<char>(bytes.get() ^ (1 << (bit % 8)));
            bytes.seekp(static_cast<std::streamoff>(bit / 8));
            bytes.put(c);
        };
        flip();
        lines(point);
        EXPECT_NE(error_.find("integrity"), std::string::npos) << "bit " << bit;
        flip();
    }
    lines(point);
    EXPECT_EQ(error_, "");
}

TEST_F(ChainedFileTest, AFileShorterThanItsCommitIsNotOpened) {
    { std::ofstream(path_) << "x\n"; }
    EXPECT_EQ(ChainedFile::open(path_, {10, {}}).error().code, Code::integrity);
}

}  // namespace
}  // namespace verbatim::ingest
