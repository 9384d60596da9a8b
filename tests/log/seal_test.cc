// SPDX-License-Identifier: Apache-2.0
// The trees of a seal against leaves hashed one by one, and walks against a reader written from docs/seals.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "crypto/base64.h"
#include "log/seal_builder.h"
#include "log/seal_trees.h"
#include "log/seal_walks.h"
#include "log/seals.h"
#include "log_folder.h"
#include "merkle/frontier.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "record/seal_leaves.h"

namespace verbatim::log {
namespace {

namespace fs = std::filesystem;

crypto::SaltKey salt_key() {
    std::array<uint8_t, 32> bytes{};
    bytes[0] = 9;
    return *crypto::SaltKey::from_bytes(bytes);
}

struct Row {
    Hash key;
    std::optional<int64_t> sent_ms;
    uint64_t sequence;
    auto order() const { return std::tuple(key, record::sortable_time(sent_ms), sequence); }
};

// A made-up case: records in conversations, handles in them, in the order of the sequence numbers.
struct Example {
    explicit Example(unsigned seed, size_t records, size_t conversations, size_t handles = 5) : random(seed) {
        for (size_t i = 0; i < conversations; ++i) {
            const std::string identity =
                "\x01"
                "chat" +
                std::to_string(i);
            keys.push_back(record::conversation_key(record::conversation_salt(salt_key(), identity), identity));
            identities[keys.back()] = identity;
        }
        for (size_t i = 0; i < handles; ++i) {
            const std::string handle = "handle" + std::to_string(i);
            handle_keys.push_back(record::handle_key(record::handle_salt(salt_key(), handle), handle));
        }
        for (size_t i = 0; i < records; ++i) {
            Row row{keys[random() % keys.size()], static_cast<int64_t>(random() % 50) - 10, i};
            if (random() % 10 == 0) {
                row.sent_ms.reset();
            }
            rows.push_back(row);
            pairs.emplace(handle_keys[random() % handles], row.key);
        }
    }

    std::vector<Row> sorted() const {
        std::vector<Row> result = rows;
        std::ranges::sort(result, {}, &Row::order);
        return result;
    }

    SealTrees build(const std::string& folder, uint64_t memory_bytes = 1 << 20) {
        auto builder = *SealBuilder::begin(folder, salt_key(), memory_bytes);
        std::vector<Row> shuffled = rows;
        std::ranges::shuffle(shuffled, random);
        for (const Row& row : shuffled) {
            EXPECT_TRUE(builder->entry(row.key, row.sent_ms, row.sequence));
        }
        for (int repeat = 0; repeat < 2; ++repeat) {
            for (const auto& [handle, conversation] : pairs) {
                EXPECT_TRUE(builder->participation(handle, conversation));
            }
        }
        for (const std::string& line : lines) {
            EXPECT_TRUE(builder->source(line));
        }
        auto trees = builder->finish({});
        EXPECT_TRUE(trees) << trees.error().to_string();
        return *trees;
    }

    std::mt19937_64 random;
    std::vector<Hash> keys;
    std::map<Hash, std::string> identities;
    std::vector<Hash> handle_keys;
    std::vector<Row> rows;
    std::set<std::pair<Hash, Hash>> pairs;
    std::vector<std::string> lines = {"source 0", "source 1 with more", "source 2"};
};

Hash entry_of(const Row& row) {
    crypto::SaltMaker maker(salt_key());
    return record::entry_hash(maker.make_entries({&row.sequence, 1})[0], record::sortable_time(row.sent_ms),
                              row.sequence);
}

Hash tree_root(const std::vector<Hash>& leaves) {
    merkle::Frontier frontier;
    for (const Hash& leaf : leaves) {
        frontier.append(leaf);
    }
    return frontier.root();
}

std::vector<Hash> conversation_leaves(const Example& example) {
    std::vector<Hash> leaves;
    for (const Row& row : example.sorted()) {
        leaves.push_back(record::conversation_leaf(row.key, entry_of(row)));
    }
    return leaves;
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream in(line);
    return {std::istream_iterator<std::string>(in), {}};
}

// A reader of walks as docs/seals.md, section 3, tells it.
struct WalkReader {
    explicit WalkReader(const std::string& walk) {
        std::istringstream in(walk);
        std::string line;
        std::getline(in, line);
        first = line;
        bool after_gap = true;
        while (std::getline(in, line)) {
            const auto words = words_of(line);
            if (words[0] == "gap") {
                EXPECT_FALSE(after_gap && position() != 0) << "two gaps";
                gap(std::stoull(words[1]), words);
                heading.reset();
            } else if (words[0] == "conversation" || words[0] == "handle") {
                const Hash key = *crypto::hash_from_base64(words[1]);
                EXPECT_FALSE(heading == key) << "a heading repeated";
                heading = key;
                last_heading_opened = words.size() == 4;
            } else {
                leaf(words);
            }
            after_gap = words[0] == "gap";
        }
        while (stack.size() > 1) {
            join();
        }
        root = stack.empty() ? merkle::empty_root() : stack.back().second;
    }

