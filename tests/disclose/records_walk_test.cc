// SPDX-License-Identifier: Apache-2.0
#include "disclose/records_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>

#include "crypto/base64.h"
#include "merkle/gap.h"
#include "merkle/tree.h"

namespace verbatim::disclose {
namespace {

using record::Group;
using testing::HasSubstr;

// A log of messages that differ in their text, and walks over it.
class RecordsWalkTest : public testing::Test {
  protected:
    RecordsWalkTest() {
        for (size_t i = 0; i < kSize; ++i) {
            leaves_.push_back(merkle::leaf_hash(open(i).commitment.span()));
        }
    }

    record::EncodedRecord encoded(size_t i) {
        record::Message message;
        const std::string text = i == 5 ? std::string() : "message " + std::to_string(i) + " ends";
        message.text = text;
        message.sender = "kilo";
        record::EncodedRecord record;
        record::SourceIdentity source;
        source.parser = "test";
        record::encode(message, source, record);
        return record;
    }
    record::Opening open(size_t i) {
        records_.push_back(encoded(i));
        return committer_.open(i, records_.back());
    }

    Result<Hash> node(unsigned level, uint64_t index) const {
        std::vector<Hash> hashes(leaves_.begin() + static_cast<ptrdiff_t>(index << level),
                                 leaves_.begin() + static_cast<ptrdiff_t>((index + 1) << level));
        for (; hashes.size() > 1; hashes.resize(hashes.size() / 2)) {
            merkle::node_hashes(hashes, std::span(hashes).first(hashes.size() / 2));
        }
        return hashes[0];
    }

    RecordsWalk walk() {
        const auto into = [](std::string& file) {
            return [&file](std::string_view bytes) -> Result<void> {
                file += bytes;
                return {};
            };
        };
        return {kSize, [this](unsigned level, uint64_t index) { return node(level, index); }, into(file_),
                into(redactions_)};
    }

    Result<void> add(RecordsWalk& walk, uint64_t sequence, const Decision* decision = nullptr) {
        const record::EncodedRecord record = encoded(sequence);
        record::Committer committer(key_);
        const record::Opening opening = committer.open(sequence, record);
        Decision all;
        all.clear(opening.chunks.size());
        return walk.add(sequence, record, opening, decision == nullptr ? all : *decision);
    }

    static constexpr uint64_t kSize = 2100;
    crypto::SaltKey key_ = *crypto::SaltKey::from_bytes(std::vector<uint8_t>(32, 7));
    record::Committer committer_{key_};
    std::list<record::EncodedRecord> records_;
    std::vector<Hash> leaves_;
    std::string file_;
    std::string redactions_;
};

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return out;
}
std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> out(1);
    for (const char c : line) {
        if (c == ' ') {
            out.emplace_back();
        } else {
            out.back().push_back(c);
        }
    }
    return out;
}

TEST_F(RecordsWalkTest, GoesThroughTheWholeLog) {
    RecordsWalk walk = this->walk();
    ASSERT_TRUE(add(walk, 3).ok());
    ASSERT_TRUE(add(walk, 4).ok());
    ASSERT_TRUE(add(walk, 2099).ok());
    ASSERT_TRUE(walk.finish().ok());
    const auto lines = lines_of(file_);
    ASSERT_EQ(lines.size(), 6U);
    EXPECT_EQ(lines[0], "verbatim-walk v1 log 2100");
    EXPECT_TRUE(lines[1].starts_with("gap 3 "));
    EXPECT_TRUE(lines[2].starts_with("record 3 "));
    EXPECT_TRUE(lines[3].starts_with("record 4 "));
    EXPECT_TRUE(lines[4].starts_with("gap 2094 "));
    EXPECT_TRUE(lines[5].starts_with("record 2099 "));
    EXPECT_EQ(words_of(lines[2]).size(), 12U);
    EXPECT_TRUE(redactions_.empty());
}

TEST_F(RecordsWalkTest, WordsAreSaltAndContent) {
    RecordsWalk walk = this->walk();
    ASSERT_TRUE(add(walk, 5).ok());
    ASSERT_TRUE(add(walk, 6).ok());
    ASSERT_TRUE(walk.finish().ok());
    const auto lines = lines_of(file_);
    EXPECT_EQ(words_of(lines[2])[9], "=");  // record 5 has no text
    const auto words = words_of(lines[3]);
    const record::EncodedRecord record = encoded(6);
    const record::Opening opening = committer_.open(6, record);
    std::string salted(opening.salts[3].begin(), opening.salts[3].end());
    salted += as_text(record.group(Group::sender));
    EXPECT_EQ(words[7], "+" + crypto::to_base64(as_bytes(salted)));
    std::string chunk(opening.chunks[1].salt.begin(), opening.chunks[1].salt.end());
    chunk += "6 ";
    EXPECT_THAT(words[9], HasSubstr(",+" + crypto::to_base64(as_bytes(chunk)) + ","));
}

TEST_F(RecordsWalkTest, WithheldPartsAreCommitmentsAndListed) {
    Decision decision;
    decision.clear(3);
    decision.chunks[1] = "a \"number\"";
    decision.group(Group::sender) = "protected";
    RecordsWalk walk = this->walk();
    ASSERT_TRUE(add(walk, 8, &decision).ok());
    decision.clear(3);
    decision.chunks[0] = "not listed: the text is withheld whole";
    decision.group(Group::text) = "all of it";
    ASSERT_TRUE(add(walk, 9, &decision).ok());
    ASSERT_TRUE(walk.finish().ok());
    EXPECT_EQ(redactions_,
              "verbatim-redactions v1\n8 4 \"protected\"\n8 6.1 \"a \\\"number\\\"\"\n9 6 \"all of it\"\n");
    EXPECT_EQ(walk.withheld(), 3U);
    const auto lines = lines_of(file_);
    const record::EncodedRecord record = encoded(8);
    const record::Opening opening = committer_.open(8, record);
    EXPECT_EQ(words_of(lines[2])[7], "-" + crypto::to_base64(opening.commitments[3].span()));
    EXPECT_THAT(words_of(lines[2])[9], HasSubstr(",-" + crypto::to_base64(opening.chunks[1].commitment.span()) + ","));
    EXPECT_TRUE(words_of(lines[3])[9].starts_with("--"));
}

TEST_F(RecordsWalkTest, BlocksJoinedAreTheFile) {
    RecordsWalk walk = this->walk();
    for (uint64_t i = 10; i < 2050; ++i) {
        ASSERT_TRUE(add(walk, i).ok());
    }
    ASSERT_TRUE(walk.finish().ok());
    ASSERT_EQ(walk.blocks().size(), 3U);
    std::vector<std::string> blocks(1);
    size_t records = 0;
    for (const std::string& line : lines_of(file_)) {
        blocks.back() += line + "\n";
        if (line.starts_with("record ") && ++records % kBlockRecords == 0) {
            blocks.emplace_back();
        }
    }
    for (size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(walk.blocks()[i], crypto::sha256(as_bytes(blocks[i]))) << i;
    }
}

TEST_F(RecordsWalkTest, RecordsRise) {
    RecordsWalk walk = this->walk();
    ASSERT_TRUE(add(walk, 8).ok());
    EXPECT_EQ(add(walk, 8).error().code, Code::usage);
    EXPECT_EQ(add(walk, 7).error().code, Code::usage);
}

}  // namespace
}  // namespace verbatim::disclose
