// SPDX-License-Identifier: Apache-2.0
#include "app/witness.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "merkle/frontier.h"
#include "merkle/proof.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "note/witness_request.h"

namespace verbatim::app {
namespace {

class WitnessTest : public testing::Test {
  protected:
    WitnessTest() : log_(*note::Signer::generate("example.org/case")) {
        std::string name = (std::filesystem::temp_directory_path() / "verbatim-witness-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        key_ = *Witness::create(folder_, "partner.example/witness");
    }
    ~WitnessTest() override { std::filesystem::remove_all(folder_); }

    // A log of `size` leaves; another history from leaf `differs` on.
    static std::vector<Hash> leaves(uint64_t size, uint64_t differs) {
        std::vector<Hash> out;
        for (uint64_t i = 0; i < size; ++i) {
            out.push_back(merkle::leaf_hash(as_bytes(std::to_string(i) + (i >= differs ? "x" : ""))));
        }
        return out;
    }
    static Hash root(std::span<const Hash> leaves) {
        merkle::Frontier frontier;
        for (const Hash& leaf : leaves) {
            frontier.append(leaf);
        }
        return frontier.root();
    }
    std::string request(uint64_t old_size, uint64_t size, uint64_t differs = UINT64_MAX) const {
        const std::vector<Hash> all = leaves(size, differs);
        note::WitnessRequest request;
        request.old_size = old_size;
        if (old_size != 0) {
            request.proof = *merkle::consistency_proof(old_size, size, [&](unsigned level, uint64_t index) {
                return Result<Hash>(root(std::span(all).subspan(index << level, size_t{1} << level)));
            });
        }
        request.checkpoint = *note::sign_checkpoint({log_.verifier().name, size, root(all), {}}, log_);
        return request.to_text();
    }
    static Code code(const Result<std::string>& result) { return result ? Code::internal : result.error().code; }

    std::string folder_;
    note::Signer log_;
    note::WitnessKey key_;
};

TEST_F(WitnessTest, CosignsWhatContinues) {
    auto witness = *Witness::open(folder_);
    EXPECT_EQ(code(witness->cosign(request(0, 5), 1000)), Code::denied);
    ASSERT_TRUE(witness->trust(log_.verifier()));
    uint64_t before = 0;
    for (const uint64_t size : {5, 5, 13, 64}) {
        const std::string text = request(before, size);
        const auto lines = witness->cosign(text, 1000 + size);
        ASSERT_TRUE(lines) << lines.error().to_string();
        const auto parsed = *note::WitnessRequest::parse(text);
        const auto cosigned = note::Note::parse(note::Note::parse(parsed.checkpoint)->text + "\n" + *lines);
        EXPECT_EQ(*note::verify_cosignature(*cosigned, key_), 1000 + size);
        before = size;
    }
}

TEST_F(WitnessTest, SignsNoSecondHistory) {
    {
        auto witness = *Witness::open(folder_);
        ASSERT_TRUE(witness->trust(log_.verifier()));
        ASSERT_TRUE(witness->cosign(request(0, 13), 1));
    }
    auto witness = *Witness::open(folder_);  // it remembers
    EXPECT_EQ(code(witness->cosign(request(0, 13), 1)), Code::conflict);
    EXPECT_EQ(code(witness->cosign(request(5, 20), 1)), Code::conflict);
    EXPECT_EQ(code(witness->cosign(request(13, 20, 12), 1)), Code::integrity);
    EXPECT_EQ(code(witness->cosign(request(13, 13, 12), 1)), Code::integrity);
    EXPECT_TRUE(witness->cosign(request(13, 20, 13), 1));
    EXPECT_FALSE(witness->cosign(request(20, 21), 1));
}

TEST_F(WitnessTest, OneKeyForEachLog) {
    auto witness = *Witness::open(folder_);
    ASSERT_TRUE(witness->trust(log_.verifier()));
    ASSERT_TRUE(witness->trust(log_.verifier()));
    EXPECT_FALSE(witness->trust(note::Signer::generate("example.org/case")->verifier()));
    std::string altered = request(0, 5);
    altered[altered.find("\n5\n") + 1] = '6';
    EXPECT_EQ(code(witness->cosign(altered, 1)), Code::integrity);
    EXPECT_FALSE(Witness::open(folder_));  // in use
    EXPECT_FALSE(Witness::create(folder_, "another.example/witness"));
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
