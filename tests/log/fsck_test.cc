// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"

#include <algorithm>

#include "log_folder.h"

namespace verbatim::log {
namespace {

namespace fs = std::filesystem;
using FsckTest = LogFolder;

std::vector<std::string> files_of(const FsckReport& report) {
    std::vector<std::string> files;
    for (const Finding& finding : report.findings) {
        files.push_back(finding.file);
    }
    return files;
}

// One flipped bit anywhere is found, and the file that holds it is the one named.
TEST_F(FsckTest, EveryFileIsNamedWhenABitFlips) {
    make(256 * 256 + 3 * 256 + 40);
    ASSERT_TRUE(check().ok());
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
        if (entry.is_regular_file() && entry.path().filename() != "lock") {
            names.push_back(entry.path().lexically_relative(folder_).string());
        }
    }
    ASSERT_EQ(names.size(), 259u + 1 + 1 + 1 + 1 + 2);  // tiles 0, 0.p, 1, 1.p, 2.p, checkpoint, commit
    std::sort(names.begin(), names.end());
    for (size_t i = 0; i < names.size(); i += names[i].starts_with("tile/0/1") ? 50 : 1) {
        if (names[i].starts_with("tile/0/0") && i % 40 != 0) {
            continue;
        }
        const std::string good = read(names[i]);
        std::string bad = good;
        const size_t at = good.size() * 2 / 3;
        bad[at] = static_cast<char>(bad[at] ^ 0x04);
        write(names[i], bad);
        const auto report = check();
        ASSERT_EQ(report.findings.size(), 1u) << names[i];
        EXPECT_EQ(report.findings[0].file, names[i]) << report.findings[0].what;
        if (names[i].starts_with("tile/1/") || names[i].starts_with("tile/2/")) {
            EXPECT_EQ(report.findings[0].index, at / 32) << names[i];
        }
        write(names[i], bad.substr(0, bad.size() - 1));
        EXPECT_EQ(files_of(check()), std::vector<std::string>{names[i]}) << "cut short";
        fs::remove(folder_ / names[i]);
        const auto missing = files_of(check());
        if (names[i] == "commit") {
            EXPECT_TRUE(missing.empty()) << "other logs have no commit file";
        } else {
            EXPECT_EQ(missing, std::vector<std::string>{names[i]}) << "missing";
        }
        write(names[i], good);
    }
    EXPECT_TRUE(check().ok());
}

TEST_F(FsckTest, TwoDamagedTilesAreBothNamed) {
    make(256 * 20 + 7);
    for (const char* name : {"tile/0/003", "tile/0/011"}) {
        std::string bytes = read(name);
        bytes[5] = static_cast<char>(bytes[5] ^ 1);
        write(name, bytes);
    }
    EXPECT_EQ(files_of(check()), (std::vector<std::string>{"tile/0/003", "tile/0/011"}));
}

TEST_F(FsckTest, OldPartialTilesAndForeignFilesAreChecked) {
    make(100);
    make(200);
    std::string bytes = read("tile/0/000.p/100");
    bytes[64] = static_cast<char>(bytes[64] ^ 1);
    write("tile/0/000.p/100", bytes);
    auto report = check();
    ASSERT_EQ(files_of(report), std::vector<std::string>{"tile/0/000.p/100"});
    EXPECT_EQ(report.findings[0].index, 2u);
    bytes[64] = static_cast<char>(bytes[64] ^ 1);
    write("tile/0/000.p/100", bytes);
    for (const char* name : {"tile/0/001", "tile/0/000.p/201", "tile/0/000.p/0100", "tile/notes.txt", "tile/9/000",
                             "tile/0/x000/000", "tile/0/0", "tile/0/000.p/256"}) {
        write(name, "x");
        EXPECT_EQ(files_of(check()), std::vector<std::string>{name});
        fs::remove(folder_ / name);
        if (std::string_view(name) == "tile/0/x000/000") {
            fs::remove(folder_ / "tile/0/x000");
        }
    }
    EXPECT_TRUE(check().ok());
}

TEST_F(FsckTest, ACheckpointUnderAnotherKeyIsNamed) {
    make(10);
    const auto other = *note::Signer::generate("example.org/case");
    const auto report = fsck(folder_, other.verifier(), {});
    ASSERT_TRUE(report);
    EXPECT_EQ(files_of(*report), std::vector<std::string>{"checkpoint"});
}

TEST_F(FsckTest, AValidCheckpointOfAnotherTreeIsNamed) {
    make(512);
    const auto forged = note::sign_checkpoint({"example.org/case", 512, Hash{}, {}}, signer_);
    write("checkpoint", *forged);
    const auto files = files_of(check());
    EXPECT_TRUE(std::ranges::find(files, "commit") != files.end());
    EXPECT_TRUE(std::ranges::find(files, "checkpoint") != files.end());
}

TEST_F(FsckTest, CanBeStopped) {
    make(1000);
    EXPECT_EQ(fsck(folder_, signer_.verifier(), [](uint64_t, uint64_t) { return false; }).error().code,
              Code::interrupted);
    uint64_t last = 0;
    EXPECT_TRUE(fsck(folder_, signer_.verifier(), [&](uint64_t done, uint64_t) {
        last = done;
        return true;
    }));
    EXPECT_EQ(last, 1000u);
}

TEST_F(FsckTest, AnEmptyLogIsInOrder) {
    open();
    EXPECT_TRUE(check().ok());
}

}  // namespace
}  // namespace verbatim::log
