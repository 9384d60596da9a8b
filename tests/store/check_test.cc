// SPDX-License-Identifier: Apache-2.0
// One changed byte anywhere in the store's data is found and its part named.
#include <fstream>

#include "fixture.h"

namespace verbatim::store {
namespace {

class CheckTest : public StoreTest {
  protected:
    static void flip_middle_bit(const std::string& path) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        const auto middle = static_cast<std::streamoff>(std::filesystem::file_size(path) / 2);
        file.seekg(middle);
        const auto byte = static_cast<char>(file.get() ^ 1);
        file.seekp(middle);
        file.put(byte);
    }
};

TEST_F(CheckTest, AFlippedBitIsNamed) {
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 3000; ++i) {
        rows.push_back(row("some text number " + std::to_string(i), i));
    }
    insert(rows);
    const auto clean = store_->check({});
    ASSERT_TRUE(clean.ok()) << clean.error().to_string();
    EXPECT_TRUE(clean->empty());
    store_.reset();
    std::string damaged;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ + "/engine/store")) {
        const std::string name = entry.path().filename().string();
        if (entry.is_regular_file() && (name.starts_with("text") || name.starts_with("data")) &&
            name.ends_with(".bin")) {
            damaged = entry.path().string();
            break;
        }
    }
    ASSERT_FALSE(damaged.empty());
    flip_middle_bit(damaged);
    reopen();
    const auto found = store_->check({});
    ASSERT_TRUE(found.ok()) << found.error().to_string();
    ASSERT_EQ(found->size(), 1U) << damaged;
    EXPECT_EQ(found->front().table, "messages");
    EXPECT_NE(damaged.find(found->front().part), std::string::npos) << found->front().part;
    EXPECT_FALSE(found->front().what.empty());
    EXPECT_EQ(found->front().file, std::filesystem::path(damaged).filename().string()) << found->front().what;
}

// Whatever file of a part it is: either the store says so when it opens, or check() does.
// That a flipped bit in *any* file of a part is found is tests/crash/flip_test.py: the engine does not stand being
// opened on dozens of damaged folders in one process.

}  // namespace
}  // namespace verbatim::store
