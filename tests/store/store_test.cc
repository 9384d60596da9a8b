// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <fstream>
#include <future>
#include <thread>

#include "fixture.h"

namespace verbatim::store {
namespace {

using Seqs = std::vector<uint64_t>;

TEST_F(StoreTest, GivesBackWhatWasPutIn) {
    oracle::OwnedRow in = row("Two boxes, \"now\"\n\t\0 end", 1'585'700'000'123, "kilo@enc");
    in.source = 7;
    in.platform = "encro";
    in.account = "356938035643809";
    in.conversation_title = "Ünal & Sons";
    in.sender_name = "Big Boss";
    in.participants = {"kilo@enc", "lima@enc"};
    in.attachment_names = {"a.jpg", ""};
    in.native_id = "id-1";
    in.kind = record::Kind::media;
    in.record = std::string("\x00\xFF\xA1", 3);
    insert({in});
    const auto found = store_->lookup(Seqs{0}, true);
    ASSERT_TRUE(found.ok()) << found.error().to_string();
    const Hit& hit = found->front();
    EXPECT_EQ(hit.source, 7U);
    EXPECT_EQ(hit.platform, "encro");
    EXPECT_EQ(hit.account, in.account);
    EXPECT_EQ(hit.conversation, "c1");
    EXPECT_EQ(hit.conversation_title, in.conversation_title);
    EXPECT_EQ(hit.sender, in.sender);
    EXPECT_EQ(hit.sender_name, in.sender_name);
    EXPECT_EQ(hit.participants, in.participants);
    EXPECT_EQ(hit.attachment_names, in.attachment_names);
    EXPECT_EQ(hit.text, in.text);
    EXPECT_EQ(hit.native_id, in.native_id);
    EXPECT_EQ(hit.kind, record::Kind::media);
    EXPECT_EQ(hit.sort_ms, in.sort_ms);
    EXPECT_EQ(hit.sent_ms, in.sort_ms);
    EXPECT_EQ(hit.record, in.record);
    EXPECT_EQ(hit.first_seq, 0U);
    EXPECT_TRUE(hit.sightings.empty());
    EXPECT_EQ(store_->lookup(Seqs{5}, false).error().code, Code::not_found);
}

TEST_F(StoreTest, FindsWordsWhateverTheirForm) {
    insert({row("Meet at the Café", 1), row("привет МИР", 2), row("明天在北京见面", 3), row("Straße 5", 4),
            row("nothing here", 5), row("said “now”—go", 6)});
    EXPECT_EQ(seqs(words("CAFE")), Seqs{0});
    EXPECT_EQ(seqs(words("Мир")), Seqs{1});
    EXPECT_EQ(seqs(words("北京")), Seqs{2});
    EXPECT_EQ(seqs(words("京北")), Seqs{});
    EXPECT_EQ(seqs(words("STRASSE")), Seqs{3});
    EXPECT_EQ(seqs(words("now")), Seqs{5});
    EXPECT_EQ(seqs(words("at the cafe")), Seqs{0});
    EXPECT_EQ(seqs(words("the at")), Seqs{});
    EXPECT_EQ(seqs(glob("caf*")), Seqs{0});
    EXPECT_EQ(seqs(glob("n?w")), Seqs{5});
    EXPECT_EQ(seqs(fuzzy("cafo", 1)), Seqs{0});
    EXPECT_EQ(seqs(near(words("cafe"), words("meet"), 2)), Seqs{0});
    EXPECT_EQ(seqs(near(words("cafe"), words("meet"), 1)), Seqs{});
    EXPECT_EQ(seqs(regex("n.thing\\s+h")), Seqs{4});
    EXPECT_EQ(seqs(negation(any_of({glob("*e*"), words("5"), words("мир")}))), (Seqs{5, 2}));
}

TEST_F(StoreTest, OrdersAndPages) {
    insert({row("a", 30), row("a", 10), row("a", kNoTime), row("a", 20), row("a", 20)});
    EXPECT_EQ(seqs(words("a")), (Seqs{0, 4, 3, 1, 2}));
    EXPECT_EQ(seqs(words("a"), {.order = Order::oldest}), (Seqs{2, 1, 3, 4, 0}));
    EXPECT_EQ(seqs(words("a"), {.order = Order::sequence}), (Seqs{0, 1, 2, 3, 4}));
    EXPECT_EQ(seqs(words("a"), {.limit = 2}), (Seqs{0, 4}));
    EXPECT_EQ(seqs(words("a"), {.after = Position{20, 4}, .limit = 2}), (Seqs{3, 1}));
    EXPECT_EQ(seqs(words("a"), {.after = Position{10, 1}}), (Seqs{2}));
    EXPECT_EQ(seqs(words("a"), {.order = Order::oldest, .after = Position{kNoTime, 2}, .limit = 1}), (Seqs{1}));
    EXPECT_EQ(seqs(no_time()), Seqs{2});
    EXPECT_EQ(seqs(time_range({}, 20)), Seqs{1});
}

TEST_F(StoreTest, HostileTextIsData) {
    const std::vector<std::string> texts = {"'; DROP TABLE messages; --", R"(\' OR 1=1)",    "a' SETTINGS x = 1 --",
                                            std::string("nul\0byte", 8),  "${x} {y:String}", "`a`\"b\""};
    std::vector<oracle::OwnedRow> rows;
    for (const std::string& text : texts) {
        rows.push_back(row(text, 5, text));
        rows.back().conversation = text;
    }
    insert(rows);
    Control control;
    control.cancelled = [] { return false; };
    for (size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(seqs(value(Field::sender, texts[i])), Seqs{i}) << texts[i];
        EXPECT_EQ(seqs(value(Field::conversation, texts[i])), Seqs{i}) << texts[i];
        const auto counted = store_->total(value(Field::sender, texts[i]), control);
        ASSERT_TRUE(counted.ok()) << counted.error().to_string();
        EXPECT_EQ(counted->messages, 1U);
        const auto page = store_->conversation_around(i, 5, 5, false);
        ASSERT_TRUE(page.ok()) << page.error().to_string();
        EXPECT_EQ(page->hits.size(), 1U);
    }
    EXPECT_EQ(*store_->count(), texts.size());
}

TEST_F(StoreTest, LongListsAndLongWordsWork) {
    insert({row(std::string(1 << 20, 'x'), 1), row("needle", 2)});
    std::vector<Predicate> many;
    for (int i = 0; i < 20'000; ++i) {
        many.push_back(words("word" + std::to_string(i)));
        many.push_back(value(Field::party, "handle" + std::to_string(i)));
    }
    many.push_back(words("needle"));
    EXPECT_EQ(seqs(any_of(many)), Seqs{1});
    EXPECT_EQ(seqs(words(std::string(1 << 20, 'X'))), Seqs{0});
}

TEST_F(StoreTest, UnusablePatternsAreTheUsersErrors) {
    insert({row("a", 1)});
    EXPECT_EQ(store_->search(words("!!!"), {}, {}).error().code, Code::usage);
    EXPECT_EQ(store_->search(fuzzy("two words", 1), {}, {}).error().code, Code::usage);
    const auto cursor = store_->search(regex("(a"), {}, {});
    ASSERT_TRUE(cursor.ok());
    Hit hit;
    EXPECT_EQ((*cursor)->next(hit).error().code, Code::usage);
    Predicate deep = words("a");
    for (int i = 0; i < 100; ++i) {
        deep = negation(deep);
    }
    EXPECT_EQ(store_->search(deep, {}, {}).error().code, Code::limit);
}

TEST_F(StoreTest, TruncateDropsTheTail) {
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 100; ++i) {
        rows.push_back(row("word" + std::to_string(i), 1000 - i));
    }
    insert(rows);
    ASSERT_TRUE(store_->truncate(60).ok());
    EXPECT_EQ(*store_->count(), 60U);
    EXPECT_EQ(**store_->max_seq(), 59U);
    EXPECT_EQ(seqs(words("word59")), Seqs{59});
    EXPECT_EQ(seqs(words("word60")), Seqs{});
    EXPECT_EQ(store_->lookup(Seqs{60}, false).error().code, Code::not_found);
    ASSERT_TRUE(store_->truncate(0).ok());
    EXPECT_FALSE((*store_->max_seq()).has_value());
}

TEST_F(StoreTest, ScansInOrderOfSeq) {
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 5000; ++i) {
        rows.push_back(row("t" + std::to_string(i), (i * 7919) % 5000));
        rows.back().record = "r" + std::to_string(i);
    }
    insert({rows.begin() + 2500, rows.end()});
    insert({rows.begin(), rows.begin() + 2500});
    uint64_t next = 10;
    ASSERT_TRUE(store_
                    ->scan(10,
                           [&](const StoredRecord& stored) {
                               EXPECT_EQ(stored.seq, next);
                               EXPECT_EQ(stored.text, "t" + std::to_string(next));
                               EXPECT_EQ(stored.record, "r" + std::to_string(next));
                               ++next;
                               return true;
                           },
                           {})
                    .ok());
    EXPECT_EQ(next, 5000U);
}

