// SPDX-License-Identifier: Apache-2.0
#include "note/tombstone.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/sha256.h"

namespace verbatim::note {
namespace {

Tombstone example() {
    Tombstone tombstone;
    tombstone.case_id = "00112233445566778899aabbccddeeff";
    tombstone.number = 2;
    tombstone.time = "2026-11-23T20:26:44Z";
    tombstone.by = "Examiner 12";
    tombstone.order = "Court of first instance, 2 May 2020, ref. 114";
    tombstone.why = "privilege";
    tombstone.log_size = 21;
    tombstone.last_seal = 1;
    tombstone.kept = 3;
    tombstone.records = {{4, 5}, {7, 10}};
    tombstone.objects = {
        {crypto::sha256(as_bytes("one")), std::nullopt, {}, {}},
        {crypto::sha256(as_bytes("two")), crypto::sha256(as_bytes("what is left")), "zero", {{10, 20}, {30, 31}}}};
    std::ranges::sort(tombstone.objects, {}, &DestroyedObject::object);
    tombstone.previous = crypto::sha256(as_bytes("the tombstone before"));
    return tombstone;
}

DestructionDone done_example() {
    return {"00112233445566778899aabbccddeeff",     2, "2026-11-23T20:26:44Z", crypto::sha256(as_bytes("tombstone")),
            crypto::sha256(as_bytes("the report")), 5};
}

Signer signer(std::string_view name) {
    std::array<uint8_t, 32> seed{};
    seed[0] = 7;
    return *Signer::make(name, *crypto::Ed25519PrivateKey::from_seed(seed));
}

template <class Note>
void has_one_spelling(const std::string& text) {
    for (size_t i = 0; i < text.size(); ++i) {
        for (const char c : {' ', '\n', '0', 'a', '-', '\x01'}) {
            std::string altered = text;
            altered[i] = c;
            const auto parsed = Note::parse(altered);
            EXPECT_TRUE(!parsed || parsed->to_text() == altered) << i;
        }
        EXPECT_FALSE(Note::parse(text.substr(0, i))) << i;
    }
    EXPECT_FALSE(Note::parse(text + "\n"));
}

TEST(Tombstone, IsWrittenAsSpecifiedAndReadBack) {
    const std::string text = example().to_text();
    EXPECT_TRUE(
        text.starts_with("verbatim-tombstone v1\ncase 00112233445566778899aabbccddeeff\ntombstone 2\n"
                         "time 2026-11-23T20:26:44Z\nby Examiner 12\norder Court of first instance, 2 May 2020, ref. "
                         "114\nwhy privilege\nlog 21\nseal 1\nsalts derivable\nkept 3\nrecords 4 4\nrecords 7 9\n"));
    const auto parsed = Tombstone::parse(text);
    ASSERT_TRUE(parsed) << parsed.error().to_string();
    EXPECT_EQ(*parsed, example());
    EXPECT_EQ(*DestructionDone::parse(done_example().to_text()), done_example());
}

TEST(Tombstone, HasOneSpelling) {
    has_one_spelling<Tombstone>(example().to_text());
    has_one_spelling<DestructionDone>(done_example().to_text());
}

TEST(Tombstone, ContradictionsAreRefused) {
    const auto refused = [](auto change) {
        Tombstone tombstone = example();
        change(tombstone);
        return !Tombstone::parse(tombstone.to_text());
    };
    EXPECT_TRUE(refused([](Tombstone& t) { t.log_size = 9; }));
    EXPECT_TRUE(refused([](Tombstone& t) { t.number = 1; }));
    EXPECT_TRUE(refused([](Tombstone& t) { t.previous.reset(); }));
    EXPECT_TRUE(refused([](Tombstone& t) { t.why = "because"; }));
    EXPECT_TRUE(refused([](Tombstone& t) { t.by.clear(); }));
    EXPECT_TRUE(refused([](Tombstone& t) { t.order = "two\nlines"; }));
    EXPECT_TRUE(refused([](Tombstone& t) { t.records = {{7, 10}, {4, 5}}; }));
    EXPECT_TRUE(refused([](Tombstone& t) { t.records = {{4, 7}, {7, 10}}; }));
    EXPECT_TRUE(refused([](Tombstone& t) { std::ranges::reverse(t.objects); }));
    EXPECT_TRUE(refused([](Tombstone& t) {
        t.records.clear();
        t.objects.clear();
    }));
}

TEST(Tombstone, CountsOnlyUnderTheKeyAndNameOfTheLog) {
    const Signer own = signer("example.org/log");
    const Signer other = signer("example.org/other");
    const VerifierKey key = own.verifier();
    const std::string bytes = *sign_note_text(example().to_text(), own);
    EXPECT_EQ(*open_tombstone(bytes, key.name, {&key, 1}), example());
    EXPECT_FALSE(open_tombstone(bytes, "example.org/other", {&key, 1}));
    EXPECT_FALSE(open_tombstone(*sign_note_text(example().to_text(), other), key.name, {&key, 1}));
    std::string altered = bytes;
    altered.replace(altered.find("kept 3"), 6, "kept 4");
    EXPECT_FALSE(open_tombstone(altered, key.name, {&key, 1}));
    EXPECT_EQ(*open_done(*sign_note_text(done_example().to_text(), own), key.name, {&key, 1}), done_example());
}

}  // namespace
}  // namespace verbatim::note
