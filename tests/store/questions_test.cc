// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

namespace verbatim::store {
namespace {

constexpr int64_t kDay = 86'400'000;

TEST_F(StoreTest, CountsByPeriodInUtc) {
    // 1969-12-31T23:00Z, 1970-01-01T01:00Z, 1970-02-01, 2020-03-29 twice, year 5000, none
    insert({row("a", -3'600'000), row("a", 3'600'000), row("a", 31 * kDay), row("a", 18'350 * kDay),
            row("a", 18'350 * kDay + 5), row("a", 95'617'584'000'000), row("a", kNoTime)});
    const auto periods = [&](Period period) {
        std::vector<std::pair<int64_t, uint64_t>> out;
        EXPECT_TRUE(store_
                        ->histogram(words("a"), period,
                                    [&](const PeriodCount& count) {
                                        out.emplace_back(count.begin_ms, count.totals.messages);
                                        return true;
                                    },
                                    {})
                        .ok());
        return out;
    };
    using Counts = std::vector<std::pair<int64_t, uint64_t>>;
    EXPECT_EQ(periods(Period::day),
              (Counts{{kNoTime, 1}, {-kDay, 1}, {0, 1}, {31 * kDay, 1}, {18'350 * kDay, 2}, {95'617'584'000'000, 1}}));
    EXPECT_EQ(periods(Period::month).size(), 6U);
    EXPECT_EQ(periods(Period::year),
              (Counts{{kNoTime, 1}, {-365 * kDay, 1}, {0, 2}, {18'262 * kDay, 2}, {95'617'584'000'000, 1}}));
    EXPECT_EQ(periods(Period::hour)[1].first, -3'600'000);
}

TEST_F(StoreTest, GroupsByFields) {
    auto rows = std::vector{row("x", 1, "b"), row("x", 2, "a"), row("x", 3, "b"), row("x", 4, "c")};
    rows[3].kind = record::Kind::call;
    rows[3].source = 9;
    insert(rows);
    const auto groups = [&](GroupKey key) {
        std::vector<std::pair<std::string, uint64_t>> out;
        EXPECT_TRUE(store_
                        ->group_by(words("x"), key,
                                   [&](const GroupCount& count) {
                                       out.emplace_back(count.key, count.totals.messages);
                                       return true;
                                   },
                                   {})
                        .ok());
        return out;
    };
    using Counts = std::vector<std::pair<std::string, uint64_t>>;
    EXPECT_EQ(groups(GroupKey::sender), (Counts{{"b", 2}, {"a", 1}, {"c", 1}}));
    EXPECT_EQ(groups(GroupKey::kind), (Counts{{"text", 3}, {"call", 1}}));
    EXPECT_EQ(groups(GroupKey::source), (Counts{{"0", 3}, {"9", 1}}));
    EXPECT_EQ(groups(GroupKey::conversation), (Counts{{"c1", 4}}));
}

TEST_F(StoreTest, ShowsAConversationAroundAMessage) {
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 30; ++i) {
        rows.push_back(row("m" + std::to_string(i), 1000 - i));  // later rows are older
        rows.back().conversation = i % 3 == 0 ? "C1" : i % 3 == 1 ? "c1" : "other";
    }
    insert(rows);
    const auto page = store_->conversation_around(15, 2, 3, false);
    ASSERT_TRUE(page.ok()) << page.error().to_string();
    std::vector<uint64_t> seen;
    for (const Hit& hit : page->hits) {
        seen.push_back(hit.seq);
    }
    EXPECT_EQ(seen, (std::vector<uint64_t>{21, 18, 15, 12, 9, 6}));  // C1 alone, although c1 folds to the same
    EXPECT_EQ(page->anchor_index, 2U);
    EXPECT_EQ(page->before.messages, 4U);
    EXPECT_EQ(page->total.messages, 10U);
    EXPECT_EQ(seqs(value(Field::conversation, "c1")).size(), 20U);
    // The positions of the conversation that is being read are kept; what comes in meanwhile counts.
    auto more = std::vector{row("older", 1, "anna"), row("newer", 2000, "anna")};
    more[0].conversation = more[1].conversation = "C1";
    insert(more);
    EXPECT_EQ(store_->conversation_around(15, 2, 3, false)->before.messages, 5U);
    EXPECT_EQ(store_->conversation_around(15, 2, 3, false)->total.sightings, 12U);
    ASSERT_TRUE(store_->truncate(31).ok());
    EXPECT_EQ(store_->conversation_around(15, 2, 3, false)->before.messages, 5U);
    EXPECT_EQ(store_->conversation_around(15, 2, 3, false)->total.messages, 11U);
}

TEST_F(StoreTest, ListsConversationsAndHandles) {
    auto rows = std::vector{row("x", 5, "anna"), row("x", 9, "bob"), row("x", kNoTime, "anna"), row("x", 7, "cee")};
    rows[0].sender_name = "Annie";
    rows[2].sender_name = "A.";
    rows[0].participants = {"anna", "bob"};
    rows[3].conversation = "c2";
    rows[3].conversation_title = "Deal";
    insert(rows);
    std::vector<ConversationInfo> conversations;
    ASSERT_TRUE(store_
                    ->conversations(everything(),
                                    [&](const ConversationInfo& info) {
                                        conversations.push_back(info);
                                        return true;
                                    },
                                    {})
                    .ok());
    ASSERT_EQ(conversations.size(), 2U);
    EXPECT_EQ(conversations[0].conversation, "c1");
    EXPECT_EQ(conversations[0].sightings, 3U);
    EXPECT_EQ(conversations[0].first_ms, 5);
    EXPECT_EQ(conversations[0].last_ms, 9);
    EXPECT_EQ(conversations[0].participants, (std::vector<std::string>{"anna", "bob"}));
    EXPECT_EQ(conversations[1].title, "Deal");
    std::vector<HandleInfo> handles;
    ASSERT_TRUE(store_
                    ->handles(everything(),
                              [&](const HandleInfo& info) {
                                  handles.push_back(info);
                                  return handles.size() < 2;
                              },
                              {})
                    .ok());
    ASSERT_EQ(handles.size(), 2U);
    EXPECT_EQ(handles[0].sender, "anna");
    EXPECT_EQ(handles[0].names, (std::vector<std::string>{"A.", "Annie"}));
    EXPECT_EQ(handles[0].sightings, 2U);
    EXPECT_EQ(handles[0].first_ms, 5);
    EXPECT_EQ(handles[1].sender, "bob");
}

}  // namespace
// The sender is left out of the stored list of recipients; what comes back is the list as the source gives it.
TEST_F(StoreTest, GivesParticipantsBackAsListedAndSearchesRecipientsFolded) {
    struct Case {
        std::string sender, name;
        std::vector<std::string> participants;
        std::vector<std::string> to;      // each finds the row as a recipient
        std::vector<std::string> not_to;  // none of these does
    };
    const std::vector<Case> cases = {
        {"anna", "", {"anna", "bob"}, {"bob", "BOB"}, {"anna"}},
        {"anna", "", {"bob", "anna", "Čarl"}, {"bob", "carl", "čarl"}, {"anna"}},
        {"anna", "", {"bob"}, {"bob"}, {"anna"}},
        {"Anna", "", {"anna", "Bob"}, {"bob"}, {"anna"}},
        {"anna", "", {"ANNA", "bob"}, {"bob"}, {"anna"}},
        {"anna", "", {"anna", "bob", "anna"}, {"bob"}, {"anna"}},
        {"", "Anna", {"anna", "bob"}, {"bob"}, {"anna"}},
        {"", "", {"anna", "bob"}, {"anna", "bob"}, {}},
        {"anna", "bob", {"anna", "bob"}, {"bob"}, {"anna"}},
        {"anna", "", {}, {}, {"anna", ""}},
    };
    std::vector<oracle::OwnedRow> rows;
    for (const Case& one : cases) {
        rows.push_back(row("hello", 1000, one.sender));
        rows.back().sender_name = one.name;
        rows.back().participants = one.participants;
    }
    insert(rows);
    const auto found = [&](const Predicate& predicate, uint64_t seq) {
        return store_->total(all_of({predicate, seq_range(seq, seq + 1)}), {})->sightings == 1;
    };
    for (size_t i = 0; i < cases.size(); ++i) {
        const uint64_t seqs[] = {rows[i].seq};
        EXPECT_EQ(store_->lookup(seqs, false)->front().participants, cases[i].participants) << i;
        for (const std::string& handle : cases[i].to) {
            EXPECT_TRUE(found(value(Field::recipient, handle), rows[i].seq)) << i << " " << handle;
            EXPECT_TRUE(found(value_glob(Field::recipient, "*" + handle.substr(handle.size() - 1)), rows[i].seq)) << i;
        }
        for (const std::string& handle : cases[i].not_to) {
            EXPECT_FALSE(found(value(Field::recipient, handle), rows[i].seq)) << i << " " << handle;
        }
        EXPECT_EQ(found(value(Field::sender, "ANNA"), rows[i].seq), !(cases[i].sender + cases[i].name).empty()) << i;
        EXPECT_FALSE(found(value(Field::sender, ""), rows[i].seq)) << i;
    }
}

// Pages are looked for in windows of time (internal/windows.h): whatever the parts hold, no row is lost or given twice.
TEST_F(StoreTest, PagesOverManyPartsAreWhole) {
    constexpr size_t kParts = 40;
    constexpr size_t kRowsEach = 5;
    std::vector<std::pair<int64_t, uint64_t>> wanted;  // time, seq
    uint64_t random = 7;
    for (size_t part = 0; part < kParts; ++part) {
        std::vector<oracle::OwnedRow> rows;
        for (size_t i = 0; i < kRowsEach; ++i) {
            random = random * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
            // Parts mostly follow each other in time, overlap, share times, and some rows have none.
            const int64_t time = random >> 60 == 0 ? kNoTime : static_cast<int64_t>(part * 10 + (random >> 33) % 25);
            rows.push_back(row(part % 3 == 0 ? "kilo" : "lima", time));
            wanted.emplace_back(time, rows.back().seq);
        }
        insert(rows);
    }
    const auto pages = [&](const Predicate& predicate, Order order, uint64_t limit) {
        std::vector<std::pair<int64_t, uint64_t>> found;
        Page page{order, Collapse::messages, {}, limit, false};
        while (true) {
            const auto cursor = store_->search(predicate, page, {});
            Hit hit;
            size_t given = 0;
            while (cursor.ok() && *(*cursor)->next(hit)) {
                found.emplace_back(hit.sort_ms, hit.seq);
                page.after = Position{hit.sort_ms, hit.seq};
                ++given;
            }
            if (given < limit) {
                return found;
            }
        }
    };
    std::sort(wanted.begin(), wanted.end());
    EXPECT_EQ(pages(everything(), Order::oldest, 7), wanted);
    EXPECT_EQ(pages(everything(), Order::oldest, 1000), wanted);
    std::erase_if(wanted, [&](const auto& key) { return key.second / kRowsEach % 3 != 0; });
    EXPECT_EQ(pages(words("kilo"), Order::oldest, 6), wanted);
    std::reverse(wanted.begin(), wanted.end());
    EXPECT_EQ(pages(words("kilo"), Order::newest, 6), wanted);
    EXPECT_EQ(pages(words("kilo"), Order::newest, 900), wanted);
    EXPECT_TRUE(pages(words("mike"), Order::newest, 6).empty());
    std::erase_if(wanted, [](const auto& key) { return key.first < 130 || key.first >= 290; });
    const Predicate period = all_of({time_range(130, 400), words("kilo"), time_range({}, 290)});
    EXPECT_FALSE(wanted.empty());
    EXPECT_EQ(pages(period, Order::newest, 6), wanted);
    std::reverse(wanted.begin(), wanted.end());
    EXPECT_EQ(pages(period, Order::oldest, 6), wanted);
}

}  // namespace verbatim::store
