// SPDX-License-Identifier: Apache-2.0
#include "disclose/zip_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "crypto/sha256.h"

namespace verbatim::disclose {
namespace {

class ZipFile : public testing::Test {
  protected:
    std::string path_ = testing::TempDir() + "/verbatim-zip-test.zip";
    ZipWriter make() {
        io::Descriptor fd(::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        EXPECT_TRUE(fd.valid());
        auto zip = ZipWriter::create(std::move(fd), path_, testing::TempDir());
        EXPECT_TRUE(zip);
        return std::move(*zip);
    }
    std::string bytes() { return *io::read_file(path_, 100 << 20); }
};

TEST_F(ZipFile, OneSpelling) {
    ZipWriter zip = make();
    const auto entry = zip.add("a/b.txt", "hello");
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->crc32, 0x3610a686u);
    EXPECT_EQ(entry->sha256, crypto::sha256(as_bytes("hello")));
    const auto size = zip.finish();
    ASSERT_TRUE(size);
    // Written out by hand from docs/bundle.md, section 6.
    const std::string expected = *from_hex(
        "504b0304"
        "2d00"
        "0008"
        "0000"
        "0000"
        "2100"
        "86a61036"
        "05000000"
        "05000000"
        "0700"
        "0000"
        "612f622e747874"
        "68656c6c6f"
        "504b0102"
        "2d00"
        "2d00"
        "0008"
        "0000"
        "0000"
        "2100"
        "86a61036"
        "05000000"
        "05000000"
        "0700"
        "0000"
        "0000"
        "0000"
        "0000"
        "00000000"
        "00000000"
        "612f622e747874"
        "504b0506"
        "0000"
        "0000"
        "0100"
        "0100"
        "35000000"
        "2a000000"
        "0000");
    EXPECT_EQ(to_hex(as_bytes(bytes())), to_hex(as_bytes(expected)));
    EXPECT_EQ(*size, expected.size());
}

TEST_F(ZipFile, LargeEntriesInPieces) {
    ZipWriter zip = make();
    std::string all;
    ASSERT_TRUE(zip.begin("x"));
    for (int i = 0; i < 2000; ++i) {
        const std::string piece(static_cast<size_t>(i), static_cast<char>('a' + i % 26));
        all += piece;
        ASSERT_TRUE(zip.write(piece));
    }
    const auto entry = zip.end();
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->size, all.size());
    EXPECT_EQ(entry->sha256, crypto::sha256(as_bytes(all)));
    ASSERT_TRUE(zip.finish());
    EXPECT_EQ(bytes().substr(31, all.size()), all);
}

TEST_F(ZipFile, ManyEntriesNeedZip64) {
    ZipWriter zip = make();
    for (int i = 0; i < 65'535; ++i) {
        ASSERT_TRUE(zip.add(std::to_string(i), "x"));
    }
    ASSERT_TRUE(zip.finish());
    const std::string all = bytes();
    const std::string end = all.substr(all.size() - 22 - 20 - 56);
    EXPECT_EQ(end.substr(0, 4), "PK\6\6");
    EXPECT_EQ(end.substr(56, 4), "PK\6\7");
    EXPECT_EQ(end.substr(76, 4), "PK\5\6");
    EXPECT_EQ(to_hex(as_bytes(end.substr(84, 4))), "ffffffff");
}

TEST_F(ZipFile, NamesThatLeadElsewhereAreRefused) {
    ZipWriter zip = make();
    for (const char* name : {"", "/a", "a/", "a//b", "../a", "a/..", ".", "a\\b", "c:x", "\xFF"}) {
        EXPECT_FALSE(zip.begin(name)) << name;
    }
}

}  // namespace
}  // namespace verbatim::disclose
