// SPDX-License-Identifier: Apache-2.0
// Reports and terminal safety. What is proved and what is refused is in tests/vectors.
#include "verify/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "vectors/maker.h"
#include "verify/internal/fields.h"

namespace verbatim::verify {
namespace {

// The proof of a log of one record.
std::string proof_of(const record::Message& message) {
    record::SourceIdentity source;
    source.parser = "p";
    record::EncodedRecord record;
    record::encode(message, source, record);
    record::Committer committer(vectors::example_salt_key());
    const record::Opening opening = committer.open(0, record);
    const note::Signer signer = *note::Signer::generate("example.org/one");
    note::TlogProof inclusion;
    inclusion.checkpoint =
        *note::sign_checkpoint({"example.org/one", 1, merkle::leaf_hash(opening.commitment.span()), {}}, signer);
    const note::VerifierKey keys[] = {signer.verifier()};
    return make_proof(0, record, opening, inclusion, keys).to_string();
}

TEST(Printable, SpellsOutWhatWouldActOnATerminal) {
    EXPECT_EQ(printable("plain é 中 👍🏽"), "plain é 中 👍🏽");
    EXPECT_EQ(printable("\x1b[31m"), "\\u{1b}[31m");
    EXPECT_EQ(printable(std::string("a\0b\n\r\x7f", 6)), "a\\u{0}b\\u{a}\\u{d}\\u{7f}");
    EXPECT_EQ(printable("\xc2\x9b"), "\\u{9b}") << "C1 control sequence introducer";
    EXPECT_EQ(printable("\xe2\x80\xaetxt.exe"), "\\u{202e}txt.exe");
    EXPECT_EQ(printable("\xe2\x81\xa6"), "\\u{2066}");
    EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(printable("\xf3\xa0\x80\xa0"), "\\u{e0020}");
}

TEST(Report, EvidenceCannotActOnTheTerminalOrForgeLines) {
    record::Message message;
    message.sender = "\x1b]0;title\x07";
    message.text = "first\nPROVED: forged\n\xe2\x80\xae";
    message.rest = {{"\x1b[2J", "\x08", record::FieldType::text}};
    const auto report = verify_proof(proof_of(message), {});
    ASSERT_TRUE(report->proved);
    for (const std::string& out : {report->to_text(), report->to_json()}) {
        EXPECT_EQ(out.find('\x1b'), std::string::npos);
        EXPECT_EQ(out.find('\x07'), std::string::npos);
        EXPECT_EQ(out.find('\x08'), std::string::npos);
        EXPECT_EQ(out.find("\xe2\x80\xae"), std::string::npos);
        EXPECT_EQ(out.find("\nPROVED: forged"), std::string::npos);
    }
    EXPECT_EQ(vectors::Json::parse(report->to_json())["shown"][3]["value"], message.sender);
}

TEST(Report, SaysWhetherTheKeyIsTrusted) {
    vectors::ExampleLog log;
    const std::string file = log.proof(vectors::ExampleLog::kShown).to_string();
    const std::string key = log.signer().verifier().to_string();
    const auto claimed = verify_proof(file, {});
    EXPECT_TRUE(claimed->proved);
    EXPECT_FALSE(claimed->key_trusted);
    EXPECT_EQ(claimed->key, key);
    EXPECT_NE(claimed->to_text().find("NOBODY HAS VOUCHED"), std::string::npos);
    const auto trusted = verify_proof(file, {key});
    EXPECT_TRUE(trusted->key_trusted);
    EXPECT_EQ(trusted->to_text().find("NOBODY HAS VOUCHED"), std::string::npos);
    EXPECT_EQ(verify_proof(file, {"nonsense"}).error().code, Code::usage);
}

// Someone who makes a whole log of their own can only be told by the key.
TEST(Report, AForgedLogUnderTheSameNameFailsAgainstTheTrustedKey) {
    vectors::ExampleLog log;
    verify::Proof proof = log.proof(vectors::ExampleLog::kShown);
    const note::Signer forger = *note::Signer::generate(log.signer().verifier().name);
    const auto head = note::Checkpoint::parse(note::Note::parse(proof.inclusion.checkpoint)->text);
    proof.inclusion.checkpoint = *note::sign_checkpoint(*head, forger);
    proof.claimed_keys = {forger.verifier().to_string()};
    EXPECT_TRUE(verify_proof(proof.to_string(), {})->proved);
    const auto report = verify_proof(proof.to_string(), {log.signer().verifier().to_string()});
    EXPECT_FALSE(report->proved);
    EXPECT_EQ(report->failed_field, "checkpoint");
}

TEST(Report, UnprovedContentIsNotShown) {
    vectors::ExampleLog log;
    verify::Proof proof = log.proof(vectors::ExampleLog::kShown);
    proof.chunks[0].shown->bytes = "Secret ";
    const auto report = verify_proof(proof.to_string(), {});
    EXPECT_FALSE(report->proved);
    EXPECT_EQ(report->failed_field, "chunk 0");
    EXPECT_TRUE(report->fields.empty());
    EXPECT_EQ(report->to_text().find("Logistics"), std::string::npos);
}

TEST(Fields, EveryGroupIsShownInWords) {
    vectors::ExampleLog log;
    const auto report = verify_proof(log.proof(vectors::ExampleLog::kEmpty).to_string(), {});
    ASSERT_TRUE(report->proved);
    const auto value = [&](std::string_view group, std::string_view name) {
        const auto found = std::ranges::find_if(
            report->fields, [&](const ProvedField& field) { return field.group == group && field.name == name; });
        return found == report->fields.end() ? std::string("absent") : found->value;
    };
    EXPECT_EQ(value("source", "place"), "bytes 960 to 1199");
    EXPECT_EQ(value("times", "sent"),
              "2020-04-01T12:34:56 = 2020-04-01T10:34:56.000Z (zone configured Europe/Amsterdam, precision second)");
    EXPECT_EQ(value("times", "edited"), "1969-12-31T23:59:59.999Z (zone not stated, precision unknown)");
    EXPECT_EQ(value("text", "text"), "absent");
    EXPECT_EQ(value("rest", "kind"), "media");
    EXPECT_EQ(value("rest", "field views"), "3");
    EXPECT_NE(value("attachments", "attachment").find("photo.jpg, kind photo"), std::string::npos);
}

TEST(Fields, AnyTimeCanBeWritten) {
    EXPECT_EQ(internal::utc_text(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(internal::utc_text(951'782'400'000), "2000-02-29T00:00:00.000Z");
    EXPECT_EQ(internal::utc_text(-62'135'596'800'000), "0001-01-01T00:00:00.000Z");
    EXPECT_EQ(internal::utc_text(253'402'300'799'999), "9999-12-31T23:59:59.999Z");
    EXPECT_FALSE(internal::utc_text(std::numeric_limits<int64_t>::min()).empty());
    EXPECT_FALSE(internal::utc_text(std::numeric_limits<int64_t>::max()).empty());
}

}  // namespace
}  // namespace verbatim::verify
