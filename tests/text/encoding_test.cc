// SPDX-License-Identifier: Apache-2.0
#include "text/encoding.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "chunked_reader.h"

namespace verbatim::text {
namespace {

using namespace std::string_view_literals;

struct Decoded {
    std::string text;
    std::vector<uint64_t> offsets;  // original offset of each decoded byte, and of the end
    std::string encoding;
};

Decoded decode(std::string_view bytes, std::string_view stated, size_t chunk) {
    const ChunkedReader reader{std::string(bytes), chunk};
    auto opened = open_text(reader, stated);
    EXPECT_TRUE(opened.ok());
    Decoded decoded;
    decoded.encoding = opened->encoding.name;
    std::vector<uint8_t> buffer(chunk);
    for (;;) {
        const auto count = opened->stream->read(buffer);
        EXPECT_TRUE(count.ok());
        if (*count == 0) {
            break;
        }
        for (size_t i = 0; i < *count; ++i) {
            decoded.offsets.push_back(opened->stream->source_offset(decoded.text.size() + i));
        }
        decoded.text.append(as_text({buffer.data(), *count}));
    }
    decoded.offsets.push_back(opened->stream->source_offset(decoded.text.size()));
    return decoded;
}

TEST(Encoding, OffsetsOfUtf16PointIntoTheOriginal) {
    // "a€😀\n" with a byte order mark: 2 + 2 + 2 + 4 + 2 bytes.
    const auto bytes =
        "\xFF\xFE"
        "a\0"
        "\xAC\x20"
        "\x3D\xD8\x00\xDE"
        "\n\0"sv;
    for (const size_t chunk : {size_t{1}, size_t{3}, size_t{7}, size_t{1000}}) {
        const Decoded decoded = decode(bytes, "", chunk);
        EXPECT_EQ(decoded.encoding, "utf-16le");
        EXPECT_EQ(decoded.text, "a€😀\n");
        EXPECT_EQ(decoded.offsets, (std::vector<uint64_t>{2, 4, 4, 4, 6, 6, 6, 6, 10, 12})) << chunk;
    }
}

TEST(Encoding, OffsetsOfAStatedMultiByteEncoding) {
    const auto bytes = "x\xB0\xA1y\x81\x30\x84\x36z"sv;  // gb18030: one, two, one, four, one bytes
    for (const size_t chunk : {size_t{1}, size_t{2}, size_t{100}}) {
        const Decoded decoded = decode(bytes, "gb18030", chunk);
        EXPECT_EQ(decoded.text, "x啊y¥z");
        EXPECT_EQ(decoded.offsets, (std::vector<uint64_t>{0, 1, 1, 1, 3, 4, 4, 8, 9})) << chunk;
    }
}

TEST(Encoding, ATruncatedLastCharacterIsReplacedNotLost) {
    const Decoded decoded = decode(
        "\xFF\xFE"
        "a\0b"sv,
        "", 2);
    EXPECT_EQ(decoded.text, "a\uFFFD");
    EXPECT_EQ(decoded.offsets.back(), 5U);
}

TEST(Encoding, DetectsByMarkNulsAndValidity) {
    EXPECT_EQ(detect_encoding("\xEF\xBB\xBFhi").name, "utf-8");
    EXPECT_EQ(detect_encoding("\xEF\xBB\xBFhi").bom_bytes, 3U);
    EXPECT_EQ(detect_encoding("h\0e\0l\0l\0o\0"sv).name, "utf-16le");
    EXPECT_EQ(detect_encoding("\0h\0e\0l\0l\0o"sv).name, "utf-16be");
    EXPECT_EQ(detect_encoding("Grüße").name, "utf-8");
    EXPECT_TRUE(detect_encoding("Grüße").certain);
    const EncodingGuess latin = detect_encoding(
        "Gr\xFC\xDF"
        "e");
    EXPECT_EQ(latin.name, "windows-1252");
    EXPECT_FALSE(latin.certain);
    EXPECT_NE(latin.evidence.find("byte 2"), std::string::npos);
    // A few broken bytes in a file full of UTF-8 do not make it Latin.
    EXPECT_EQ(detect_encoding("Grüße aus Köln \xFF").name, "utf-8");
    // NULs inside ASCII rows are damage, not UTF-16.
    EXPECT_EQ(detect_encoding("one,two\0,three,four,five,six\n"sv).name, "utf-8");
}

TEST(Encoding, AnUnknownNameIsAUsageError) {
    const MemoryReader reader("x");
    const auto opened = open_text(reader, "klingon-8");
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, Code::usage);
}

TEST(Encoding, LongMixedTextKeepsItsMapUnderRelease) {
    std::string utf16("\xFF\xFE", 2);
    std::string expected;
    for (int i = 0; i < 50'000; ++i) {
        utf16.append("a\0\xAC\x20"sv.substr(0, i % 3 == 0 ? 4 : 2));
        expected.append(i % 3 == 0 ? "a€" : "a");
    }
    const MemoryReader reader(utf16);
    auto opened = open_text(reader, "");
    ASSERT_TRUE(opened.ok());
    std::vector<uint8_t> buffer(777);
    uint64_t position = 0;
    uint64_t source = 2;
    for (;;) {
        const size_t count = *opened->stream->read(buffer);
        if (count == 0) {
            break;
        }
        for (size_t i = 0; i < count; ++i, ++position) {
            const bool euro = static_cast<unsigned char>(expected[position]) >= 0x80;
            ASSERT_EQ(buffer[i], static_cast<uint8_t>(expected[position]));
            ASSERT_EQ(opened->stream->source_offset(position), source);
            source += !euro || static_cast<unsigned char>(expected[position]) == 0xAC ? 2 : 0;
        }
        opened->stream->release(position);
    }
    EXPECT_EQ(opened->stream->source_offset(position), utf16.size());
}

}  // namespace
}  // namespace verbatim::text
