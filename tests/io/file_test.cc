// SPDX-License-Identifier: Apache-2.0
#include "io/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace verbatim::io {
namespace {

class Files : public testing::Test {
  protected:
    Files() : folder_(testing::TempDir() + "io-" + std::to_string(::getpid())) {
        std::filesystem::create_directories(folder_);
    }
    ~Files() override { std::filesystem::remove_all(folder_); }
    std::string folder_;
};

TEST_F(Files, ReplaceIsWholeAndPrivate) {
    const std::string path = folder_ + "/key";
    ASSERT_TRUE(replace_file(path, as_bytes("one"), 0600));
    ASSERT_TRUE(replace_file(path, as_bytes("two"), 0600));
    EXPECT_EQ(*read_file(path, 100), "two");
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_FALSE(exists(path + ".tmp"));
}

TEST_F(Files, ErrorsNameThePath) {
    const auto opened = open_read(folder_ + "/missing");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::not_found);
    EXPECT_NE(opened.error().to_string().find("/missing"), std::string::npos);
    ASSERT_TRUE(replace_file(folder_ + "/long", as_bytes("12345")));
    EXPECT_EQ(read_file(folder_ + "/long", 4).error().code, Code::limit);
}

TEST_F(Files, ALinkIsNotFollowedWhenAsked) {
    ASSERT_TRUE(replace_file(folder_ + "/real", as_bytes("x")));
    std::filesystem::create_symlink(folder_ + "/real", folder_ + "/link");
    EXPECT_TRUE(open_read(folder_ + "/link"));
    EXPECT_FALSE(open_read(folder_ + "/link", NoFollow::yes));
}

TEST_F(Files, AppendDropsTheUnacknowledgedTail) {
    const std::string path = folder_ + "/lines";
    std::ofstream(path) << "kept\nlost\n";
    auto file = AppendFile::open(path, 5);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->dropped_bytes(), 5U);
    ASSERT_TRUE(file->append("new\n"));
    EXPECT_EQ(*file->sync(), 9U);
    EXPECT_EQ(*read_file(path, 100), "kept\nnew\n");
    EXPECT_EQ(AppendFile::open(path, 100).error().code, Code::integrity);
}

TEST_F(Files, ALockHeldByAnotherProcessIsAConflict) {
    const std::string path = folder_ + "/lock";
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto lock = lock_exclusive(path);
        static_cast<void>(!::write(ready[1], lock ? "y" : "n", 1));
        ::pause();
        ::_exit(0);
    }
    char answer = 0;
    ASSERT_EQ(::read(ready[0], &answer, 1), 1);
    ASSERT_EQ(answer, 'y');
    EXPECT_EQ(lock_exclusive(path).error().code, Code::conflict);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(lock_exclusive(path));  // death releases it
}

}  // namespace
}  // namespace verbatim::io
