// SPDX-License-Identifier: Apache-2.0
#include "disclose/pdf_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim::disclose {
namespace {

using testing::HasSubstr;

constexpr std::string_view kPlain =
    "%PDF-1.5\n"
    "1 0 obj\n<< /XObject << /x7 7 0 R /x8 8 0 R /x7 7 0 R >> >>\nendobj\n"
    "2 0 obj\n<< /Interpolate true /Length 17 >>\nstream\n/Interpolate true\nendstream\nendobj\n"
    "3 0 obj\n<< /Type /Font\n   /Subtype /CIDFontType2\n   /W [0 [ 1 ]]\n>>\nendobj\n"
    "4 0 obj\n<< /Type /Catalog\n   /Pages 5 0 R\n>>\nendobj\n"
    "xref\n0 1\ntrailer\n<< /Size 9 /Root 4 0 R /Info 6 0 R >>\nstartxref\n320\n%%EOF\n";

std::string archived(std::string_view plain, size_t piece) {
    std::string out;
    PdfArchive archive(
        [&out](std::string_view bytes) -> Result<void> {
            out += bytes;
            return {};
        },
        {"A <title>", "en", "2026-11-23T20:26:44Z", "verbatim"});
    for (size_t at = 0; at < plain.size(); at += piece) {
        EXPECT_TRUE(archive.write(plain.substr(at, piece)));
    }
    EXPECT_TRUE(archive.finish());
    return out;
}

TEST(PdfArchive, RepairsInPlace) {
    const std::string out = archived(kPlain, 1000);
    EXPECT_THAT(out, HasSubstr("/x7 7 0 R /x8 8 0 R           >>"));
    EXPECT_THAT(out, HasSubstr("<< /Interpolate null /Length 17 >>\nstream\n/Interpolate true\n"));
    EXPECT_EQ(out.find("xref\n0 1"), kPlain.find("xref\n0 1"));
}

TEST(PdfArchive, AddsWhatIsMissing) {
    const std::string out = archived(kPlain, 1000);
    const std::string update = out.substr(kPlain.size());
    EXPECT_THAT(
        update,
        HasSubstr("3 0 obj\n<<  /Type /Font\n   /Subtype /CIDFontType2\n   /W [0 [ 1 ]]\n /CIDToGIDMap /Identity >>"));
    EXPECT_THAT(update, HasSubstr("4 0 obj\n<<  /Type /Catalog\n   /Pages 5 0 R\n /Metadata 9 0 R /Lang (en)"));
    EXPECT_THAT(update, HasSubstr("A &lt;title&gt;"));
    EXPECT_THAT(update, HasSubstr("/Size 11 /Root 4 0 R /Prev 320 /ID [ <"));
    EXPECT_EQ(update.find("/Info 6"), std::string::npos);
}

TEST(PdfArchive, PiecesDoNotMatter) {
    const std::string whole = archived(kPlain, 100'000);
    for (const size_t piece : {1, 2, 3, 7, 19, 64}) {
        EXPECT_EQ(archived(kPlain, piece), whole);
    }
}

TEST(PdfArchive, SomethingElseIsAnError) {
    PdfArchive archive([](std::string_view) -> Result<void> { return {}; }, {"t", "en", "x", "y"});
    ASSERT_TRUE(archive.write("not a PDF"));
    EXPECT_FALSE(archive.finish());
}

TEST(SrgbProfile, HasItsSizeInItsHead) {
    const std::string profile = srgb_profile();
    EXPECT_EQ(to_hex(as_bytes(profile.substr(0, 4))), "0000" + to_hex(as_bytes(profile.substr(2, 2))));
    EXPECT_EQ(static_cast<uint8_t>(profile[2]) * 256u + static_cast<uint8_t>(profile[3]), profile.size());
    EXPECT_EQ(profile.substr(36, 4), "acsp");
}

}  // namespace
}  // namespace verbatim::disclose
