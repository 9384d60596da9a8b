// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "fixture.h"

namespace verbatim::store {
namespace {

constexpr int64_t kMinute = 60'000;
using Seqs = std::vector<uint64_t>;

class FollowingTest : public StoreTest {
  protected:
    oracle::OwnedRow said(std::string text, int64_t sort_ms, std::string conversation = "c1") {
        oracle::OwnedRow out = row(std::move(text), sort_ms);
        out.conversation = std::move(conversation);
        return out;
    }
    Seqs found(const Predicate& predicate) {
        Seqs out;
        const auto cursor = store_->search(predicate, {Order::sequence, Collapse::sightings, {}, 0, false}, {});
        EXPECT_TRUE(cursor.ok()) << cursor.error().to_string();
        Hit hit;
        while (cursor.ok() && *(*cursor)->next(hit)) {
            out.push_back(hit.seq);
        }
        return out;
    }
};

TEST_F(FollowingTest, CountsMessagesOfTheConversation) {
    insert({said("boxes", 10), said("hm", 20), said("paid", 30, "c2"), said("yes", 40), said("paid", 50),
            said("paid", 60), said("paid boxes", 70, "c2"), said("paid boxes", 80, "c2"), said("boxes", kNoTime)});
    EXPECT_EQ(found(followed_within_messages(words("boxes"), words("paid"), 2)), (Seqs{7}));
    EXPECT_EQ(found(followed_within_messages(words("boxes"), words("paid"), 3)), (Seqs{4, 7}));
    EXPECT_EQ(found(followed_within_messages(words("boxes"), words("paid"), 4)), (Seqs{4, 5, 7}));
    EXPECT_EQ(found(followed_within_messages(words("paid"), words("boxes"), 1000)), (Seqs{6, 7}));
    EXPECT_EQ(found(followed_within_time(words("boxes"), words("paid"), 40)), (Seqs{4, 7}));
    EXPECT_EQ(found(followed_within_time(words("boxes"), words("paid"), 39)), (Seqs{7}));
    EXPECT_EQ(found(followed_within_messages(words("nothing"), words("paid"), 9)), Seqs{});
    const Predicate chain =
        followed_within_messages(followed_within_messages(words("boxes"), words("yes"), 2), words("paid"), 1);
    EXPECT_EQ(found(chain), (Seqs{4}));
    EXPECT_EQ(found(all_of({negation(chain), words("paid")})), (Seqs{2, 5, 6, 7}));
    EXPECT_EQ(store_->total(chain, {})->messages, 1U);
    EXPECT_FALSE(store_->total(followed_within_messages(words("a"), words("b"), 1001), {}).ok());
}

TEST_F(FollowingTest, AMessageSeenTwiceCountsOnceAndDoesNotFollowItself) {
    std::vector<oracle::OwnedRow> rows;
    for (uint32_t i = 0; i < 4; ++i) {  // each message on two phones, the second's clock a second later
        for (uint32_t phone = 1; phone <= 2; ++phone) {
            rows.push_back(said(i == 0 ? "boxes" : i == 3 ? "paid" : "hm", i * kMinute + phone * 1000));
            rows.back().source = phone;
            rows.back().fingerprint = 100 + i;
        }
    }
    insert(rows);
    ASSERT_TRUE(store_->link(0, {}).ok());
    EXPECT_EQ(found(followed_within_messages(words("boxes"), words("paid"), 3)), (Seqs{6, 7}));
    EXPECT_EQ(found(followed_within_messages(words("boxes"), words("paid"), 2)), Seqs{});
    EXPECT_EQ(found(followed_within_messages(words("boxes"), words("boxes"), 9)), Seqs{});
    EXPECT_EQ(found(followed_within_time(words("boxes"), words("boxes"), kMinute)), Seqs{});
    EXPECT_EQ(store_->total(followed_within_messages(words("boxes"), words("paid"), 3), {})->messages, 1U);
}

// More conversations than are named to the index: the rows are picked by conversation and stretch of time instead.
TEST_F(FollowingTest, GoesOverManyConversations) {
    constexpr int kConversations = 2500;
    std::vector<oracle::OwnedRow> rows;
    Seqs within_a_minute;
    Seqs next;
    for (int i = 0; i < kConversations; ++i) {
        const std::string conversation = "c" + std::to_string(i);
        const int64_t begin = int64_t{i} * 37'123 - 40'000'000;  // before 1970 and after
        const int64_t later = i % 3 == 0 ? kMinute : i % 3 == 1 ? kMinute + 1 : -1;
        rows.push_back(said("kilo", begin, conversation));
        if (i % 2 == 0) {
            rows.push_back(said("hm", begin, conversation));
        }
        rows.push_back(said("lima", begin + later, conversation));
        if (later == kMinute) {
            within_a_minute.push_back(rows.back().seq);
        }
        if (later > 0 && i % 2 != 0) {
            next.push_back(rows.back().seq);
        }
    }
    rows.push_back(said("lima", 5, "alone"));
    insert(rows);
    EXPECT_EQ(found(followed_within_time(words("kilo"), words("lima"), kMinute)), within_a_minute);
    EXPECT_EQ(found(followed_within_messages(words("kilo"), words("lima"), 1)), next);
    // What was found is remembered until rows come in; now the second side is the rarer one too.
    rows = {said("kilo", 1, "alone"), said("kilo", 7, "alone")};
    insert(rows);
    within_a_minute.push_back(rows.front().seq - 1);
    next.push_back(rows.front().seq - 1);
    EXPECT_EQ(found(followed_within_time(words("kilo"), words("lima"), kMinute)), within_a_minute);
    EXPECT_EQ(found(followed_within_messages(words("kilo"), words("lima"), 1)), next);
}

TEST_F(FollowingTest, AskedBeforeANumberItIsAsIfTheStoreEndedThere) {
    insert({said("boxes", 10), said("paid", 40), said("kilo", 50, "c2")});
    const Predicate question = followed_within_messages(words("boxes"), words("paid"), 1);
    const Predicate conversations = same_conversation(words("paid"));
    EXPECT_EQ(found(question), (Seqs{1}));
    EXPECT_EQ(found(conversations), (Seqs{0, 1}));
    // A message that comes in later stands between the two; another one brings c2 into reach.
    insert({said("hm", 20), said("paid", 60, "c2")});
    EXPECT_EQ(found(question), Seqs{});
    EXPECT_EQ(found(before_seq(question, 3)), (Seqs{1}));
    EXPECT_EQ(found(before_seq(negation(question), 3)), (Seqs{0, 2}));
    EXPECT_EQ(found(conversations), (Seqs{0, 1, 2, 3, 4}));
    EXPECT_EQ(found(before_seq(conversations, 3)), (Seqs{0, 1}));
    EXPECT_EQ(found(before_seq(everything(), 3)), (Seqs{0, 1, 2}));
}

TEST_F(FollowingTest, ThreadsComeConversationByConversationWithTheMessageOfEachRow) {
    std::vector<oracle::OwnedRow> rows = {said("a", 50, "c2"), said("same", 30), said("b", 10), said("same", 20),
                                          said("c", kNoTime)};
    rows[1].fingerprint = rows[3].fingerprint = 7;
    rows[1].source = 1;
    rows[3].source = 2;
    insert(rows);
    const auto threads = [&] {
        std::vector<std::string> out;
        const auto read =
            store_->threads(everything(),
                            [&](const ThreadRow& row) {
                                out.push_back(std::string(row.conversation) + " " + std::to_string(row.seq) + " " +
                                              std::to_string(row.message));
                                return true;
                            },
                            {});
        EXPECT_TRUE(read.ok()) << read.error().to_string();
        return out;
    };
    using Lines = std::vector<std::string>;
    EXPECT_EQ(threads(), (Lines{"c1 4 4", "c1 2 2", "c1 3 3", "c1 1 1", "c2 0 0"}));
    ASSERT_TRUE(store_->link(0, {}).ok());
    EXPECT_EQ(threads(), (Lines{"c1 4 4", "c1 2 2", "c1 3 1", "c1 1 1", "c2 0 0"}));
}

// Against the definition, written down plainly.
TEST_F(FollowingTest, AgreesWithTheDefinitionOnRandomChats) {
    std::mt19937 random(3);
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 400; ++i) {
        std::string text = random() % 4 == 0 ? "kilo" : random() % 4 == 0 ? "lima" : "hm";
        text += random() % 9 == 0 ? " lima" : "";
        rows.push_back(said(std::move(text), random() % 30 == 0 ? kNoTime : static_cast<int64_t>(random() % 5000),
                            "c" + std::to_string(random() % 5)));
    }
    insert(rows);
    const auto has = [](const oracle::OwnedRow& row, std::string_view word) {
        return row.text.find(word) != std::string::npos;
    };
    const auto earlier = [](const oracle::OwnedRow& a, const oracle::OwnedRow& b) {
        return std::pair(a.sort_ms, a.seq) < std::pair(b.sort_ms, b.seq);
    };
    for (const uint32_t reach : {1U, 3U, 17U}) {
        Seqs by_messages;
        Seqs by_time;
        for (const oracle::OwnedRow& second : rows) {
            bool near = false;
            bool soon = false;
            for (const oracle::OwnedRow& first : rows) {
                if (second.sort_ms == kNoTime || first.sort_ms == kNoTime ||
                    first.conversation != second.conversation || !has(first, "kilo") || !has(second, "lima") ||
                    !earlier(first, second)) {
                    continue;
                }
                const auto between = std::count_if(rows.begin(), rows.end(), [&](const oracle::OwnedRow& other) {
                    return other.conversation == first.conversation && other.sort_ms != kNoTime &&
                           earlier(first, other) && earlier(other, second);
                });
                near = near || between < static_cast<std::ptrdiff_t>(reach);
                soon = soon || second.sort_ms - first.sort_ms <= int64_t{reach} * 20;
            }
            if (near) {
                by_messages.push_back(second.seq);
            }
            if (soon) {
                by_time.push_back(second.seq);
            }
        }
        EXPECT_FALSE(by_messages.empty());
        EXPECT_EQ(found(followed_within_messages(words("kilo"), words("lima"), reach)), by_messages) << reach;
        EXPECT_EQ(found(followed_within_time(words("kilo"), words("lima"), int64_t{reach} * 20)), by_time) << reach;
    }
}

}  // namespace
}  // namespace verbatim::store
