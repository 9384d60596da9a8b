// SPDX-License-Identifier: Apache-2.0
#include "note/note.h"

#include <gtest/gtest.h>

#include "crypto/base64.h"
#include "note/checkpoint.h"
#include "note/key.h"
#include "note/tlog_proof.h"

namespace verbatim::note {
namespace {

// The example of c2sp.org/signed-note.
constexpr std::string_view kKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view kNote =
    "This is an example message.\n\n\xe2\x80\x94 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

Signer test_signer(std::string_view name = "example.org/case") {
    const std::vector<uint8_t> seed(32, 7);
    return *Signer::make(name, *crypto::Ed25519PrivateKey::from_seed(seed));
}

TEST(Key, ExampleOfTheSpecification) {
    const auto key = VerifierKey::parse(kKey);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->name, "example.com/foo");
    EXPECT_EQ(key->id, 0x530d903au);
    EXPECT_EQ(key->to_string(), kKey);
    const auto note = Note::parse(kNote);
    ASSERT_TRUE(note);
    EXPECT_TRUE(verify(*note, {&*key, 1}));
    EXPECT_EQ(note->to_string(), kNote);
}

TEST(Key, TextFormsComeBack) {
    const auto signer = Signer::generate("example.org/case");
    ASSERT_TRUE(signer);
    EXPECT_EQ(*VerifierKey::parse(signer->verifier().to_string()), signer->verifier());
    const auto again = Signer::parse(signer->private_text());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->verifier(), signer->verifier());
    EXPECT_EQ(*again->sign(as_bytes("x")), *signer->sign(as_bytes("x")));
}

TEST(Key, RefusesOtherSpellings) {
    const std::string good(kKey);
    const std::string base64 = good.substr(good.rfind('+') + 1);
    for (const std::string& bad : std::vector<std::string>{
             std::string(), std::string("example.com/foo"), good + " ", good + "\n", " " + good, good + "=",
             "Example.com/foo" + good.substr(15), "example.com/foo+530D903A+" + base64,
             "example.com/foo+530d903b+" + base64, "example.com/foo+0530d903a+" + base64, "+530d903a+" + base64,
             "a b+530d903a+" + base64, "example.com/foo+530d903a+" + base64.substr(0, 40),
             "a\xc2\xa0"
             "b+530d903a+" +
                 base64,
             "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"}) {
        const auto key = VerifierKey::parse(bad);
        ASSERT_FALSE(key) << bad;
        EXPECT_EQ(key.error().code, Code::malformed);
    }
    EXPECT_FALSE(Signer::parse(good));
    EXPECT_FALSE(Signer::generate("two words"));
    EXPECT_FALSE(Signer::generate(""));
    EXPECT_FALSE(Signer::generate("a+b"));
    EXPECT_FALSE(Signer::generate("\xe3\x80\x80"));
    EXPECT_FALSE(Signer::generate("\xff"));
}

TEST(Note, SignAndVerify) {
    const Signer a = test_signer("a.example");
    const Signer b = *Signer::generate("b.example");
    const Signer* both[] = {&a, &b};
    const auto note = sign("text\n\nwith an empty line\n", both);
    ASSERT_TRUE(note);
    const auto read = Note::parse(note->to_string());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->text, "text\n\nwith an empty line\n");
    const VerifierKey known[] = {b.verifier()};
    const auto signers = verify(*read, known);
    ASSERT_TRUE(signers);
    EXPECT_EQ(signers->size(), 1u);
    EXPECT_EQ(signers->front(), b.verifier());
    const VerifierKey stranger[] = {Signer::generate("b.example")->verifier()};
    EXPECT_EQ(verify(*read, stranger).error().code, Code::integrity);
    EXPECT_FALSE(verify(*read, {}));
}