TEST_F(StoreTest, StaysWhenReopened) {
    insert({row("kept", 1)});
    reopen();
    EXPECT_EQ(seqs(words("kept")), Seqs{0});
    EXPECT_EQ(Store::open(folder_, {}).error().code, Code::conflict);
    store_.reset();
    std::ofstream(folder_ + "/version", std::ios::trunc) << "verbatim-store 0\n";
    EXPECT_EQ(Store::open(folder_, {}).error().code, Code::unsupported);
    EXPECT_EQ(Store::open(folder_ + "/none", {.access = Access::open_existing}).error().code, Code::not_found);
    EXPECT_EQ(Store::open(folder_ + "/other", {.library = "/nowhere/libchdb.so"}).error().code, Code::unsupported);
}

TEST_F(StoreTest, TwoLanesInsertAtOnce) {
    constexpr uint64_t kRows = 4000;
    std::vector<std::thread> lanes;
    for (uint64_t lane = 0; lane < 2; ++lane) {
        lanes.emplace_back([this, lane] {
            for (uint64_t step = 0; step < 4; ++step) {
                Block block;
                for (uint64_t i = 0; i < kRows / 8; ++i) {
                    Row out;
                    out.seq = (lane * 4 + step) * (kRows / 8) + i;
                    out.sort_ms = static_cast<int64_t>(out.seq);
                    const std::string text = "n" + std::to_string(out.seq) + " all";
                    out.text = text;
                    block.add(out);
                }
                EXPECT_TRUE(store_->insert(block).ok());
            }
        });
    }
    for (std::thread& lane : lanes) {
        lane.join();
    }
    EXPECT_EQ(*store_->count(), kRows);
    EXPECT_EQ(total(words("all")).messages, kRows);
    EXPECT_EQ(seqs(words("n3999")), Seqs{3999});
    EXPECT_EQ(search(words("all")).size(), kRows);
}

