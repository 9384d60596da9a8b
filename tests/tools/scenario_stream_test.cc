// SPDX-License-Identifier: Apache-2.0
#include "scenario/stream.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "scenario/languages.h"

namespace verbatim::scenario {
namespace {

World make_world(uint64_t messages, std::string_view defects = "none", uint64_t seed = 1) {
    Options options;
    options.messages = messages;
    options.seed = seed;
    EXPECT_TRUE(options.defects.choose(defects).ok());
    return World(*completed(options));
}

uint64_t fingerprint(const Event& event) {
    uint64_t sum = hash(event.number, event.native_id, event.conversation_id, event.reply_to,
                        static_cast<uint64_t>(event.sent_ms), event.sender_phone(), static_cast<uint64_t>(event.label));
    for (const char c : event.text) {
        sum = mix(sum + static_cast<uint8_t>(c));
    }
    return sum;
}

std::vector<uint64_t> fingerprints(const World& world) {
    std::vector<uint64_t> all;
    Stream stream(world, nullptr);
    while (stream.next_hour([&](const Event& event) { all.push_back(fingerprint(event)); })) {
    }
    stream.finish();
    return all;
}

struct Ended final : StreamObserver {
    void talk_ended(const Talk& talk, const PendingHandover* pay) override {
        messages += talk.messages + (pay != nullptr ? pay->pay.messages : 0);
        ++kinds[talk.kind];
        if (talk.kind == TalkKind::handover_collect && pay != nullptr) {
            EXPECT_EQ(pay->pay.fact, talk.fact);
            EXPECT_LE(pay->pay.begin_ms, talk.begin_ms);
            elsewhere += pay->pay.conversation != talk.conversation ? 1 : 0;
        }
    }
    uint64_t messages = 0;
    uint64_t elsewhere = 0;
    std::map<TalkKind, uint64_t> kinds;
};

TEST(ScenarioStream, GivesAsManyMessagesAsAskedInOrderOfTime) {
    for (const uint64_t messages : {1ULL, 7ULL, 5'000ULL, 60'000ULL}) {
        const World world = make_world(messages);
        Stream stream(world, nullptr);
        uint64_t next = 0;
        int64_t last = world.history_begin();
        while (stream.next_hour([&](const Event& event) {
            EXPECT_EQ(event.number, next++);
            EXPECT_GE(event.sent_ms, last);
            last = event.sent_ms;
        })) {
        }
        EXPECT_EQ(next, messages);
        EXPECT_LT(last, world.window().end);
    }
}

TEST(ScenarioStream, SameSeedSameMessagesOtherSeedOthers) {
    EXPECT_EQ(fingerprints(make_world(20'000)), fingerprints(make_world(20'000)));
    EXPECT_NE(fingerprints(make_world(20'000)), fingerprints(make_world(20'000, "none", 2)));
}

TEST(ScenarioStream, TheLaterOfTwoStreamsGivesTheSame) {
    const World world = make_world(20'000);
    Ended ended;
    Stream first(world, &ended);
    Stream second(world, nullptr);
    std::vector<uint64_t> ahead;
    std::vector<uint64_t> behind;
    for (uint32_t hour = 0; hour < first.hours() + 6; ++hour) {
        first.next_hour([&](const Event& event) { ahead.push_back(fingerprint(event)); });
        if (hour >= 6) {
            second.next_hour([&](const Event& event) { behind.push_back(fingerprint(event)); });
        }
    }
    EXPECT_EQ(ahead, behind);
}

TEST(ScenarioStream, EveryMessageBelongsToAnActivePhoneAndAKnownTalk) {
    const World world = make_world(60'000, "D8");
    Ended ended;
    Stream stream(world, &ended);
    std::set<uint64_t> ids;
    std::map<Label, uint64_t> labels;
    uint64_t replies = 0;
    while (stream.next_hour([&](const Event& event) {
        EXPECT_TRUE(ids.insert(event.native_id).second);
        EXPECT_GE(event.member_count, 2);
        EXPECT_LT(event.sender, event.member_count);
        for (size_t i = 0; i < event.member_count; ++i) {
            EXPECT_TRUE(world.phones()[event.phones[i]].active.contains(event.sent_ms));
        }
        EXPECT_EQ(event.text.find_first_of("\"\\\r\n"), std::string_view::npos) << event.text;
        EXPECT_EQ(event.text.find('{'), std::string_view::npos) << event.text;
        EXPECT_TRUE(!event.text.empty() || event.attachment != kNoAttachment);
        EXPECT_TRUE(event.reply_to == 0 || ids.contains(event.reply_to));
        replies += event.reply_to != 0 ? 1 : 0;
        ++labels[event.label];
    })) {
    }
    stream.finish();
    EXPECT_EQ(ended.messages, 60'000U);
    EXPECT_GT(replies, 1'000U);
    for (const Label label : {Label::deal_ask, Label::deal_load, Label::handover_token, Label::handover_collect,
                              Label::threat, Label::lookalike, Label::new_phone}) {
        EXPECT_GT(labels[label], 0U) << name(label);
    }
    EXPECT_LT(labels[Label::threat], 60U);
    EXPECT_GT(ended.elsewhere, 5U);
}

TEST(ScenarioStream, NightsAreQuiet) {
    const World world = make_world(100'000);
    Stream stream(world, nullptr);
    std::array<uint64_t, 24> counts{};
    while (stream.next_hour([&](const Event& event) { ++counts[static_cast<size_t>(event.sent_ms % kDay / kHour)]; })) {
    }
    EXPECT_GT(counts[18], 6 * counts[2]);
}

TEST(ScenarioStream, AllScriptsAndLanguagesAreWritten) {
    const World world = make_world(200'000);
    std::set<uint8_t> seen;
    Stream stream(world, nullptr);
    while (stream.next_hour([&](const Event& event) { seen.insert(event.language); })) {
    }
    EXPECT_EQ(seen.size(), kLanguages);
}

}  // namespace
}  // namespace verbatim::scenario
