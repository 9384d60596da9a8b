// SPDX-License-Identifier: Apache-2.0
#include "vault/acquisition.h"

#include <sys/stat.h>

#include "note/note.h"
#include "vault_folder.h"

namespace verbatim::vault {
namespace {

class AcquisitionTest : public VaultFolder {
  protected:
    AcquisitionTest() : signer_(*note::Signer::generate("test/case")) {}

    Result<AcquisitionEnd> write(Vault& vault, uint32_t number) {
        AcquisitionHead head;
        head.number = number;
        head.taken_by = "Officer 4711";
        VB_TRY_ASSIGN(AcquisitionWriter writer, AcquisitionWriter::begin(vault, head));
        AcquisitionItem item;
        item.path = "phone/msgstore.db \xff\n";  // a name no JSON can hold as it is
        VB_TRY_ASSIGN(const StoredObject object, vault.store_file(file("a", "bytes"), Storage::copy, {}));
        item.sha256 = object.sha256;
        item.size_bytes = object.size_bytes;
        VB_TRY(writer.add(item));
        AcquisitionItem link;
        link.path = "phone/link";
        link.problem = "symbolic link to /etc/passwd, not followed";
        VB_TRY(writer.add(link));
        return writer.finish(vault, [&](std::string_view text) -> Result<std::string> {
            VB_TRY_ASSIGN(const note::Note note, note::sign(text, signer_));
            return note.to_string();
        });
    }

    Result<void> check(Vault& vault) {
        return verify_acquisition(vault, 1, [&](std::string_view bytes) -> Result<std::string> {
            VB_TRY_ASSIGN(const note::Note note, note::Note::parse(bytes));
            const note::VerifierKey key = signer_.verifier();
            VB_TRY(note::verify(note, {&key, 1}));
            return note.text;
        });
    }

    note::Signer signer_;
};

TEST_F(AcquisitionTest, StatesEveryFieldOrSaysNotStated) {
    Vault vault = open();
    ASSERT_TRUE(write(vault, 1));
    std::vector<AcquisitionItem> items;
    const auto head = read_acquisition(vault, 1, [&](const AcquisitionItem& item) {
        items.push_back(item);
        return Result<void>{};
    });
    ASSERT_TRUE(head) << head.error().to_string();
    EXPECT_EQ(head->taken_by, "Officer 4711");
    EXPECT_EQ(head->authority, "not stated");
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].claimed_hash, "none supplied");
    EXPECT_EQ(items[0].size_bytes, 5U);
    EXPECT_FALSE(items[1].sha256);
    EXPECT_TRUE(check(vault));
}

TEST_F(AcquisitionTest, EveryFlippedBitOfTheManifestIsFound) {
    Vault vault = open();
    ASSERT_TRUE(write(vault, 1));
    const std::string path = vault.acquisitions_folder() + "/000001.jsonl";
    const std::string good = *io::read_file(path, 1 << 20);
    ::chmod(path.c_str(), 0600);
    for (size_t bit = 0; bit < good.size() * 8; bit += 5) {
        std::string bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bad;
        const auto checked = check(vault);
        ASSERT_FALSE(checked) << "bit " << bit;
        EXPECT_EQ(checked.error().code, Code::integrity);
    }
}

TEST_F(AcquisitionTest, AManifestCutShortIsAnError) {
    Vault vault = open();
    ASSERT_TRUE(write(vault, 1));
    const std::string path = vault.acquisitions_folder() + "/000001.jsonl";
    const std::string good = *io::read_file(path, 1 << 20);
    ::chmod(path.c_str(), 0600);
    for (size_t size = 0; size < good.size(); size += 7) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << good.substr(0, size);
        EXPECT_FALSE(read_acquisition(vault, 1, [](const AcquisitionItem&) { return Result<void>{}; })) << size;
    }
}

TEST_F(AcquisitionTest, AMissingNumberIsFound) {
    Vault vault = open();
    ASSERT_TRUE(write(vault, 1));
    ASSERT_TRUE(write(vault, 2));
    std::filesystem::remove(vault.acquisitions_folder() + "/000001.jsonl");
    EXPECT_EQ(list_acquisitions(vault).error().code, Code::integrity);
}

TEST_F(AcquisitionTest, MemberListsAreBoundByTheirHash) {
    Vault vault = open();
    const std::vector<Member> members = {{"a/b.txt", Hash{}, 7, ""}, {"link", {}, 0, "symbolic link to x"}};
    const auto hash = write_members(vault, Hash{}, members);
    ASSERT_TRUE(hash);
    const auto back = read_members(vault, Hash{}, *hash);
    ASSERT_TRUE(back);
    ASSERT_EQ(back->size(), 2U);
    EXPECT_EQ((*back)[0].size_bytes, 7U);
    EXPECT_FALSE((*back)[1].sha256);
    EXPECT_EQ(read_members(vault, Hash{}, Hash{}).error().code, Code::integrity);
}

}  // namespace
}  // namespace verbatim::vault
