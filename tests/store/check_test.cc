// SPDX-License-Identifier: Apache-2.0
// One changed byte anywhere in the store's data is found and its part named.
#include <fstream>

#include "fixture.h"

namespace verbatim::store {
namespace {

class CheckTest : public StoreTest {};

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
        if (entry.is_regular_file() && (name.starts_with("text") || name.starts_with("data")) && name.ends_with(".bin")) {
            damaged = entry.path().string();
            break;
        }
    }
    ASSERT_FALSE(damaged.empty());
    std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(std::filesystem::file_size(damaged) / 2);
    file.seekg(middle);
    const auto byte = static_cast<char>(file.get() ^ 1);
    file.seekp(middle);
    file.put(byte);
    file.close();
    reopen();
    const auto found = store_->check({});
    ASSERT_TRUE(found.ok()) << found.error().to_string();
    ASSERT_EQ(found->size(), 1U) << damaged;
    EXPECT_EQ(found->front().table, "messages");
    EXPECT_NE(damaged.find(found->front().part), std::string::npos) << found->front().part;
    EXPECT_FALSE(found->front().what.empty());
    EXPECT_EQ(found->front().file, std::filesystem::path(damaged).filename().string()) << found->front().what;
}

}  // namespace
}  // namespace verbatim::store
