// SPDX-License-Identifier: Apache-2.0
#include "verify/proof_file.h"

#include <gtest/gtest.h>

#include "vectors/maker.h"
#include "verify/verify.h"

namespace verbatim::verify {
namespace {

using record::Group;

TEST(ProofFile, TextComesBack) {
    vectors::ExampleLog log;
    for (size_t index = 0; index < vectors::ExampleLog::kSize; ++index) {
        const std::string text = log.proof(index).to_string();
        const auto read = Proof::parse(text);
        ASSERT_TRUE(read) << read.error().to_string();
        EXPECT_EQ(read->to_string(), text);
        EXPECT_TRUE(verify_proof(text, {})->proved) << index;
    }
}

// Every set of groups withheld, and every set of chunks of a text: it still proves, and lists what is missing.
TEST(ProofFile, AnySubsetCanBeWithheld) {
    vectors::ExampleLog log;
    const Proof full = log.proof(vectors::ExampleLog::kShown);
    const std::string key = log.signer().verifier().to_string();
    for (unsigned set = 0; set < 256; ++set) {
        Proof proof = full;
        size_t count = 0;
        for (unsigned i = 0; i < record::kGroups; ++i) {
            if ((set >> i & 1) != 0) {
                withhold(proof, static_cast<Group>(i + 1));
                ++count;
            }
        }
        const auto report = verify_proof(proof.to_string(), {key});
        ASSERT_TRUE(report->proved) << set << ": " << report->failed_field;
        ASSERT_EQ(report->withheld.size(), count);
    }
    for (unsigned set = 0; set < 1u << full.chunks.size(); ++set) {
        Proof proof = full;
        for (unsigned i = 0; i < proof.chunks.size(); ++i) {
            if ((set >> i & 1) != 0) {
                withhold_chunk(proof, i);
            }
        }
        ASSERT_TRUE(verify_proof(proof.to_string(), {key})->proved) << set;
    }
}

TEST(ProofFile, ErrorsNameFieldAndLine) {
    vectors::ExampleLog log;
    std::string text = log.proof(vectors::ExampleLog::kShown).to_string();
    text.replace(text.find("group 3"), 7, "group 9");
    const auto read = Proof::parse(text);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().where.source, "group 3");
    EXPECT_EQ(read.error().where.offset, 7u);
}

TEST(ProofFile, ChunksMustFollowTheRule) {
    vectors::ExampleLog log;
    // The commitments are those of a maker that divides the text elsewhere.
    Proof proof = log.proof(vectors::ExampleLog::kShown);
    const auto set = [&](size_t chunk, std::string bytes) {
        Proof changed = proof;
        Part& part = changed.chunks[chunk];
        part.shown->bytes = std::move(bytes);
        part.commitment = record::chunk_commitment(part.shown->salt, part.shown->bytes);
        return verify_proof(changed.to_string(), {})->failed_field;
    };
    EXPECT_EQ(set(0, "Meet at "), "chunk 0") << "two chunks in one";
    EXPECT_EQ(set(0, "Me"), "chunk 0") << "half a chunk";
    EXPECT_EQ(set(0, "12345678901234567"), "chunk 0") << "seventeen code points";
    EXPECT_EQ(set(0, "\xff "), "chunk 0") << "not UTF-8";
    EXPECT_EQ(set(0, "1234567890123456"), "group 6") << "sixteen are a chunk";
    EXPECT_EQ(set(6, "keys"), "") << "unchanged";
    EXPECT_EQ(set(6, "keys!"), "group 6") << "the last chunk may end anywhere";
}

}  // namespace
}  // namespace verbatim::verify
