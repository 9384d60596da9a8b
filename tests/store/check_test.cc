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
TEST_F(CheckTest, AFlippedBitInAnyFileOfAPartIsFound) {
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 300; ++i) {
        rows.push_back(row("text " + std::to_string(i), i));
    }
    insert(rows);
    store_.reset();
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ + "/engine/store")) {
        if (entry.is_regular_file() && entry.path().string().find("/all_") != std::string::npos &&
            entry.file_size() > 0) {
            files.push_back(entry.path().string());
        }
    }
    ASSERT_GT(files.size(), 10U);
    const std::string safe = folder_ + "-safe";
    std::filesystem::remove_all(safe);
    std::filesystem::copy(folder_, safe, std::filesystem::copy_options::recursive);
    std::string missed;
    for (const std::string& file : files) {
        std::filesystem::remove_all(folder_);
        std::filesystem::copy(safe, folder_, std::filesystem::copy_options::recursive);
        flip_middle_bit(file);
        Result<std::unique_ptr<Store>> opened = Store::open(folder_, {});
        if (opened) {
            store_ = std::move(*opened);
            const auto found = store_->check({});
            if (found && found->empty()) {
                missed += " " + file.substr(file.find("/all_"));
            }
            store_.reset();
        }
    }
    EXPECT_EQ(missed, "");
    std::filesystem::remove_all(safe);
}

}  // namespace
}  // namespace verbatim::store