    uint64_t position() const {
        uint64_t sum = 0;
        for (const auto& [size, hash] : stack) {
            sum += size;
        }
        return sum;
    }
    void join() {
        const auto upper = stack.back();
        stack.pop_back();
        stack.back() = {stack.back().first + upper.first, merkle::node_hash(stack.back().second, upper.second)};
    }
    void push(uint64_t size, const Hash& hash) {
        stack.emplace_back(size, hash);
        while (stack.size() > 1 && stack[stack.size() - 2].first == stack.back().first) {
            join();
        }
    }
    void gap(uint64_t count, const std::vector<std::string>& words) {
        size_t at = 2;
        while (count > 0) {
            uint64_t size = uint64_t{1} << 62;
            while (size > count || position() % size != 0) {
                size /= 2;
            }
            ASSERT_LT(at, words.size());
            push(size, *crypto::hash_from_base64(words[at++]));
            count -= size;
        }
        EXPECT_EQ(at, words.size());
    }
    void leaf(const std::vector<std::string>& words) {
        const uint64_t at = position();
        if (words[0] == "entry") {
            ASSERT_TRUE(heading);
            Hash entry;
            if (words.size() == 2) {
                entry = *crypto::hash_from_base64(words[1]);
            } else {
                const auto time = words[1] == "undated" ? std::nullopt : std::optional<int64_t>(std::stoll(words[1]));
                crypto::Salt salt{};
                std::ranges::copy(*crypto::from_base64(words[3]), salt.begin());
                entry = record::entry_hash(salt, record::sortable_time(time), std::stoull(words[2]));
                opened[at] = std::stoull(words[2]);
            }
            keys[at] = *heading;
            push(1, record::conversation_leaf(*heading, entry));
        } else if (words[0] == "with") {
            ASSERT_TRUE(heading);
            keys[at] = *heading;
            push(1, record::participation_leaf(*heading, *crypto::hash_from_base64(words[1])));
        } else if (words[0] == "source") {
            crypto::Salt salt{};
            std::ranges::copy(*crypto::from_base64(words[1]), salt.begin());
            push(1, record::source_leaf(salt, *crypto::from_base64(words[2])));
            opened[at] = at;
        } else {
            FAIL() << words[0];
        }
    }

