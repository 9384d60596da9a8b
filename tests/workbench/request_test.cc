// SPDX-License-Identifier: Apache-2.0
#include "workbench/request.h"

#include <gtest/gtest.h>

namespace verbatim::workbench {
namespace {

Request asked() {
    Request out;
    out.case_id = std::string(32, 'a');
    out.number = 3;
    out.time = "2026-11-23T20:26:44Z";
    out.by = "Defence of K.";
    out.purpose = "alibi";
    out.terms = {"milan THEN/5 airport", "\"two boxes\"  ) OR *"};
    return out;
}

note::Signer signer(std::string_view name) {
    auto made = note::Signer::generate(name);
    EXPECT_TRUE(made.ok());
    return std::move(*made);
}

TEST(Request, IsSignedAndReadBack) {
    const note::Signer key = signer("defence");
    const auto file = sign_request(asked(), key);
    ASSERT_TRUE(file.ok()) << file.error().to_string();
    const auto read = open_request(*file);
    ASSERT_TRUE(read.ok()) << read.error().to_string();
    EXPECT_EQ(read->request.terms, asked().terms);
    EXPECT_EQ(read->request.purpose, "alibi");
    EXPECT_EQ(read->key.to_string(), key.verifier().to_string());
}

TEST(Request, AnyChangeIsRefused) {
    const auto file = sign_request(asked(), signer("defence"));
    ASSERT_TRUE(file.ok());
    for (size_t at = 0; at < file->size(); ++at) {
        std::string changed = *file;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_FALSE(open_request(changed).ok()) << at;
        EXPECT_FALSE(open_request(std::string_view(*file).substr(0, at)).ok()) << at;
    }
    EXPECT_FALSE(open_request(*file + "\n").ok());
}

TEST(Request, WhatCannotBeWrittenIsRefused) {
    const note::Signer key = signer("defence");
    const auto refused = [&](auto change) {
        Request request = asked();
        change(request);
        return !sign_request(request, key).ok();
    };
    EXPECT_TRUE(refused([](Request& r) { r.terms.clear(); }));
    EXPECT_TRUE(refused([](Request& r) { r.terms = {""}; }));
    EXPECT_TRUE(refused([](Request& r) { r.terms = {"a\nterm b"}; }));
    EXPECT_TRUE(refused([](Request& r) { r.terms.assign(kTermsMax + 1, "a"); }));
    EXPECT_TRUE(refused([](Request& r) { r.purpose.clear(); }));
    EXPECT_TRUE(refused([](Request& r) { r.case_id = "A"; }));
    EXPECT_TRUE(refused([](Request& r) { r.time = "yesterday"; }));
    EXPECT_TRUE(refused([](Request& r) { r.number = 0; }));
}

Answer answer() {
    Answer out;
    out.case_id = std::string(32, 'a');
    out.request.bytes[3] = 9;
    out.requester = "defence+00000000+x";
    out.time = "2026-11-23T20:26:44Z";
    out.by = "Officer 4";
    out.authority = "not stated";
    out.scope = "*";
    out.log_size = 17;
    out.version = "0.1.0";
    out.terms.resize(2);
    out.terms[0].messages = 4;
    out.terms[0].sightings = 5;
    out.terms[1].refused = "there is no field \"form\"";
    return out;
}

TEST(Answer, IsSignedByTheCaseAndReadBack) {
    const note::Signer key = signer("verbatim-case/x");
    const auto file = sign_answer(answer(), key);
    ASSERT_TRUE(file.ok()) << file.error().to_string();
    const note::VerifierKey known[] = {key.verifier()};
    const auto read = open_answer(*file, known);
    ASSERT_TRUE(read.ok()) << read.error().to_string();
    EXPECT_EQ(*read, answer());
    const note::VerifierKey other[] = {signer("verbatim-case/x").verifier()};
    EXPECT_FALSE(open_answer(*file, other).ok());
}

TEST(Answer, OtherSpellingsAreRefused) {
    const std::string text = answer().to_text();
    ASSERT_TRUE(Answer::parse(text).ok());
    for (const auto& [from, to] :
         {std::pair("log 17", "log 017"), std::pair("key claimed", "key known"), std::pair("term 1 ", "term 2 "),
          std::pair("refused 2 there", "refused 3 there"), std::pair("by Officer", "by  "),
          std::pair("term 1 4 5", "term 1 4  5"), std::pair("verbatim-answer v1", "verbatim-answer v2")}) {
        std::string changed = text;
        const size_t at = changed.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        changed.replace(at, std::string_view(from).size(), to);
        const auto read = Answer::parse(changed);
        EXPECT_TRUE(!read.ok() || read->to_text() == changed) << to;
    }
    EXPECT_FALSE(Answer::parse(text + "term 3 1 1 x\n").ok());
    EXPECT_FALSE(Answer::parse(text + "\n").ok());
}

}  // namespace
}  // namespace verbatim::workbench
