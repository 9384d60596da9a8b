// SPDX-License-Identifier: Apache-2.0
// A log written by another program: checkpoints of every size from 0 to 15, partial tiles for each.
#include "log/log.h"
#include "log/reader.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "vectors.h"

namespace verbatim::log {
namespace {

// Public key of the test log in the Tessera repository.
constexpr std::string_view kKey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
constexpr uint64_t kSize = 15;

class Tessera : public testing::Test {
  protected:
    std::filesystem::path folder_ = vectors_folder() / "tessera-testlog/log";
    note::VerifierKey key_ = *note::VerifierKey::parse(kKey);

    note::Checkpoint checkpoint(uint64_t size) const {
        const auto opened =
            note::open_checkpoint(read_bytes(folder_ / ("checkpoint." + std::to_string(size))), key_.name, {&key_, 1});
        EXPECT_TRUE(opened) << size;
        return opened ? *opened : note::Checkpoint{};
    }
};

TEST_F(Tessera, CheckpointsAreSignedAndRootsComeOutOfTheTiles) {
    Reader reader = *Reader::open(folder_);
    EXPECT_EQ(reader.size(), kSize);
    for (uint64_t size = 0; size <= kSize; ++size) {
        const note::Checkpoint head = checkpoint(size);
        EXPECT_EQ(head.size, size);
        EXPECT_EQ(head.root, *reader.root_at(size));
        EXPECT_EQ(head.root, *Reader(folder_, size).root_at(size)) << "from the partial tile of that size";
    }
}

TEST_F(Tessera, ProofsBetweenEveryPairOfCheckpoints) {
    Reader reader = *Reader::open(folder_);
    for (uint64_t size = 1; size <= kSize; ++size) {
        const Hash root = checkpoint(size).root;
        for (uint64_t old = 1; old <= size; ++old) {
            EXPECT_TRUE(merkle::verify_consistency(old, size, *reader.consistency_proof(old, size),
                                                   checkpoint(old).root, root));
        }
        for (uint64_t index = 0; index < size; ++index) {
            EXPECT_TRUE(merkle::verify_inclusion(index, size, *reader.leaf_hash(index),
                                                 *reader.inclusion_proof(index, size), root));
        }
    }
}

// Entry bundles: 16-bit length and data for each entry; its leaf hash stands in the tile.
TEST_F(Tessera, EntriesHashToTheLeaves) {
    Reader reader = *Reader::open(folder_);
    const std::string bundle = read_bytes(folder_ / "tile/entries/000.p/15");
    size_t at = 0;
    for (uint64_t index = 0; index < kSize; ++index) {
        const size_t size = static_cast<uint8_t>(bundle[at]) * 256u + static_cast<uint8_t>(bundle[at + 1]);
        EXPECT_EQ(merkle::leaf_hash(as_bytes(bundle.substr(at + 2, size))), *reader.leaf_hash(index));
        at += 2 + size;
    }
    EXPECT_EQ(at, bundle.size());
}

TEST_F(Tessera, FsckReadsAForeignLog) {
    const auto report = fsck(folder_, key_, {});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->size, kSize);
    EXPECT_TRUE(report->ok()) << report->findings.front().file << ": " << report->findings.front().what;
}

}  // namespace
}  // namespace verbatim::log
