// SPDX-License-Identifier: Apache-2.0
// Who wrote to whom and under which name; keys exactly as written; messages that several rows show count once.
#include "fixture.h"

namespace verbatim::store {
namespace {

using Pairs = std::vector<std::pair<std::string, uint64_t>>;

class PeopleTest : public StoreTest {
  protected:
    // 0 and 1 are one message, seen in two sources and in two conversations; 2 is to two people; 3 to nobody.
    void fill() {
        auto rows =
            std::vector{row("x", 1000, "anna"), row("x", 2000, "anna"), row("x", 3000, "bob"), row("x", 4000, "anna")};
        rows[0].participants = rows[1].participants = {"bob"};
        rows[0].source = 1;
        rows[1].source = 2;
        rows[0].fingerprint = rows[1].fingerprint = 7;
        rows[0].exact_time = rows[1].exact_time = true;
        rows[1].conversation = "c2";
        rows[2].participants = {"anna", "cee", "anna", ""};
        rows[2].sender_name = "Bobby";
        rows[2].account = "phone 2";
        insert(rows);
        ASSERT_TRUE(store_->link(0, {}).ok());
        ASSERT_EQ(store_->linked_count().ok() ? *store_->linked_count() : 0, 1U);
    }
};

TEST_F(PeopleTest, APairCountsEachMessageOnce) {
    fill();
    Pairs found;
    ASSERT_TRUE(store_
                    ->pairs(everything(), {},
                            [&](const HandlePair& pair) {
                                found.emplace_back(pair.a + " " + pair.b, pair.totals.messages);
                                return true;
                            },
                            {})
                    .ok());
    EXPECT_EQ(found, (Pairs{{"anna bob", 2}, {"bob cee", 1}}));
    found.clear();
    const std::vector<std::string> among = {"bob", "cee"};
    ASSERT_TRUE(store_
                    ->pairs(everything(), among,
                            [&](const HandlePair& pair) {
                                found.emplace_back(pair.a + " " + pair.b, pair.totals.messages);
                                return true;
                            },
                            {})
                    .ok());
    EXPECT_EQ(found, (Pairs{{"bob cee", 1}}));
    Pairs parties;
    ASSERT_TRUE(store_
                    ->group_by(everything(), GroupKey::party,
                               [&](const GroupCount& group) {
                                   parties.emplace_back(group.key, group.totals.messages);
                                   return true;
                               },
                               {})
                    .ok());
    EXPECT_EQ(parties, (Pairs{{"anna", 3}, {"bob", 2}, {"cee", 1}}));
}

TEST_F(PeopleTest, AConversationCountsItsMessagesAndItsRows) {
    auto rows = std::vector{row("x", 1000, "anna"), row("x", 2000, "anna"), row("y", 3000, "anna")};
    rows[0].source = 1;
    rows[1].source = 2;
    rows[0].fingerprint = rows[1].fingerprint = 7;
    rows[0].exact_time = rows[1].exact_time = true;
    insert(rows);
    ASSERT_TRUE(store_->link(0, {}).ok());
    std::vector<ConversationInfo> found;
    ASSERT_TRUE(store_
                    ->conversations(everything(),
                                    [&](const ConversationInfo& info) {
                                        found.push_back(info);
                                        return true;
                                    },
                                    {})
                    .ok());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].messages, 2U);
    EXPECT_EQ(found[0].sightings, 3U);
    EXPECT_EQ(found[0].last_ms, 3000);
}

TEST_F(PeopleTest, PagesOfConversationsAreTheList) {
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 40; ++i) {
        rows.push_back(row("x", i % 5 == 0 ? kNoTime : i / 3, "anna"));
        rows.back().conversation = i % 7 == 0 ? "" : "c" + std::to_string(i % 11);
    }
    insert(rows);
    std::vector<std::pair<std::string, uint64_t>> all;
    const auto into = [](auto& out) {
        return [&out](const ConversationInfo& info) {
            out.emplace_back(info.conversation, info.messages);
            return true;
        };
    };
    ASSERT_TRUE(store_->conversations(everything(), into(all), {}).ok());
    ASSERT_EQ(all.size(), 12U);
    for (const uint64_t limit : {1, 5, 12, 20}) {
        std::vector<std::pair<std::string, uint64_t>> paged;
        std::optional<ConversationPlace> after;
        bool more = true;
        while (more) {
            const auto keep = into(paged);
            const auto page = store_->conversation_page(everything(), after, limit,
                                                        [&](const ConversationInfo& info) {
                                                            after = ConversationPlace{info.last_ms, info.conversation};
                                                            return keep(info);
                                                        },
                                                        {});
            ASSERT_TRUE(page.ok()) << page.error().to_string();
            more = *page;
        }
        EXPECT_EQ(paged, all) << limit;
    }
}

TEST_F(PeopleTest, NamesAreByTheAccountThatShowsThem) {
    fill();
    std::vector<std::string> found;
    ASSERT_TRUE(store_
                    ->given_names(value(Field::sender_handle, "bob"),
                                  [&](const GivenName& name) {
                                      found.push_back(name.name + " on " + name.account);
                                      return true;
                                  },
                                  {})
                    .ok());
    EXPECT_EQ(found, (std::vector<std::string>{"Bobby on phone 2"}));
}

TEST_F(PeopleTest, ExactFieldsKnowNoOtherSpelling) {
    auto rows = std::vector{row("a", 1, "Anna"), row("b", 2, "anna"), row("c", 3, "bob")};
    rows[1].conversation = "C1";
    rows[2].sender_name = "anna";
    rows[2].conversation = "";
    rows[2].conversation_title = "c1";
    insert(rows);
    EXPECT_EQ(total(value(Field::sender, "anna")).messages, 3U);
    EXPECT_EQ(seqs(value(Field::sender_handle, "anna")), (std::vector<uint64_t>{1}));
    EXPECT_EQ(seqs(value(Field::conversation_key, "c1")), (std::vector<uint64_t>{0}));
    EXPECT_EQ(seqs(value(Field::conversation_key, "")), (std::vector<uint64_t>{2}));
    EXPECT_EQ(seqs(value(Field::conversation_key, "' OR 1=1 --")), (std::vector<uint64_t>{}));
}

TEST(Position, ReadsBackWhatItWrites) {
    for (const Position& position : {Position{0, 0}, Position{-5, 7}, Position{kNoTime, 3}, Position{INT64_MAX, 9}}) {
        EXPECT_EQ(position_of(to_text(position)), position);
    }
    for (const std::string_view wrong : {"", ":", "1", "1:", ":1", "01:1", "1:01", "1:-1", "none:", "x:1", "1:1 ",
                                         "-9223372036854775808:1", "99999999999999999999:1"}) {
        EXPECT_FALSE(position_of(wrong).has_value()) << wrong;
    }
}

}  // namespace
}  // namespace verbatim::store
