// SPDX-License-Identifier: Apache-2.0
#include "app/witness.h"

#include <gtest/gtest.h>

#include "witness_sample.h"

namespace verbatim::app {
namespace {

class WitnessTest : public WitnessSample {
  protected:
    static Code code(const Result<std::string>& result) { return result ? Code::internal : result.error().code; }
};

TEST_F(WitnessTest, CosignsWhatContinues) {
    auto witness = *Witness::open(folder());
    EXPECT_EQ(code(witness->cosign(request(0, 5), 1000)), Code::denied);
    ASSERT_TRUE(witness->trust(log().verifier()));
    uint64_t before = 0;
    for (const uint64_t size : {5, 5, 13, 64}) {
        const std::string text = request(before, size);
        const auto lines = witness->cosign(text, 1000 + size);
        ASSERT_TRUE(lines) << lines.error().to_string();
        const auto parsed = *note::WitnessRequest::parse(text);
        const auto cosigned = note::Note::parse(note::Note::parse(parsed.checkpoint)->text + "\n" + *lines);
        EXPECT_EQ(*note::verify_cosignature(*cosigned, key()), 1000 + size);
        before = size;
    }
}

TEST_F(WitnessTest, SignsNoSecondHistory) {
    {
        auto witness = *Witness::open(folder());
        ASSERT_TRUE(witness->trust(log().verifier()));
        ASSERT_TRUE(witness->cosign(request(0, 13), 1));
    }
    auto witness = *Witness::open(folder());  // it remembers
    EXPECT_EQ(code(witness->cosign(request(0, 13), 1)), Code::conflict);
    EXPECT_EQ(code(witness->cosign(request(5, 20), 1)), Code::conflict);
    EXPECT_EQ(code(witness->cosign(request(13, 20, 12), 1)), Code::integrity);
    EXPECT_EQ(code(witness->cosign(request(13, 13, 12), 1)), Code::integrity);
    EXPECT_TRUE(witness->cosign(request(13, 20, 13), 1));
    EXPECT_FALSE(witness->cosign(request(20, 21), 1));
}

TEST_F(WitnessTest, OneKeyForEachLog) {
    auto witness = *Witness::open(folder());
    ASSERT_TRUE(witness->trust(log().verifier()));
    ASSERT_TRUE(witness->trust(log().verifier()));
    EXPECT_FALSE(witness->trust(note::Signer::generate("example.org/case")->verifier()));
    std::string altered = request(0, 5);
    altered[altered.find("\n5\n") + 1] = '6';
    EXPECT_EQ(code(witness->cosign(altered, 1)), Code::integrity);
    EXPECT_FALSE(Witness::open(folder()));  // in use
    EXPECT_FALSE(Witness::create(folder(), "another.example/witness"));
}

TEST(WitnessRequest, HasOneSpelling) {
    note::WitnessRequest request{7, {merkle::empty_root(), merkle::empty_root()}, "a checkpoint\n"};
    const std::string text = request.to_text();
    EXPECT_EQ(*note::WitnessRequest::parse(text), request);
    for (const std::string_view wrong : {"", "old 7", "old 07\n\n", "old 7\n", "old 7\nnothing\n\n", "new 7\n\n"}) {
        EXPECT_FALSE(note::WitnessRequest::parse(wrong)) << wrong;
    }
    request.proof.resize(64);
    EXPECT_FALSE(note::WitnessRequest::parse(request.to_text()));
}

}  // namespace
}  // namespace verbatim::app