TEST(Note, ABadSignatureOfAKnownKeySpoilsTheNote) {
    const Signer a = test_signer("a.example");
    const Signer b = *Signer::generate("b.example");
    const Signer* both[] = {&a, &b};
    auto note = *sign("text\n", both);
    note.signatures[1].signature[0] = static_cast<char>(note.signatures[1].signature[0] ^ 1);
    const VerifierKey known[] = {a.verifier(), b.verifier()};
    EXPECT_FALSE(verify(note, known));
    note.signatures[1].name = "c.example";
    EXPECT_TRUE(verify(note, known)) << "by another key: ignored";
    note.signatures.push_back(note.signatures[0]);
    note.signatures.back().signature[5] = 'x';
    EXPECT_FALSE(verify(note, known)) << "a second, bad signature of the same key";
}

TEST(Note, FormIsStrict) {
    const std::string good(kNote);
    const size_t dash = good.find("\xe2\x80\x94");
    for (const std::string& bad : std::vector<std::string>{std::string(),
                                                           std::string("\n"),
                                                           std::string("text\n"),
                                                           good.substr(0, good.size() - 1),
                                                           good + "\n",
                                                           good + "x",
                                                           good.substr(0, dash),
                                                           std::string(good).erase(dash - 1, 1),
                                                           std::string(good).insert(3, "\r"),
                                                           std::string(good).insert(3, std::string(1, '\0')),
                                                           std::string(good).insert(3, "\x1f"),
                                                           std::string(good).insert(3, "\xff"),
                                                           std::string(good).replace(dash, 3, "--"),
                                                           std::string(good).insert(dash + 4, " "),
                                                           good.substr(0, dash + 4) + "name\n",
                                                           good.substr(0, dash + 4) + "name AAAAAA==\n",
                                                           good.substr(0, dash + 4) + "name Uw2Q\n",
                                                           good.substr(0, dash + 4) + "na+me AAAAAQI=\n",
                                                           good.substr(0, dash + 4) + " AAAAAQI=\n",
                                                           std::string(good).insert(good.size() - 1, " ")}) {
        EXPECT_FALSE(Note::parse(bad)) << bad;
    }
    EXPECT_FALSE(sign("no newline", test_signer()));
    EXPECT_FALSE(sign("control\x01\n", test_signer()));
    EXPECT_FALSE(sign("", test_signer()));
}

TEST(Note, LimitsAreErrorsNotCuts) {
    std::string many(kNote);
    for (size_t i = 1; i < kSignaturesMax; ++i) {
        many += "\xe2\x80\x94 other.example AAAAAQI=\n";
    }
    EXPECT_EQ(Note::parse(many)->signatures.size(), kSignaturesMax);
    EXPECT_EQ(Note::parse(many + "\xe2\x80\x94 other.example AAAAAQI=\n").error().code, Code::limit);
    EXPECT_EQ(Note::parse(std::string(kNoteBytesMax, 'x') + std::string(kNote)).error().code, Code::limit);
}

Hash some_root() {
    Hash root;
    root.bytes.fill(0x5a);
    return root;
}

TEST(Checkpoint, TextComesBack) {
    const Checkpoint checkpoint{"example.org/case", 20'852'163, some_root(), {}};
    EXPECT_EQ(checkpoint.to_text(), "example.org/case\n20852163\n" + crypto::to_base64(some_root().span()) + "\n");
    EXPECT_EQ(*Checkpoint::parse(checkpoint.to_text()), checkpoint);
    EXPECT_EQ(Checkpoint::parse(checkpoint.to_text() + "one\ntwo\n")->extensions.size(), 2u);
}

