// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"

#include <random>
#include <thread>

#include "log_folder.h"

namespace verbatim::log {
namespace {

using LogTest = LogFolder;

TEST_F(LogTest, ANewLogIsEmptyAndSigned) {
    auto log = open();
    EXPECT_EQ(log->size(), 0u);
    EXPECT_EQ(log->root(), merkle::empty_root());
    const note::VerifierKey keys[] = {signer_.verifier()};
    const auto checkpoint = note::open_checkpoint(read("checkpoint"), "example.org/case", keys);
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->size, 0u);
    EXPECT_TRUE(recovery_.actions.empty());
}

TEST_F(LogTest, RootDoesNotDependOnCommitPointsOrBatches) {
    std::mt19937_64 random(5);
    constexpr size_t kSize = 3000;
    auto log = open();
    size_t at = 0;
    while (at < kSize) {
        const size_t next = std::min(kSize, at + random() % 400);
        ASSERT_TRUE(log->append(leaves(at, next)));
        at = next;
        EXPECT_EQ(log->root(), root_of(at));
        if (random() % 2 == 0) {
            const auto checkpoint = log->commit(std::to_string(at));
            ASSERT_TRUE(checkpoint);
            EXPECT_EQ(checkpoint->size, at);
            EXPECT_EQ(checkpoint->root, root_of(at));
            log.reset();
            log = open();
            EXPECT_EQ(recovery_.size, at);
            EXPECT_EQ(recovery_.state, std::to_string(at));
        }
    }
    ASSERT_TRUE(log->commit("end"));
    EXPECT_TRUE(check().ok());
}

// The example of c2sp.org/tlog-tiles.
TEST_F(LogTest, SeventyThousandRecordsLieAsTheSpecificationSays) {
    make(70'000);
    EXPECT_EQ(read("tile/0/000").size(), 8192u);
    EXPECT_EQ(read("tile/0/272").size(), 8192u);
    EXPECT_EQ(read("tile/0/273.p/112").size(), 112u * 32);
    EXPECT_EQ(read("tile/1/000").size(), 8192u);
    EXPECT_EQ(read("tile/1/001.p/17").size(), 17u * 32);
    EXPECT_EQ(read("tile/2/000.p/1").size(), 32u);
    EXPECT_FALSE(exists("tile/0/273"));
    EXPECT_FALSE(exists("tile/3"));
    const auto report = check();
    EXPECT_TRUE(report.ok());
    EXPECT_EQ(report.size, 70'000u);
    EXPECT_EQ(report.tiles, 273u + 1 + 1 + 1 + 1);
}

TEST_F(LogTest, ProofsVerify) {
    constexpr size_t kSize = 1300;
    make(kSize);
    auto log = open();
    const Hash root = log->root();
    for (size_t i = 0; i < kSize; i += 37) {
        const auto leaf = log->leaf_hash(i);
        ASSERT_TRUE(leaf);
        EXPECT_EQ(*leaf, leaves(i, i + 1)[0]);
        EXPECT_TRUE(merkle::verify_inclusion(i, kSize, *leaf, *log->inclusion_proof(i, kSize), root));
        if (i > 0) {
            const Hash old = *log->root_at(i);
            EXPECT_EQ(old, root_of(i));
            EXPECT_TRUE(merkle::verify_consistency(i, kSize, *log->consistency_proof(i, kSize), old, root));
            EXPECT_TRUE(
                merkle::verify_inclusion(i - 1, i, *log->leaf_hash(i - 1), *log->inclusion_proof(i - 1, i), old));
        }
    }
    EXPECT_EQ(log->leaf_hash(kSize).error().code, Code::usage);
    EXPECT_EQ(log->inclusion_proof(0, kSize + 1).error().code, Code::usage);
}

TEST_F(LogTest, LeavesAreReadInOrder) {
    make(700);
    std::vector<Hash> got;
    ASSERT_TRUE(read_leaves(folder_, 100, 650, 700, [&](uint64_t first, std::span<const Hash> hashes) -> Result<void> {
        EXPECT_EQ(first, 100 + got.size());
        got.insert(got.end(), hashes.begin(), hashes.end());
        return {};
    }));
    EXPECT_EQ(got, leaves(100, 650));
    EXPECT_FALSE(read_leaves(folder_, 0, 701, 700, {}));
}

TEST_F(LogTest, WhatWasNotCommittedIsForgotten) {
    make(1000);
    {
        auto log = open();
        ASSERT_TRUE(log->append(leaves(1000, 5000)));
        EXPECT_TRUE(exists("tile/0/010"));
    }
    auto log = open();
    EXPECT_EQ(log->size(), 1000u);
    EXPECT_EQ(recovery_.actions.size(), 1u);
    EXPECT_FALSE(exists("tile/0/010"));
    EXPECT_TRUE(check().ok());
    ASSERT_TRUE(log->append(leaves(1000, 5000)));
    ASSERT_TRUE(log->commit(""));
    EXPECT_EQ(log->root(), root_of(5000));
    EXPECT_TRUE(check().ok());
}

TEST_F(LogTest, PartialTilesGoOnceFullOnesReplaceThem) {
    make(100);
    make(200);
    EXPECT_TRUE(exists("tile/0/000.p/100"));
    EXPECT_TRUE(exists("tile/0/000.p/200"));
    make(300);
    EXPECT_FALSE(exists("tile/0/000.p"));
    EXPECT_TRUE(exists("tile/0/000"));
    EXPECT_TRUE(check().ok());
}

// The log grows on while the cut before is being made durable; both may overlap on two threads.
TEST_F(LogTest, ACutCommitsWhatWasAppendedBeforeItAlone) {
    std::mt19937_64 random(6);
    size_t at = 0;
    for (int round = 0; round < 12; ++round) {
        auto log = open();
        EXPECT_EQ(log->size(), at);
        EXPECT_EQ(log->root(), root_of(at));
        const size_t cut_at = at + random() % 700;
        ASSERT_TRUE(log->append(leaves(at, cut_at)));
        auto cut = log->cut();
        ASSERT_TRUE(cut);
        EXPECT_EQ(cut->size, cut_at);
        std::thread other([&] { EXPECT_TRUE(log->append(leaves(cut_at, cut_at + random() % 1400))); });
        if (round % 3 == 2) {  // ends before the commit: the one before stands
            other.join();
            continue;
        }
        const auto checkpoint = log->commit(std::move(*cut), std::to_string(cut_at));
        other.join();
        ASSERT_TRUE(checkpoint);
        EXPECT_EQ(checkpoint->size, cut_at);
        EXPECT_EQ(checkpoint->root, root_of(cut_at));
        at = cut_at;
        if (round % 3 == 1) {  // and goes on to the next one
            at = log->size();
            ASSERT_TRUE(log->commit("next"));
        }
        log.reset();
        open().reset();
        EXPECT_EQ(recovery_.size, at);
        EXPECT_TRUE(check().ok());
    }
}

TEST_F(LogTest, CommittingTwiceWithoutRecordsKeepsTheTree) {
    make(300);
    auto log = open();
    ASSERT_TRUE(log->commit("a"));
    ASSERT_TRUE(log->commit("b"));
    log.reset();
    open();
    EXPECT_EQ(recovery_.state, "b");
    EXPECT_EQ(recovery_.size, 300u);
}

// A crash between the commit file and the checkpoint: the checkpoint is missing, or that of the commit before.
TEST_F(LogTest, ALaggingCheckpointIsSignedAgain) {
    make(300);
    const std::string older = read("checkpoint");
    make(600);
    const std::string newer = read("checkpoint");
    write("checkpoint", older);
    open();
    EXPECT_EQ(recovery_.actions.size(), 1u);
    EXPECT_EQ(read("checkpoint"), newer) << "Ed25519 signatures are deterministic";
    std::filesystem::remove(folder_ / "checkpoint");
    open();
    EXPECT_EQ(recovery_.actions.size(), 1u);
    EXPECT_EQ(read("checkpoint"), newer);
    open();
    EXPECT_TRUE(recovery_.actions.empty());
}

TEST_F(LogTest, DamageIsNotTakenForACrash) {
    make(300);
    const std::string old_commit = read("commit");
    make(600);
    const auto code = [&] {
        auto log = Log::open(folder_, signer_, recovery_);
        return log ? std::string("opened") : std::string(name(log.error().code));
    };
    const std::string commit = read("commit");
    const std::string checkpoint = read("checkpoint");
    write("commit", old_commit);
    EXPECT_EQ(code(), "integrity") << "an older commit file than the checkpoint";
    std::filesystem::remove(folder_ / "commit");
    EXPECT_EQ(code(), "integrity") << "no commit file but a checkpoint";
    for (size_t i = 0; i < commit.size(); ++i) {
        std::string damaged = commit;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        write("commit", damaged);
        ASSERT_EQ(code(), "integrity") << "byte " << i << " of the commit file";
    }
    write("commit", commit);
    write("checkpoint", checkpoint.substr(0, 60));
    EXPECT_EQ(code(), "integrity");
    write("checkpoint", checkpoint);
    EXPECT_EQ(code(), "opened");
    std::string tile = read("tile/0/002.p/88");
    tile[40] = static_cast<char>(tile[40] ^ 1);
    write("tile/0/002.p/88", tile);
    EXPECT_EQ(code(), "integrity");
    std::filesystem::remove(folder_ / "tile/0/002.p/88");
    EXPECT_EQ(code(), "integrity");
}

TEST_F(LogTest, AnotherKeyIsRefused) {
    make(3);
    const auto other = *note::Signer::generate("example.org/case");
    EXPECT_EQ(Log::open(folder_, other, recovery_).error().code, Code::integrity);
}

TEST_F(LogTest, OneWriterAtATime) {
    const auto log = open();
    EXPECT_EQ(Log::open(folder_, signer_, recovery_).error().code, Code::conflict);
}

TEST_F(LogTest, AfterAFailedWriteNothingGoesOn) {
    make(250);
    auto log = open();
    std::filesystem::create_directories(folder_ / "tile/0/000");  // stands where the next full tile should
    EXPECT_FALSE(log->append(leaves(250, 260)));
    EXPECT_EQ(log->append(leaves(260, 270)).error().code, Code::conflict);
    EXPECT_EQ(log->commit("").error().code, Code::conflict);
    log.reset();
    std::filesystem::remove(folder_ / "tile/0/000");
    log = open();
    EXPECT_EQ(log->size(), 250u);
    ASSERT_TRUE(log->append(leaves(250, 270)));
    ASSERT_TRUE(log->commit(""));
    EXPECT_EQ(log->root(), root_of(270));
}

TEST_F(LogTest, StateIsAnyBytes) {
    std::string state;
    for (int i = 0; i < 1000; ++i) {
        state += static_cast<char>(i);
    }
    ASSERT_TRUE(open()->commit(state));
    open();
    EXPECT_EQ(recovery_.state, state);
}

}  // namespace
}  // namespace verbatim::log