// A question that is being answered holds up no other, whoever asks it.
TEST_F(StoreTest, AShortQuestionIsAnsweredWhileALongOneRuns) {
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 3000; ++i) {
        rows.push_back(row("long " + std::to_string(i), i));
    }
    insert(rows);
    uint64_t given = 0;
    bool answered = false;
    const auto each = [&](const StoredRecord&) {
        if (++given == 1) {
            std::future<uint64_t> other = std::async(
                std::launch::async, [this] { return search(words("2999")).size() + total(words("long")).messages; });
            answered = other.wait_for(std::chrono::seconds(60)) == std::future_status::ready && other.get() == 3001;
        }
        return true;
    };
    EXPECT_TRUE(store_->scan(0, each, {}).ok());
    EXPECT_TRUE(answered);
    EXPECT_EQ(given, 3000U);
}

TEST_F(StoreTest, StopsOnRequest) {
    std::vector<oracle::OwnedRow> rows;
    for (int i = 0; i < 2000; ++i) {
        rows.push_back(row("some text", i));
    }
    insert(rows);
    Control control;
    control.cancelled = [] { return true; };
    EXPECT_EQ(store_->total(regex("so.e"), control).error().code, Code::interrupted);
    const auto cursor = store_->search(words("some"), {}, control);
    ASSERT_TRUE(cursor.ok());
    Hit hit;
    EXPECT_EQ((*cursor)->next(hit).error().code, Code::interrupted);
    EXPECT_EQ(total(words("some")).messages, 2000U);
}

}  // namespace
}  // namespace verbatim::store
