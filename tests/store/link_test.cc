// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "fixture.h"

namespace verbatim::store {
namespace {

constexpr int64_t kMinute = 60'000;

class LinkTest : public StoreTest {
  protected:
    oracle::OwnedRow sighting(uint32_t source, int64_t sort_ms, uint64_t fingerprint, std::string id = {}) {
        oracle::OwnedRow out = row("ok", sort_ms);
        out.source = source;
        out.fingerprint = fingerprint;
        out.native_id = std::move(id);
        out.exact_time = true;
        return out;
    }
    LinkReport link(uint64_t from = 0) {
        const Result<LinkReport> report = store_->link(from, {});
        EXPECT_TRUE(report.ok()) << report.error().to_string();
        return report ? *report : LinkReport{};
    }
    // first_seq of every row, by seq.
    std::vector<uint64_t> firsts() {
        std::vector<uint64_t> out;
        for (const Hit& hit : search(everything(), {.order = Order::sequence, .collapse = Collapse::sightings})) {
            out.push_back(hit.first_seq);
        }
        return out;
    }
};

using Seqs = std::vector<uint64_t>;

TEST_F(LinkTest, TwoSidesOfOneMessageAreOneHit) {
    insert({sighting(1, 0, 7), sighting(2, 20'000, 7), sighting(2, 30 * kMinute, 7), sighting(1, 50, 8)});
    const LinkReport report = link();
    EXPECT_EQ(report.same_message_other_source, 1U);
    EXPECT_EQ(report.duplicate_rows, 0U);
    EXPECT_EQ(firsts(), (Seqs{0, 0, 2, 3}));
    EXPECT_EQ(seqs(words("ok")), (Seqs{2, 3, 0}));
    EXPECT_EQ(total(words("ok")).messages, 3U);
    EXPECT_EQ(total(words("ok")).sightings, 4U);
    EXPECT_EQ(seqs(sources({2})), (Seqs{2, 1}));  // found by its other sighting
    const Hit hit = search(sources({2}), {.order = Order::oldest}).front();
    EXPECT_EQ(hit.first_seq, 0U);
    ASSERT_EQ(hit.sightings.size(), 2U);
    EXPECT_EQ(hit.sightings[0].source, 1U);
    EXPECT_EQ(hit.sightings[1].reason, LinkReason::same_message_other_source);
}

TEST_F(LinkTest, TheSameTextTwiceOnOnePhoneIsTwoMessages) {
    // ok, ok within a minute on phone 1; the other phone has both, 20 s late: two pairs.
    insert({sighting(1, 0, 7), sighting(1, 30'000, 7), sighting(2, 20'000, 7), sighting(2, 50'000, 7)});
    (void)link();
    EXPECT_EQ(firsts(), (Seqs{0, 1, 0, 1}));
}

TEST_F(LinkTest, RowsWrittenTwiceAreLinkedOnlyIfTheTimeIsFineEnough) {
    auto rows = std::vector{sighting(1, 0, 7), sighting(1, 0, 7), sighting(1, 5, 8), sighting(1, 5, 8)};
    rows[2].exact_time = rows[3].exact_time = false;
    insert(rows);
    const LinkReport report = link();
    EXPECT_EQ(report.duplicate_rows, 1U);
    EXPECT_EQ(firsts(), (Seqs{0, 0, 2, 3}));
    EXPECT_EQ(store_->sightings(1)->at(1).reason, LinkReason::duplicate_row);
}

TEST_F(LinkTest, EqualNativeIdsLinkHoweverFarTheClocks) {
    insert({sighting(1, 0, 7, "A"), sighting(1, 5000, 7, "B"), sighting(2, 3'600'000, 7, "A"),
            sighting(2, 4000, 7, "B"), sighting(3, kNoTime, 7, "A")});
    (void)link();
    EXPECT_EQ(firsts(), (Seqs{0, 1, 0, 1, 0}));
}

TEST_F(LinkTest, RowsWithoutTimeLinkAcrossSourcesOnly) {
    insert({sighting(1, kNoTime, 7), sighting(1, kNoTime, 7), sighting(2, kNoTime, 7)});
    (void)link();
    EXPECT_EQ(firsts(), (Seqs{0, 1, 0}));
}

TEST_F(LinkTest, CountsStayRightPerKey) {
    auto rows = std::vector{sighting(1, 0, 7), sighting(2, 86'400'000 - 1, 7, "x"), sighting(1, 86'400'000, 7, "x"),
                            sighting(3, 5, 9)};
    rows[1].sender = "other spelling";
    insert(rows);
    (void)link();
    EXPECT_EQ(firsts(), (Seqs{0, 1, 1, 3}));
    std::vector<std::pair<int64_t, std::pair<uint64_t, uint64_t>>> days;
    ASSERT_TRUE(store_
                    ->histogram(everything(), Period::day,
                                [&](const PeriodCount& count) {
                                    days.push_back({count.begin_ms, {count.totals.messages, count.totals.sightings}});
                                    return true;
                                },
                                {})
                    .ok());
    ASSERT_EQ(days.size(), 2U);
    EXPECT_EQ(days[0].second, (std::pair<uint64_t, uint64_t>{3, 3}));
    EXPECT_EQ(days[1].second, (std::pair<uint64_t, uint64_t>{0, 1}));
    uint64_t messages = 0;
    ASSERT_TRUE(store_
                    ->group_by(everything(), GroupKey::sender,
                               [&](const GroupCount& count) {
                                   messages += count.totals.messages;
                                   return true;
                               },
                               {})
                    .ok());
    EXPECT_EQ(messages, 3U);
}

TEST_F(LinkTest, ConversationPagesShowEachMessageOnce) {
    std::vector<oracle::OwnedRow> rows;
    for (uint32_t i = 0; i < 20; ++i) {
        rows.push_back(sighting(1, i * kMinute, 100 + i));
        rows.push_back(sighting(2, i * kMinute + 90'000, 100 + i));  // crosses the next message
    }
    insert(rows);
    (void)link();
    const auto page = store_->conversation_around(21, 3, 3, false);  // a later sighting of message 20
    ASSERT_TRUE(page.ok()) << page.error().to_string();
    Seqs seen;
    for (const Hit& hit : page->hits) {
        seen.push_back(hit.seq);
    }
    EXPECT_EQ(seen, (Seqs{14, 16, 18, 20, 22, 24, 26}));
    EXPECT_EQ(page->anchor_index, 3U);
    EXPECT_EQ(page->before.messages, 10U);
    EXPECT_EQ(page->total.messages, 20U);
    EXPECT_EQ(page->total.sightings, 40U);
}

// Pages made of remembered positions against the search that walks the conversation.
TEST_F(LinkTest, ConversationPagesAreSlicesOfTheConversation) {
    std::mt19937 random(7);
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 300; ++i) {
        rows.push_back(sighting(static_cast<uint32_t>(random() % 3),
                                random() % 6 == 0 ? kNoTime : static_cast<int64_t>(random() % (20 * kMinute)),
                                random() % 60, random() % 3 == 0 ? "id" + std::to_string(random() % 20) : ""));
    }
    insert(rows);
    (void)link();
    Seqs whole;
    for (const Hit& hit : search(everything(), {.order = Order::oldest})) {
        whole.push_back(hit.seq);
    }
    for (const uint64_t seq : whole) {
        const auto page = store_->conversation_around(seq, 3, 4, false);
        ASSERT_TRUE(page.ok()) << page.error().to_string();
        Seqs seen;
        for (const Hit& hit : page->hits) {
            seen.push_back(hit.seq);
        }
        const auto at = std::find(whole.begin(), whole.end(), seq) - whole.begin();
        const auto begin = std::max<std::ptrdiff_t>(0, at - 3);
        const auto end = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(whole.size()), at + 5);
        EXPECT_EQ(seen, Seqs(whole.begin() + begin, whole.begin() + end)) << seq;
        EXPECT_EQ(page->anchor_index, static_cast<size_t>(at - begin));
        EXPECT_EQ(page->before.messages, static_cast<uint64_t>(at)) << seq;
        EXPECT_EQ(page->total.messages, whole.size());
        EXPECT_EQ(page->total.sightings, rows.size());
    }
}

TEST_F(LinkTest, IncrementsGiveTheSameAsOnePass) {
    std::mt19937 random(5);
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 600; ++i) {
        rows.push_back(sighting(random() % 4,
                                random() % 10 == 0 ? kNoTime : static_cast<int64_t>(random() % (40 * kMinute)),
                                random() % 40, random() % 3 == 0 ? "id" + std::to_string(random() % 30) : ""));
    }
    for (int step = 0; step < 3; ++step) {
        insert({rows.begin() + step * 200, rows.begin() + (step + 1) * 200});
        (void)link(static_cast<uint64_t>(step) * 200);
    }
    const Seqs in_steps = firsts();
    const LinkReport again = link();
    EXPECT_EQ(firsts(), in_steps);
    EXPECT_EQ(*store_->linked_count(), again.duplicate_rows + again.same_message_other_source);
    ASSERT_TRUE(store_->truncate(200).ok());
    const Seqs first_part = firsts();
    (void)link();
    EXPECT_EQ(firsts().size(), 200U);
    reopen();
    EXPECT_EQ(firsts().size(), first_part.size());
    // No row lost, no source twice in a message unless ids or times say so.
    EXPECT_EQ(total(everything()).sightings, 200U);
}

}  // namespace
}  // namespace verbatim::store
