// SPDX-License-Identifier: Apache-2.0
#include "vault/vault.h"

#include <sys/stat.h>

#include "vault_folder.h"

namespace verbatim::vault {
namespace {

using VaultTest = VaultFolder;

TEST_F(VaultTest, KeepsBytesReadOnlyUnderTheirHash) {
    Vault vault = open();
    const auto object = vault.store_file(file("a.txt", "hello"), Storage::copy, {});
    ASSERT_TRUE(object) << object.error().to_string();
    EXPECT_EQ(object->sha256.hex(), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    EXPECT_EQ(object->size_bytes, 5U);
    struct stat status {};
    ASSERT_EQ(::stat(vault.object_path(object->sha256).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0400U);
    EXPECT_TRUE(vault.verify_object(object->sha256, {}));
}

TEST_F(VaultTest, TheSameBytesAreOneObject) {
    Vault vault = open();
    const auto first = vault.store_file(file("a.txt", "same"), Storage::copy, {});
    const auto second = vault.store_file(file("b.txt", "same"), Storage::copy, {});
    EXPECT_EQ(first->sha256, second->sha256);
    int objects = 0;
    ASSERT_TRUE(vault.each_object(
        [&](const Hash&) {
            ++objects;
            return Result<void>{};
        },
        [](const std::string&) {}));
    EXPECT_EQ(objects, 1);
}

TEST_F(VaultTest, AChangedByteIsNamedWithBothHashes) {
    Vault vault = open();
    const auto object = vault.store_file(file("a.txt", "hello"), Storage::copy, {});
    const std::string path = vault.object_path(object->sha256);
    ::chmod(path.c_str(), 0600);
    std::ofstream(path, std::ios::binary) << "hellp";
    const auto checked = vault.verify_object(object->sha256, {});
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, Code::integrity);
    EXPECT_EQ(checked.error().where.source, path);
    EXPECT_NE(checked.error().what.find(object->sha256.hex()), std::string::npos);
}

TEST_F(VaultTest, HardLinksShareTheBytes) {
    Vault vault = open();
    const std::string path = file("big", std::string(3 << 20, 'x'));
    const auto object = vault.store_file(path, Storage::hard_link, {});
    ASSERT_TRUE(object) << object.error().to_string();
    EXPECT_EQ(std::filesystem::hard_link_count(path), 2U);
    EXPECT_TRUE(vault.verify_object(object->sha256, {}));
}

TEST_F(VaultTest, AReferenceNoticesThatItsFileChanged) {
    Vault vault = open();
    const std::string path = file("far", "evidence on another disk");
    const auto object = vault.store_file(path, Storage::reference, {});
    ASSERT_TRUE(object);
    ASSERT_TRUE(vault.open_object(object->sha256));
    std::ofstream(path, std::ios::binary) << "evidence on another disc";
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
    EXPECT_EQ(vault.open_object(object->sha256).error().code, Code::integrity);
    EXPECT_EQ(vault.verify_object(object->sha256, {}).error().code, Code::integrity);
    std::filesystem::remove(path);
    EXPECT_EQ(vault.open_object(object->sha256).error().code, Code::integrity);
}

TEST_F(VaultTest, AReferencedFileWithTheSameBytesOpensAgainOnceItIsHashed) {
    Vault vault = open();
    const std::string path = file("far", "evidence on another disk");
    const auto object = vault.store_file(path, Storage::reference, {});
    ASSERT_TRUE(object);
    EXPECT_FALSE(vault.verify_object(object->sha256, {})->is_renewed);
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
    EXPECT_EQ(vault.open_object(object->sha256).error().code, Code::integrity);
    const auto checked = vault.verify_object(object->sha256, {});
    ASSERT_TRUE(checked) << checked.error().to_string();
    EXPECT_TRUE(checked->is_renewed);
    EXPECT_EQ(checked->size_bytes, 24U);
    EXPECT_TRUE(vault.open_object(object->sha256));
    EXPECT_FALSE(vault.verify_object(object->sha256, {})->is_renewed);
}

TEST_F(VaultTest, LinksAndFoldersAreNotFollowed) {
    Vault vault = open();
    std::filesystem::create_symlink(file("target", "secret"), folder_ + "/link");
    EXPECT_FALSE(vault.store_file(folder_ + "/link", Storage::copy, {}));
    EXPECT_FALSE(vault.store_file(folder_, Storage::copy, {}));
}

TEST_F(VaultTest, LeftoversOfACrashAreRemovedAndSaid) {
    {
        Vault vault = open();
        auto writer = vault.begin_object();
        ASSERT_TRUE(writer);
        ASSERT_TRUE(writer->append(as_bytes("half an obj")));
    }
    Vault vault = open();
    ASSERT_EQ(recovered_.size(), 1U);
    EXPECT_NE(recovered_[0].find("1 unfinished object"), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_empty(folder_ + "/vault/incoming"));
}

TEST_F(VaultTest, StrayFilesAreReported) {
    Vault vault = open();
    ASSERT_TRUE(vault.store_file(file("a", "x"), Storage::copy, {}));
    std::filesystem::create_directories(folder_ + "/vault/objects/zz");
    std::ofstream(folder_ + "/vault/objects/zz/notes.txt") << "?";
    std::vector<std::string> strays;
    ASSERT_TRUE(vault.each_object([](const Hash&) { return Result<void>{}; },
                                  [&](const std::string& path) { strays.push_back(path); }));
    ASSERT_EQ(strays.size(), 1U);
    EXPECT_TRUE(strays[0].ends_with("zz/notes.txt"));
}

}  // namespace
}  // namespace verbatim::vault
