// SPDX-License-Identifier: Apache-2.0
#include "scenario/world.h"

#include <gtest/gtest.h>

#include <set>

#include "scenario/languages.h"
#include "scenario/talk.h"

namespace verbatim::scenario {
namespace {

World make_world(uint32_t persons, std::string_view defects = "all", uint64_t seed = 1) {
    Options options;
    options.persons = persons;
    options.seed = seed;
    EXPECT_TRUE(options.defects.choose(defects).ok());
    return World(*completed(options));
}

bool has_luhn_check(std::string_view digits) {
    uint32_t sum = 0;
    for (size_t i = 0; i < digits.size(); ++i) {
        uint32_t digit = static_cast<uint32_t>(digits[digits.size() - 1 - i] - '0') << (i % 2);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

TEST(ScenarioLanguages, SentencesNeedNoEscape) {
    for (uint8_t index = 0; index < kLanguages; ++index) {
        const Language& words = language(index);
        for (const Sentences sentences :
             {words.chat, words.deal_ask, words.deal_price, words.deal_meet, words.deal_load, words.deal_agree,
              words.handover_token, words.handover_collect, words.threat, words.lookalike, words.new_phone}) {
            EXPECT_FALSE(sentences.empty()) << words.code;
            for (const std::string_view sentence : sentences) {
                EXPECT_EQ(sentence.find_first_of("\"\\;\r\n\t"), std::string_view::npos) << sentence;
                for (size_t at = sentence.find('{'); at != std::string_view::npos; at = sentence.find('{', at + 1)) {
                    ASSERT_LT(at + 2, sentence.size()) << sentence;
                    EXPECT_NE(std::string_view("pdhnsgaektwcv").find(sentence[at + 1]), std::string_view::npos)
                        << sentence;
                    EXPECT_EQ(sentence[at + 2], '}') << sentence;
                }
            }
        }
    }
}

TEST(ScenarioLanguages, TokensAndContainersAreNamedWhereTheTruthSaysSo) {
    for (uint8_t index = 0; index < kLanguages; ++index) {
        for (const std::string_view sentence : language(index).handover_token) {
            EXPECT_NE(sentence.find("{t}"), std::string_view::npos) << sentence;
        }
        for (const std::string_view sentence : language(index).handover_collect) {
            EXPECT_NE(sentence.find("{t}"), std::string_view::npos) << sentence;
        }
        for (const std::string_view sentence : language(index).deal_load) {
            EXPECT_NE(sentence.find("{c}"), std::string_view::npos) << sentence;
        }
    }
}

TEST(ScenarioCalendar, KnowsDaysAndTheChangeOfClocks) {
    Dates dates;
    EXPECT_EQ(dates.iso(kWindowBegin), "2020-04-01");
    EXPECT_EQ(dates.iso(kWindowBegin - 1), "2020-03-31");
    EXPECT_EQ(dates.iso(-1), "1969-12-31");
    EXPECT_EQ(weekday_of(kWindowBegin / kDay), 2U);  // a Wednesday
    const Zone amsterdam = countries()[0].zone;
    const int64_t change = 18'350 * kDay + kHour;
    EXPECT_EQ(offset_minutes(amsterdam, change - 1), 60);
    EXPECT_EQ(offset_minutes(amsterdam, change), 120);
    EXPECT_EQ(dates.iso(kWindowBegin + kDaysMax * kDay), "2020-09-28");  // before the clocks change again
}

TEST(ScenarioWorld, HandlesAndPhonesAreDistinct) {
    const World world = make_world(9'000);
    std::set<std::string_view> handles;
    for (uint32_t handle = 0; handle < world.handle_count(); ++handle) {
        EXPECT_TRUE(handles.insert(world.handle(handle)).second) << world.handle(handle);
    }
    EXPECT_GT(handles.size(), 4096U);  // more than there are pairs of words
    std::set<std::string_view> imeis;
    for (const Phone& phone : world.phones()) {
        EXPECT_TRUE(imeis.insert(phone.imei_text()).second);
        EXPECT_TRUE(has_luhn_check(phone.imei_text())) << phone.imei_text();
        EXPECT_LT(phone.active.begin, phone.active.end);
    }
}

TEST(ScenarioWorld, PhonesOfALineFollowEachOther) {
    const World world = make_world(600);
    uint32_t replaced = 0;
    uint32_t kept_handle = 0;
    for (const Line& line : world.lines()) {
        for (uint32_t phone = line.first_phone + 1; phone < line.first_phone + line.phone_count; ++phone) {
            EXPECT_EQ(world.phones()[phone].active.begin, world.phones()[phone - 1].active.end);
            ++replaced;
            kept_handle += world.phones()[phone].handle == world.phones()[phone - 1].handle ? 1 : 0;
        }
    }
    EXPECT_GT(replaced, 50U);
    EXPECT_GT(kept_handle, 5U);
    EXPECT_LT(kept_handle, replaced / 2);
}

TEST(ScenarioWorld, ConversationsHaveDifferentPersonsAndPairsTalkInOne) {
    const World world = make_world(100);
    std::set<std::pair<uint32_t, uint32_t>> pairs;
    for (const Conversation& conversation : world.conversations()) {
        std::set<uint32_t> persons;
        const auto members = world.members(conversation);
        for (const uint32_t line : members) {
            persons.insert(world.lines()[line].person);
        }
        EXPECT_EQ(persons.size(), members.size());
        EXPECT_GE(members.size(), 2U);
        if (!conversation.is_group) {
            EXPECT_TRUE(pairs.insert(std::minmax(members[0], members[1])).second);
        }
    }
    for (uint32_t line = 0; line < world.lines().size(); ++line) {
        EXPECT_FALSE(world.conversations_of(line).empty());
    }
}

TEST(ScenarioWorld, NicknamesDifferByPhoneOnlyWithD13) {
    const auto distinct = [](const World& world) {
        std::set<std::string_view> names;
        for (uint32_t phone = 1; phone < 40; ++phone) {
            names.insert(world.nickname(phone, 0));
        }
        return names.size();
    };
    EXPECT_EQ(distinct(make_world(100, "none")), 1U);
    EXPECT_GT(distinct(make_world(100, "D13")), 10U);
}

TEST(ScenarioTalk, ContainersAndBanknotesHaveTheirCheckDigits) {
    const World world = make_world(100);
    for (uint64_t number = 0; number < 500; ++number) {
        const Deal facts = deal(world, number);
        uint32_t sum = 0;
        for (size_t i = 0; i < 10; ++i) {
            const char c = facts.container[i];
            // ISO 6346 spelled out: A 10, B 12 ... K 21, L 23 ... U 32, V 34 ...
            constexpr std::string_view kSkipped = "0123456789A?BCDEFGHIJK?LMNOPQRSTU?VWXYZ";
            sum += static_cast<uint32_t>(kSkipped.find(c)) << i;
        }
        EXPECT_EQ(facts.container[10], static_cast<char>('0' + sum % 11 % 10)) << facts.container_text();
        sum = 0;
        const Handover money = handover(world, number);
        for (const char c : money.token) {
            sum += static_cast<uint32_t>(c >= 'A' ? c : c - '0');
        }
        EXPECT_EQ(sum % 9, 0U);
    }
}

TEST(ScenarioOptions, RefusesWhatItDoesNotKnow) {
    Defects defects;
    EXPECT_FALSE(defects.choose("D1,D16").ok());
    EXPECT_FALSE(defects.choose("").ok());
    EXPECT_FALSE(defects.set_share("D1").ok());
    EXPECT_FALSE(defects.set_share("D1=2").ok());
    EXPECT_FALSE(defects.set_share("D1=nan").ok());
    EXPECT_TRUE(defects.choose("D1,D15").ok());
    EXPECT_EQ(defects.list(), "D1,D15");
    EXPECT_TRUE(defects.set_share("D1=0").ok());
    EXPECT_TRUE(defects.set_share("D2=0.25").ok());
    EXPECT_EQ(defects.list(), "D2,D15");
    EXPECT_EQ(defects.share(Defect::d2), 250'000U);
    EXPECT_FALSE(parse_shapes("jsonl,xml").ok());
    EXPECT_EQ(*parse_shapes("jsonl,csv"), 3);
    EXPECT_EQ(*parse_shapes("all"), 63);
    Options options;
    options.days = 0;
    EXPECT_FALSE(completed(options).ok());
}

}  // namespace
}  // namespace verbatim::scenario