    std::string first;
    std::vector<std::pair<uint64_t, Hash>> stack;
    std::optional<Hash> heading;
    bool last_heading_opened = false;
    std::map<uint64_t, uint64_t> opened;  // position -> sequence
    std::map<uint64_t, Hash> keys;        // position -> key, of all shown leaves
    Hash root;
};

class SealTreesTest : public LogFolder {
  protected:
    std::string made(const std::string& name = "made") {
        const std::string path = (folder_ / name).string();
        fs::create_directories(path);
        return path;
    }
    static WalkSink into(std::string& out) {
        return [&out](std::string_view bytes) {
            out += bytes;
            return Result<void>{};
        };
    }
};

TEST_F(SealTreesTest, RootsAreThoseOfLeavesHashedOneByOne) {
    for (const size_t records : {0, 1, 2, 255, 256, 257, 4096, 5000}) {
        Example example(static_cast<unsigned>(records), records, 7);
        const SealTrees trees = example.build(made(std::to_string(records)));
        EXPECT_EQ(trees.conversations.size, records);
        EXPECT_EQ(trees.conversations.root, tree_root(conversation_leaves(example))) << records;
        std::vector<Hash> leaves;
        for (const auto& [handle, conversation] : example.pairs) {
            leaves.push_back(record::participation_leaf(handle, conversation));
        }
        EXPECT_EQ(trees.participations, (note::TreeHead{leaves.size(), tree_root(leaves)}));
        leaves.clear();
        for (size_t i = 0; i < example.lines.size(); ++i) {
            leaves.push_back(record::source_leaf(record::source_salt(salt_key(), i), example.lines[i]));
        }
        EXPECT_EQ(trees.sources, (note::TreeHead{leaves.size(), tree_root(leaves)}));
    }
}

TEST_F(SealTreesTest, RunsOnDiskGiveTheSameTree) {
    Example one(1, 70'000, 40);
    Example two(1, 70'000, 40);
    const SealTrees in_runs = one.build(made("runs"), 1);  // as little memory as there may be
    const SealTrees in_memory = two.build(made("memory"), 64 << 20);
    EXPECT_EQ(in_runs.conversations, in_memory.conversations);
    EXPECT_EQ(in_runs.participations, in_memory.participations);
    EXPECT_FALSE(fs::exists(folder_ / "runs/entry-runs"));

    const auto leaves = conversation_leaves(one);
    auto tree = *ConversationTree::open(made("runs"), in_runs.conversations, salt_key());
    for (unsigned level = 0; level <= 16; ++level) {
        for (const uint64_t index : {uint64_t{0}, (uint64_t{70'000} >> level) - 1}) {
            const auto begin = leaves.begin() + static_cast<std::ptrdiff_t>(index << level);
            const std::vector<Hash> below(begin, begin + (std::ptrdiff_t{1} << level));
            EXPECT_EQ(*tree.node(level, index), tree_root(below)) << level << " " << index;
        }
    }
}

TEST_F(SealTreesTest, RecordsMissingOrTwiceAreRefused) {
    for (const uint64_t wrong : {uint64_t{3}, uint64_t{5}}) {
        auto builder = *SealBuilder::begin(made(std::to_string(wrong)), salt_key());
        for (const uint64_t sequence : {uint64_t{0}, uint64_t{4}, uint64_t{2}, uint64_t{3}, wrong}) {
            ASSERT_TRUE(builder->entry({}, 1, sequence));
        }
        const auto trees = builder->finish({});
        ASSERT_FALSE(trees);
        EXPECT_EQ(trees.error().code, Code::integrity);
    }
}

TEST_F(SealTreesTest, FindsKeysAndPeriods) {
    Example example(3, 3000, 20);
    const SealTrees trees = example.build(made());
    auto tree = *ConversationTree::open(made(), trees.conversations, salt_key());
    const std::vector<Row> sorted = example.sorted();
    for (const Hash& key : example.keys) {
        const KeyRange range = *tree.find(key);
        const auto [first, last] = std::ranges::equal_range(sorted, key, {}, &Row::key);
        EXPECT_EQ(range.begin, static_cast<uint64_t>(first - sorted.begin()));
        EXPECT_EQ(range.end, static_cast<uint64_t>(last - sorted.begin()));
        const auto count = [&](auto inside) { return static_cast<uint64_t>(std::count_if(first, last, inside)); };
        const Positions period = *tree.period(range, -3, 20);
        EXPECT_EQ(period.end - period.begin,
                  count([](const Row& row) { return row.sent_ms && *row.sent_ms >= -3 && *row.sent_ms < 20; }));
        const Positions undated = *tree.undated(range);
        EXPECT_EQ(undated.end - undated.begin, count([](const Row& row) { return !row.sent_ms; }));
        EXPECT_EQ(*tree.period(range, {}, {}), (Positions{range.begin, undated.begin}));
        EXPECT_EQ(tree.period(range, 90, 100)->begin, undated.begin);
    }
    const KeyRange none = *tree.find(Hash{});
    EXPECT_EQ(none.begin, none.end);
}

TEST_F(SealTreesTest, WalksOfRandomScopesLeadToTheRootAndHoldTheScope) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        const size_t records = seed == 0 ? 0 : std::mt19937(seed)() % 900 + 1;
        Example example(seed, records, seed % 9 + 1);
        const std::string folder = made(std::to_string(seed));
        const SealTrees trees = example.build(folder);
        auto tree = *ConversationTree::open(folder, trees.conversations, salt_key());
        ConversationWalk walk(tree);
        std::vector<ConversationScope> scopes;
        for (uint64_t i = example.random() % 4; i-- > 0;) {
            const auto from = static_cast<int64_t>(example.random() % 60) - 15;
            ConversationScope scope{example.keys[example.random() % example.keys.size()], from,
                                    from + static_cast<int64_t>(example.random() % 30), example.random() % 2 == 0};
            if (example.random() % 4 == 0) {
                scope.from.reset();
            }
            if (example.random() % 4 == 0) {
                scope.to.reset();
            }
            if (example.random() % 9 == 0) {
                scope.key = Hash{};  // a conversation that the case does not have
            }
            scopes.push_back(scope);
            ASSERT_TRUE(walk.add(scope));
        }
        std::string bytes;
        const auto opener = [&](const Hash& key) -> std::optional<KeyOpening> {
            const std::string identity = example.identities[key];
            return KeyOpening{record::conversation_salt(salt_key(), identity), identity};
        };
        const auto written = walk.write(opener, into(bytes));
        ASSERT_TRUE(written) << written.error().to_string();
        const WalkReader reader(bytes);
        EXPECT_EQ(reader.first, "verbatim-walk v1 conversations " + std::to_string(records));
        EXPECT_EQ(reader.root, trees.conversations.root) << seed;
        EXPECT_EQ(reader.position(), records);
        const std::vector<Row> sorted = example.sorted();
        for (const ConversationScope& scope : scopes) {
            const auto inside = [&](const Row& row) {
                return row.key == scope.key && (row.sent_ms ? (!scope.from || *row.sent_ms >= *scope.from) &&
                                                                  (!scope.to || *row.sent_ms < *scope.to)
                                                            : scope.undated);
            };
            for (uint64_t at = 0; at < sorted.size(); ++at) {
                if (inside(sorted[at])) {
                    ASSERT_TRUE(reader.opened.contains(at)) << seed;
                    EXPECT_EQ(reader.opened.at(at), sorted[at].sequence);
                    // What stands beside it is in the scope too, or shows that it is not.
                    for (const uint64_t beside : {at - 1, at + 1}) {
                        EXPECT_TRUE(beside >= sorted.size() || reader.keys.contains(beside));
                    }
                }
            }
        }
        if (scopes.empty()) {
            EXPECT_TRUE(reader.keys.empty());
        }
    }
}

TEST_F(SealTreesTest, WalksOfHandlesAndSources) {
    for (unsigned seed = 1; seed < 30; ++seed) {
        Example example(seed, 200, 30, seed % 7 + 1);
        const std::string folder = made(std::to_string(seed));
        const SealTrees trees = example.build(folder);
        auto tree = *ParticipationTree::open(folder, trees.participations);
        std::vector<Hash> chosen;
        for (const Hash& key : example.handle_keys) {
            if (example.random() % 2 == 0) {
                chosen.push_back(key);
            }
        }
        std::string bytes;
        ASSERT_TRUE(write_participation_walk(
            tree, chosen, [](const Hash&) { return std::nullopt; }, into(bytes)));
        const WalkReader reader(bytes);
        EXPECT_EQ(reader.root, trees.participations.root) << seed;
        std::map<Hash, uint64_t> shown;
        for (const auto& [position, key] : reader.keys) {
            ++shown[key];
        }
        for (const Hash& key : chosen) {
            EXPECT_EQ(shown[key],
                      static_cast<uint64_t>(std::ranges::count(example.pairs, key, &std::pair<Hash, Hash>::first)));
        }

        auto sources = *SourceTree::open(folder, trees.sources, salt_key());
        bytes.clear();
        ASSERT_TRUE(write_source_walk(sources, {2, 0, 2}, into(bytes)));
        const WalkReader of_sources(bytes);
        EXPECT_EQ(of_sources.root, trees.sources.root);
        EXPECT_EQ(of_sources.opened.size(), 2U);
        EXPECT_FALSE(write_source_walk(sources, {3}, into(bytes)));
    }
}

TEST_F(SealTreesTest, AWalkFromDamagedFilesIsRefused) {
    Example example(5, 2000, 10);
    const SealTrees trees = example.build(made());
    // Shown is the conversation that the damaged byte belongs to, or one that lies far behind it.
    std::ranges::sort(example.keys);
    for (const auto& [file, key] :
         {std::pair("conversations/rows", example.keys.front()), std::pair("conversations/keys", example.keys.front()),
          std::pair("conversations/level-8", example.keys.back())}) {
        const fs::path path = folder_ / "made" / file;
        std::fstream out(path, std::ios::in | std::ios::out | std::ios::binary);
        const char before = static_cast<char>(out.get());
        out.seekp(0);
        out.put(static_cast<char>(before ^ 1));
        out.close();
        auto tree = *ConversationTree::open(made(), trees.conversations, salt_key());
        ConversationWalk walk(tree);
        ASSERT_TRUE(walk.add({key, {}, {}, true}));
        std::string bytes;
        const auto written = walk.write([](const Hash&) { return std::nullopt; }, into(bytes));
        ASSERT_FALSE(written) << file;
        EXPECT_EQ(written.error().code, Code::integrity);
        std::fstream back(path, std::ios::in | std::ios::out | std::ios::binary);
        back.put(before);
    }
    fs::resize_file(folder_ / "made/conversations/rows", 16);
    EXPECT_FALSE(ConversationTree::open(made(), trees.conversations, salt_key()));
}

class SealsTest : public SealTreesTest {
  protected:
    FiledSeal file(uint64_t number, const FiledSeal* before) {
        const std::string folder = *begin_seal(folder_.string());
        Example example(static_cast<unsigned>(number), 10 * number, 3);
        const SealTrees trees = example.build(folder);
        note::Seal seal;
        seal.case_id = std::string(32, 'a');
        seal.number = number;
        seal.time = "2026-11-23T20:26:44Z";
        seal.log = {10 * number, {}};
        seal.conversations = trees.conversations;
        seal.participations = trees.participations;
        seal.sources = trees.sources;
        if (before != nullptr) {
            seal.previous = before->hash;
        }
        const auto checkpoint =
            note::sign_checkpoint({signer_.verifier().name, seal.log.size, seal.log.root, {}}, signer_);
        const auto filed = file_seal(folder_.string(), number, folder, *note::sign_seal(seal, signer_), *checkpoint);
        EXPECT_TRUE(filed) << filed.error().to_string();
        auto read = read_seal(folder_.string(), number, signer_.verifier());
        EXPECT_TRUE(read) << read.error().to_string();
        return *read;
    }
};

TEST_F(SealsTest, FollowEachOther) {
    EXPECT_EQ(*last_seal(folder_.string()), 0U);
    const FiledSeal one = file(1, nullptr);
    const FiledSeal two = file(2, &one);
    EXPECT_EQ(*last_seal(folder_.string()), 2U);
    EXPECT_TRUE(check_chain(one, nullptr));
    EXPECT_TRUE(check_chain(two, &one));
    EXPECT_FALSE(check_chain(two, &two));
    EXPECT_FALSE(check_chain(two, nullptr));
    fs::remove_all(seal_folder(folder_.string(), 1));
    EXPECT_FALSE(last_seal(folder_.string()));
}

TEST_F(SealsTest, WhatAKilledOneLeavesDoesNotCount) {
    const FiledSeal one = file(1, nullptr);
    const std::string made = *begin_seal(folder_.string());
    Example(2, 100, 3).build(made);
    std::ofstream(made + "/seal") << "half of a";
    EXPECT_EQ(*last_seal(folder_.string()), 1U);
    file(2, &one);
    EXPECT_EQ(*last_seal(folder_.string()), 2U);
    EXPECT_FALSE(fs::exists(folder_ / "seals/.making"));
}

TEST_F(SealsTest, TreesMadeAgainReplaceDamagedOnes) {
    file(1, nullptr);
    const std::string made = *begin_seal(folder_.string());
    Example(1, 10, 3).build(made);
    EXPECT_EQ(*first_different_tree_file(folder_.string(), 1, made), "");
    std::ofstream(seal_folder(folder_.string(), 1) + "/conversations/rows") << "damage";
    EXPECT_EQ(*first_different_tree_file(folder_.string(), 1, made), "conversations/rows");
    ASSERT_TRUE(replace_trees(folder_.string(), 1, made));
    Example(1, 10, 3).build(*begin_seal(folder_.string()));
    EXPECT_EQ(*first_different_tree_file(folder_.string(), 1, made), "");
}

}  // namespace
}  // namespace verbatim::log
