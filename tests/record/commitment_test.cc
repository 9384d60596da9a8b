// SPDX-License-Identifier: Apache-2.0
// The oracle is docs/proofs.md, section 2, one hash after another, with its own chunk rule and salts of one block each.
#include "record/commitment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <set>

#include "crypto/sha256.h"
#include "message_maker.h"

namespace verbatim::record {
namespace {

crypto::SaltKey test_key() {
    const std::vector<uint8_t> bytes(32, 0x42);
    return *crypto::SaltKey::from_bytes(bytes);
}

std::vector<uint32_t> code_points(std::string_view text) {
    std::vector<uint32_t> points;
    for (size_t i = 0; i < text.size();) {
        const auto first = static_cast<uint8_t>(text[i]);
        const size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        uint32_t point = size == 1 ? first : first & (0xffu >> (size + 1));
        for (size_t j = 1; j < size; ++j) {
            point = (point << 6) | (static_cast<uint8_t>(text[i + j]) & 0x3fu);
        }
        points.push_back(point);
        i += size;
    }
    return points;
}

size_t utf8_size(uint32_t point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

std::vector<std::string> oracle_chunks(std::string_view text) {
    const std::set<uint32_t> white = {0x09,   0x0a,   0x0b,   0x0c,   0x0d,   0x20,   0x85,   0xa0,   0x1680,
                                      0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
                                      0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
    std::vector<std::string> chunks;
    size_t count = 0;
    size_t at = 0;
    bool open = false;
    for (const uint32_t point : code_points(text)) {
        if (!open) {
            chunks.emplace_back();
            open = true;
            count = 0;
        }
        chunks.back() += text.substr(at, utf8_size(point));
        at += utf8_size(point);
        if (white.contains(point) || ++count == 16) {
            open = false;
        }
    }
    return chunks;
}

Hash oracle_hash(std::string message) {
    return crypto::sha256(as_bytes(message));
}

std::string oracle_salt(uint64_t sequence, uint8_t group, uint32_t chunk) {
    crypto::SaltMaker maker(test_key());
    const auto salts = maker.make(sequence, group == 6 ? chunk + 1 : 0);
    const size_t index = group == 6 ? 7 + chunk : group < 6 ? group - 1 : group - 2;
    return std::string(as_text(salts[index]));
}

Hash oracle_commitment(uint64_t sequence, const EncodedRecord& record) {
    std::string all(1, '\x11');
    for (uint8_t group = 1; group <= 8; ++group) {
        const std::string bytes(as_text(record.group(static_cast<Group>(group))));
        if (group != 6) {
            all += as_text(
                oracle_hash(std::string("\x10") + static_cast<char>(group) + oracle_salt(sequence, group, 0) + bytes)
                    .span());
            continue;
        }
        std::string text(1, '\x12');
        uint32_t j = 0;
        for (const std::string& chunk : oracle_chunks(bytes)) {
            text += as_text(oracle_hash(std::string("\x13") + oracle_salt(sequence, 6, j++) + chunk).span());
        }
        all += as_text(oracle_hash(text).span());
    }
    return oracle_hash(all);
}

RC_GTEST_PROP(Commitment, FastCodeAgreesWithTheSpecification, ()) {
    MadeMessage made;
    make_random(made);
    EncodedRecord record;
    encode(made.message, made.source, record);
    const auto sequence = *rc::gen::arbitrary<uint64_t>();
    Committer committer(test_key());
    const Hash expected = oracle_commitment(sequence, record);
    RC_ASSERT(committer.commit(sequence, record) == expected);
    RC_ASSERT(committer.commit(sequence, record) == expected);
    RC_ASSERT(committer.open(sequence, record).commitment == expected);
}

RC_GTEST_PROP(Commitment, ChunksAreThoseOfTheSpecification, ()) {
    const std::string text = random_text();
    const auto chunks = split_chunks(text);
    RC_ASSERT(std::vector<std::string>(chunks.begin(), chunks.end()) == oracle_chunks(text));
}

TEST(Chunks, AreThoseOfTheSpecificationWhateverTheAsciiRuns) {
    std::mt19937 random(5);
    const std::string_view pieces[] = {" ",  "\t",   "\r", "\x08",     "\x0e", "\x7f", "a",
                                       "zz", "word", "é",  "\xc2\xa0", "中",   "😀"};
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        const size_t kinds = 1 + random() % std::size(pieces);
        for (size_t i = random() % 40; i > 0; --i) {
            text += random() % 3 == 0 ? pieces[random() % kinds] : std::string_view("abcdefgh").substr(random() % 8);
        }
        const auto chunks = split_chunks(text);
        ASSERT_EQ(std::vector<std::string>(chunks.begin(), chunks.end()), oracle_chunks(text)) << text;
    }
}

EncodedRecord with_text(std::string_view text) {
    Message message;
    message.text = text;
    SourceIdentity source;
    source.parser = "p";
    EncodedRecord record;
    encode(message, source, record);
    return record;
}

TEST(Commitment, LongTextsInSlices) {
    Committer committer(test_key());
    for (const size_t words : {1023u, 1024u, 1025u, 2048u, 2049u, 3071u, 3072u, 3073u, 5000u}) {
        std::string text;
        for (size_t i = 0; i < words; ++i) {
            text += "w ";
        }
        const EncodedRecord record = with_text(text);
        const Opening opening = committer.open(9, record);
        EXPECT_EQ(opening.chunks.size(), words);
        EXPECT_EQ(committer.commit(9, record), opening.commitment) << words;
    }
}

// One hash after another, by the functions that a verifier uses.
Hash one_by_one(crypto::SaltMaker& maker, uint64_t sequence, const EncodedRecord& record) {
    const auto chunks = split_chunks(record.text());
    const auto salts = maker.make(sequence, static_cast<uint32_t>(chunks.size()));
    std::array<Hash, kGroups> groups;
    size_t salt = 0;
    for (size_t i = 0; i < kGroups; ++i) {
        const auto group = static_cast<Group>(i + 1);
        if (group != Group::text) {
            groups[i] = group_commitment(group, salts[salt++], record.group(group));
        }
    }
    std::vector<Hash> hashes;
    for (const std::string_view chunk : chunks) {
        hashes.push_back(chunk_commitment(salts[salt++], chunk));
    }
    groups[static_cast<size_t>(Group::text) - 1] = text_commitment(hashes);
    return record_commitment(groups);
}

TEST(Commitment, ManyRecordsGiveTheSameAsOneByOne) {
    std::mt19937 random(6);
    crypto::SaltMaker maker(test_key());
    Committer committer(test_key());
    EXPECT_TRUE(committer.finish().empty());
    // Texts below, at and above the length from which they are hashed by themselves; batches of several slices.
    const size_t long_sizes[] = {4095, 4096, 4097, 20'000, 300'000};
    for (const size_t count : {1u, 2u, 17u, 300u, 3u}) {
        std::vector<Hash> expected;
        for (size_t i = 0; i < count; ++i) {
            std::string text;
            const size_t size = random() % 20 == 0 ? long_sizes[random() % 5] : random() % 3 == 0 ? 0 : random() % 500;
            while (text.size() < size) {
                text += random() % 5 == 0 ? ' ' : static_cast<char>('a' + random() % 26);
            }
            Message message;
            message.text = text;
            const std::string name(random() % (random() % 30 == 0 ? 200'000 : 60), 'n');
            message.sender = name;
            SourceIdentity source;
            source.parser = "p";
            EncodedRecord record;
            encode(message, source, record);
            const uint64_t sequence = 1000 + i;
            expected.push_back(one_by_one(maker, sequence, record));
            committer.add(sequence, record);
        }
        const auto commitments = committer.finish();
        ASSERT_EQ(std::vector<Hash>(commitments.begin(), commitments.end()), expected) << count;
    }
    EXPECT_TRUE(committer.finish().empty());
    const EncodedRecord record = with_text("a text");
    EXPECT_EQ(committer.commit(3, record), one_by_one(maker, 3, record));
}

TEST(Commitment, OpeningLeadsToTheCommitment) {
    Committer committer(test_key());
    const EncodedRecord record = with_text("three small words");
    const Opening opening = committer.open(3, record);
    std::vector<Hash> chunks;
    for (const auto& chunk : opening.chunks) {
        EXPECT_EQ(chunk_commitment(chunk.salt, chunk.text), chunk.commitment);
        chunks.push_back(chunk.commitment);
    }
    EXPECT_EQ(text_commitment(chunks), opening.commitments[5]);
    EXPECT_EQ(group_commitment(Group::sender, opening.salts[3], record.group(Group::sender)), opening.commitments[3]);
    EXPECT_EQ(record_commitment(opening.commitments), opening.commitment);
}

TEST(Commitment, EverythingCounts) {
    Committer committer(test_key());
    const Hash base = committer.commit(3, with_text("a text"));
    EXPECT_NE(committer.commit(4, with_text("a text")), base) << "the sequence number is in the salts";
    EXPECT_NE(committer.commit(3, with_text("a texT")), base);
    EXPECT_NE(committer.commit(3, with_text("")), base);
    Committer other(*crypto::SaltKey::from_bytes(std::vector<uint8_t>(32, 0x43)));
    EXPECT_NE(other.commit(3, with_text("a text")), base);
}

TEST(Chunks, Borders) {
    const auto texts = [](std::string_view text) {
        const auto views = split_chunks(text);
        return std::vector<std::string>(views.begin(), views.end());
    };
    using List = std::vector<std::string>;
    EXPECT_EQ(texts(""), List{});
    EXPECT_EQ(texts("a b"), (List{"a ", "b"}));
    EXPECT_EQ(texts(" a"), (List{" ", "a"}));
    EXPECT_EQ(texts("1234567890123456"), (List{"1234567890123456"}));
    EXPECT_EQ(texts("12345678901234567"), (List{"1234567890123456", "7"}));
    EXPECT_EQ(texts("123456789012345 x"), (List{"123456789012345 ", "x"}));
    EXPECT_EQ(texts("1234567890123456 x"), (List{"1234567890123456", " ", "x"}));
    EXPECT_EQ(texts("\xe3\x80\x80\xe4\xb8\xad"), (List{"\xe3\x80\x80", "\xe4\xb8\xad"}));
}

}  // namespace
}  // namespace verbatim::record
