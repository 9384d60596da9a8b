// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/plain_parts.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "crypto/base64.h"
#include "disclose/zip_writer.h"
#include "io/file.h"

namespace verbatim::disclose::internal {
namespace {

class PlainPartsTest : public testing::Test {
  protected:
    PlainPartsTest() {
        std::string name = (std::filesystem::temp_directory_path() / "verbatim-parts-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~PlainPartsTest() override { std::filesystem::remove_all(folder_); }

    // Every text that a search sees in a bundle of this one file, each in a line.
    std::string texts(const std::string& name, const std::string& content) const {
        const std::string path = folder_ + "/bundle.zip";
        EXPECT_TRUE(io::replace_file(path, {}));
        io::Descriptor fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
        auto zip = *ZipWriter::create(std::move(fd), path, folder_);
        EXPECT_TRUE(zip.add(name, content));
        EXPECT_TRUE(zip.finish());
        const auto source = *verify::FileSource::open(path);
        std::string out;
        const SearchedTexts texts{[&](std::string_view) { out += '\n'; },
                                  [&](std::string_view bytes) -> Result<void> {
                                      out += bytes;
                                      return {};
                                  }};
        EXPECT_TRUE(each_plain_part(*source, verify::bundle_entries(*source)->front(), texts));
        return out;
    }

    std::string folder_;
};

TEST_F(PlainPartsTest, EscapesOfJsonAreUndone) {
    const std::string seen = texts("exchange/messages.case.jsonld", R"({"a":"the \"van\" C:\\x\nnext\u001fend\/"})");
    EXPECT_NE(seen.find("the \"van\" C:\\x\nnext\x1f"
                        "end/"),
              std::string::npos)
        << seen;
    EXPECT_NE(seen.find(R"(the \"van\")"), std::string::npos);  // as it stands, too
}

TEST_F(PlainPartsTest, MailIsDecodedOverItsLines) {
    const std::string secret = "a secret that goes on from one line of base64 to the next, and is \\\"quoted\\\"";
    std::string mail = "Subject: =?utf-8?B?" + crypto::to_base64(as_bytes("the ti")) + "?=\r\n =?utf-8?B?" +
                       crypto::to_base64(as_bytes("tle")) + "?=\r\nMIME-Version: 1.0\r\n\r\n--b\r\n\r\n";
    for (size_t at = 0; at < secret.size(); at += 57) {
        mail += crypto::to_base64(as_bytes(std::string_view(secret).substr(at, 57))) + "\r\n";
    }
    const std::string seen = texts("exchange/rsmf/000001.rsmf", mail + "--b--\r\n");
    EXPECT_NE(seen.find("the title"), std::string::npos) << seen;
    EXPECT_NE(seen.find("from one line of base64 to the next, and is \"quoted\""), std::string::npos) << seen;
}

}  // namespace
}  // namespace verbatim::disclose::internal