TEST(Checkpoint, FormIsStrict) {
    const std::string root = crypto::to_base64(some_root().span());
    for (const std::string& bad : std::vector<std::string>{
             std::string(), std::string("o\n"), std::string("o\n1\n"), "o\n1\n" + root, "\n1\n" + root + "\n",
             "o\n01\n" + root + "\n", "o\n-1\n" + root + "\n", "o\n+1\n" + root + "\n", "o\n 1\n" + root + "\n",
             "o\n\n" + root + "\n", "o\n18446744073709551616\n" + root + "\n", "o\n1\n" + root + "=\n", "o\n1\nAAAA\n",
             "o\n1\n" + root + "\n\n", "o\n1\n" + root + "\nextension", "o\n0x1\n" + root + "\n"}) {
        EXPECT_FALSE(Checkpoint::parse(bad)) << bad;
    }
    EXPECT_EQ(Checkpoint::parse("o\n18446744073709551615\n" + root + "\n")->size, ~uint64_t{0});
}

TEST(Checkpoint, OpenChecksKeyAndOrigin) {
    const Signer signer = test_signer();
    const auto note = sign_checkpoint({"example.org/case", 3, some_root(), {}}, signer);
    ASSERT_TRUE(note);
    const VerifierKey known[] = {signer.verifier()};
    EXPECT_EQ(open_checkpoint(*note, "example.org/case", known)->size, 3u);
    EXPECT_EQ(open_checkpoint(*note, "", known)->root, some_root());
    EXPECT_EQ(open_checkpoint(*note, "example.org/other", known).error().code, Code::integrity);
    std::string changed = *note;
    changed.replace(changed.find("\n3\n"), 3, "\n4\n");
    EXPECT_EQ(open_checkpoint(changed, "", known).error().code, Code::integrity);
}

TEST(TlogProof, TextComesBack) {
    TlogProof proof;
    proof.index = 7;
    proof.hashes = {some_root(), Hash{}};
    proof.checkpoint = *sign_checkpoint({"example.org/case", 9, some_root(), {}}, test_signer());
    for (const bool with_extra : {false, true}) {
        proof.extra = with_extra ? std::optional<std::string>("bytes") : std::nullopt;
        const auto read = TlogProof::parse(proof.to_string());
        ASSERT_TRUE(read);
        EXPECT_EQ(read->index, 7u);
        EXPECT_EQ(read->hashes, proof.hashes);
        EXPECT_EQ(read->extra, proof.extra);
        EXPECT_EQ(read->checkpoint, proof.checkpoint);
        EXPECT_EQ(read->to_string(), proof.to_string());
    }
}

TEST(TlogProof, FormIsStrictAndErrorsNameTheField) {
    const std::string head = "c2sp.org/tlog-proof@v1\n";
    const std::string hash = crypto::to_base64(some_root().span()) + "\n";
    const auto field = [](const std::string& text) {
        const auto proof = TlogProof::parse(text);
        return proof ? std::string("accepted") : proof.error().where.source;
    };
    EXPECT_EQ(field(head + "index 0\n\ncheckpoint"), "accepted");
    EXPECT_EQ(field(""), "tlog-proof");
    EXPECT_EQ(field("c2sp.org/tlog-proof@v2\nindex 0\n\nx"), "tlog-proof");
    EXPECT_EQ(field(head), "index");
    EXPECT_EQ(field(head + "index 00\n\nx"), "index");
    EXPECT_EQ(field(head + "index -1\n\nx"), "index");
    EXPECT_EQ(field(head + "index 1 \n\nx"), "index");
    EXPECT_EQ(field(head + "Index 1\n\nx"), "index");
    EXPECT_EQ(field(head + "extra !\nindex 1\n\nx"), "extra");
    EXPECT_EQ(field(head + "extra\nindex 1\n\nx"), "index");
    EXPECT_EQ(field(head + "index 1\nAAAA\n\nx"), "inclusion proof");
    EXPECT_EQ(field(head + "index 1\n" + hash), "inclusion proof");
    std::string long_path = head + "index 1\n";
    for (size_t i = 0; i <= kProofHashesMax; ++i) {
        long_path += hash;
    }
    EXPECT_EQ(field(long_path + "\nx"), "inclusion proof");
    EXPECT_EQ(field(head + "index 1\n" + hash + "\n"), "checkpoint");
}

}  // namespace
}  // namespace verbatim::note
