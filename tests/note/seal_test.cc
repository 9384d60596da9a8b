// SPDX-License-Identifier: Apache-2.0
#include "note/seal.h"

#include <gtest/gtest.h>

#include "crypto/sha256.h"
#include "note/source_line.h"

namespace verbatim::note {
namespace {

Seal example() {
    Seal seal;
    seal.case_id = "00112233445566778899aabbccddeeff";
    seal.number = 2;
    seal.time = "2026-11-23T20:26:44Z";
    seal.log = {21, crypto::sha256(as_bytes("log"))};
    seal.conversations = {21, crypto::sha256(as_bytes("conversations"))};
    seal.participations = {9, crypto::sha256(as_bytes("participations"))};
    seal.sources = {3, crypto::sha256(as_bytes("sources"))};
    seal.rejected = 4;
    seal.skipped = 5;
    seal.previous = crypto::sha256(as_bytes("the seal before"));
    return seal;
}

Signer signer(std::string_view name) {
    std::array<uint8_t, 32> seed{};
    seed[0] = 7;
    return *Signer::make(name, *crypto::Ed25519PrivateKey::from_seed(seed));
}

TEST(Seal, IsWrittenAsSpecifiedAndReadBack) {
    const std::string text = example().to_text();
    EXPECT_TRUE(
        text.starts_with("verbatim-seal v1\ncase 00112233445566778899aabbccddeeff\nseal 2\n"
                         "time 2026-11-23T20:26:44Z\nlog 21 "));
    EXPECT_EQ(*Seal::parse(text), example());
}

TEST(Seal, HasOneSpelling) {
    const std::string text = example().to_text();
    for (size_t i = 0; i < text.size(); ++i) {
        for (const char c : {' ', '\n', '0', 'a', '\x01'}) {
            std::string altered = text;
            altered[i] = c;
            const auto parsed = Seal::parse(altered);
            EXPECT_TRUE(!parsed || parsed->to_text() == altered) << i;
        }
        EXPECT_FALSE(Seal::parse(text.substr(0, i))) << i;
    }
    EXPECT_FALSE(Seal::parse(text + "\n"));
    EXPECT_FALSE(Seal::parse(text + "previous none\n"));
}

TEST(Seal, ContradictionsAreRefused) {
    Seal seal = example();
    seal.conversations.size = 20;
    EXPECT_FALSE(Seal::parse(seal.to_text()));
    seal = example();
    seal.number = 1;
    EXPECT_FALSE(Seal::parse(seal.to_text()));
    seal.previous.reset();
    EXPECT_TRUE(Seal::parse(seal.to_text()));
    seal.number = 2;
    EXPECT_FALSE(Seal::parse(seal.to_text()));
    seal = example();
    seal.case_id[0] = 'A';
    EXPECT_FALSE(sign_seal(seal, signer("example.org/case")));
}

TEST(Seal, SignatureIsRequired) {
    const Signer ours = signer("example.org/case");
    const std::string bytes = *sign_seal(example(), ours);
    const VerifierKey key = ours.verifier();
    EXPECT_EQ(*open_seal(bytes, "example.org/case", {&key, 1}), example());
    EXPECT_FALSE(open_seal(bytes, "example.org/other", {&key, 1}));
    const VerifierKey other = signer("example.org/other").verifier();
    EXPECT_FALSE(open_seal(bytes, "", {&other, 1}));
    std::string altered = bytes;
    altered[altered.find("rejected 4") + 9] = '5';
    EXPECT_FALSE(open_seal(altered, "", {&key, 1}));
}

TEST(UtcSecond, OnlyWhatExistsInOneSpelling) {
    EXPECT_TRUE(is_utc_second("2024-02-29T23:59:59Z"));
    for (const std::string_view wrong :
         {"2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-01T24:00:00Z",
          "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00z",
          "2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00.0Z", ""}) {
        EXPECT_FALSE(is_utc_second(wrong)) << wrong;
    }
}

TEST(SourceLine, HasOneSpelling) {
    SourceLine source{7, crypto::sha256(as_bytes("x")), 100, 9, 21, 1, 2, 3, "telegram-json", 4, "phone one/chat.json"};
    const std::string line = source.to_text();
    EXPECT_EQ(line, "source 7 object " + source.object->hex() +
                        " bytes 100 messages 9 first 21 rejected 1 skipped 2 unread 3 format telegram-json 4 path "
                        "cGhvbmUgb25lL2NoYXQuanNvbg==");
    EXPECT_EQ(*SourceLine::parse(line), source);
    for (size_t i = 0; i < line.size(); ++i) {
        if (i < line.find(" path ") + 6) {  // a shorter path is another one
            EXPECT_FALSE(SourceLine::parse(line.substr(0, i))) << i;
        }
        for (const char c : {' ', '0', 'A', '-'}) {
            std::string altered = line;
            altered[i] = c;
            const auto parsed = SourceLine::parse(altered);
            EXPECT_TRUE(!parsed || parsed->to_text() == altered) << i;
        }
    }
    EXPECT_FALSE(SourceLine::parse(line + " "));
    source.object.reset();
    source.format.clear();
    EXPECT_EQ(*SourceLine::parse(source.to_text()), source);
}

}  // namespace
}  // namespace verbatim::note
