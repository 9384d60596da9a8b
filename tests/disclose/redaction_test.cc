// SPDX-License-Identifier: Apache-2.0
#include "disclose/redaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "record/commitment.h"

namespace verbatim::disclose {
namespace {

using record::Group;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

// One message, what a plan makes of it, and the text with each withheld chunk as "#".
class Redacted {
  public:
    Redacted(const record::Message& message, RedactionPlan by, uint64_t sequence = 7) : plan(std::move(by)) {
        record::EncodedRecord encoded;
        record::SourceIdentity source;
        source.parser = "test";
        source.container = {{Hash{}, "backup/+31612345678/chat.json"}};
        record::encode(message, source, encoded);
        auto owned = record::decode(std::move(encoded));
        EXPECT_TRUE(owned.ok());
        const auto chunks = record::split_chunks(owned->record().text());
        Redactor redactor(plan);
        result = redactor.decide(sequence, *owned, chunks, decision);
        for (size_t i = 0; i < chunks.size() && result.ok(); ++i) {
            if (decision.chunks[i].empty()) {
                text += chunks[i];
                shown.emplace_back(chunks[i]);
            } else {
                text += '#';
            }
        }
    }
    RedactionPlan plan;  // the reasons of the decision point into it
    Decision decision;
    Result<void> result;
    std::string text;
    std::vector<std::string> shown;
};

record::Message message(std::string_view text) {
    record::Message out;
    out.text = text;
    out.sender = "kilo";
    out.sender_name = "Kjell";
    out.platform = "sky";
    out.conversation_title = "harbour";
    out.time(record::TimeKind::sent) = {"2020-04-01T10:00:00Z", 1585735200000, "Z", record::ZoneBasis::stated,
                                        record::Precision::second};
    return out;
}

RedactionPlan plan_of(Rule rule) {
    RedactionPlan plan;
    plan.rules.push_back(std::move(rule));
    return plan;
}
RedactionPlan ibans() {
    return plan_of(*pattern_rule("iban", "bank details"));
}
RedactionPlan group(Group which) {
    Rule rule;
    rule.reason = "protected";
    rule.groups.add(which);
    return plan_of(std::move(rule));
}

TEST(Redactor, CoversEveryChunkThatAMatchTouches) {
    const Redacted out(message("pay NL91ABNA0417164300 now"), ibans());
    EXPECT_EQ(out.text, "pay ##now");  // 18 letters are two chunks
    EXPECT_THAT(out.decision.named, ElementsAre("NL91ABNA0417164300"));
    EXPECT_EQ(out.decision.parts(), 2U);
    const Redacted spaced(message("pay NL91 ABNA 0417 1643 00 now"), ibans());
    EXPECT_EQ(spaced.text, "pay #####now");
}

TEST(Redactor, LeavesNoRestOfACutWord) {
    const Redacted out(message("see https://bank.example/NL91ABNA0417164300/statement-of-april today"), ibans());
    EXPECT_EQ(out.text.substr(0, 5), "see #");
    EXPECT_TRUE(out.text.ends_with("#today"));
    for (const std::string& chunk : out.shown) {
        EXPECT_EQ(chunk.find("april"), std::string::npos);
    }
}

TEST(Redactor, NeighboursAndHiddenLength) {
    RedactionPlan near = ibans();
    near.rules[0].neighbours = 1;
    EXPECT_EQ(Redacted(message("please pay NL91ABNA0417164300 now or never"), std::move(near)).text,
              "please ####or never");
    RedactionPlan hide = ibans();
    hide.rules[0].hide_length = true;
    const Redacted hidden(message("pay NL91ABNA0417164300 now"), std::move(hide));
    EXPECT_EQ(hidden.decision.group(Group::text), "bank details");
    EXPECT_EQ(hidden.decision.parts(), 1U);
}

TEST(Redactor, ChunksByHand) {
    const auto plan = [] {
        Rule rule;
        rule.reason = "home address";
        rule.sequences = {{7, 8}};
        rule.chunks = {{1, 3}};
        return plan_of(std::move(rule));
    };
    EXPECT_EQ(Redacted(message("at Rue Basse tonight"), plan()).text, "at ##tonight");
    EXPECT_EQ(Redacted(message("at Rue Basse tonight"), plan(), 8).text, "at Rue Basse tonight");
    EXPECT_EQ(Redacted(message("short"), plan()).result.error().code, Code::usage);
}

TEST(Redactor, WithheldSenderDoesNotStayElsewhere) {
    record::Message in = message("Kilo speaking");
    in.participants = {"lima", "kilo"};
    const record::Field fields[] = {{"raw_from", "kilo", record::FieldType::text}};
    in.rest.assign(std::begin(fields), std::end(fields));
    const Redacted out(in, group(Group::sender));
    EXPECT_EQ(out.decision.group(Group::sender), "protected");
    EXPECT_EQ(out.decision.group(Group::conversation), kRepeats);
    EXPECT_EQ(out.decision.group(Group::rest), kRepeats);
    EXPECT_TRUE(out.decision.shows(Group::times));
    EXPECT_EQ(out.text, "#speaking");
}

TEST(Redactor, RepeatsCanBeListedInstead) {
    record::Message in = message("nothing here");
    in.participants = {"lima", "kilo"};
    RedactionPlan plan = group(Group::sender);
    plan.allow_repeats = true;
    const Redacted out(in, std::move(plan));
    EXPECT_TRUE(out.decision.shows(Group::conversation));
    ASSERT_EQ(out.decision.repeats.size(), 1U);
    EXPECT_EQ(out.decision.repeats[0].group, Group::conversation);
    EXPECT_EQ(out.decision.repeats[0].value, "kilo");
}

TEST(Redactor, FieldsThatRepeatTheTextGoToo) {
    record::Message in = message("pay NL91ABNA0417164300 now");
    const record::Field fields[] = {
        {"entities", R"([{"type":"plain","text":"pay NL91ABNA"},{"text":"0417164300 now"}])", record::FieldType::json}};
    in.rest.assign(std::begin(fields), std::end(fields));
    RedactionPlan plan = ibans();
    plan.rules[0].in = {Group::text};
    EXPECT_EQ(Redacted(in, std::move(plan)).decision.group(Group::rest), kRepeats);
}

TEST(Redactor, TimesGoInEverySpelling) {
    for (const std::string_view value : {"1585735200", "1585735200000", "2020-04-01T10:00:00Z"}) {
        record::Message in = message("x");
        const record::Field fields[] = {{"t", value, record::FieldType::json}};
        in.rest.assign(std::begin(fields), std::end(fields));
        EXPECT_EQ(Redacted(in, group(Group::times)).decision.group(Group::rest), kRepeats) << value;
    }
}

TEST(Redactor, FileNamesGoWithTheHandle) {
    record::Message in = message("ring me on 0612345678");
    in.attachments.resize(1);
    in.attachments[0].name = "IMG-31612345678.jpg";
    const Redacted out(in, plan_of(*handle_rule("+31612345678", "witness")));
    EXPECT_EQ(out.decision.group(Group::source), "witness");  // the folder of the backup
    EXPECT_FALSE(out.decision.shows(Group::attachments));
    EXPECT_EQ(out.text, "ring me on #");
}

TEST(Redactor, EmptyGroupsAreNotMadeToLookFull) {
    const Redacted out(message("x"), group(Group::attachments));
    EXPECT_TRUE(out.decision.shows_all());
    EXPECT_THAT(out.decision.named, IsEmpty());
}

// Whatever stands around it: no shown chunk holds a part of what was found, and shown chunks are chunks of the text.
RC_GTEST_PROP(RedactorProperty, NoPieceOfAMatchIsShown, (std::vector<uint8_t> letters, uint8_t at)) {
    static constexpr std::string_view kPieces[] = {"a", "Z", "7", " ", "é", "你", "-", "\n", "😀", ".", "ъ", "+"};
    std::string before;
    std::string after;
    for (size_t i = 0; i < letters.size(); ++i) {
        (i < at % (letters.size() + 1) ? before : after) += kPieces[letters[i] % std::size(kPieces)];
    }
    const std::string secret = "user@host.example";
    const std::string text = before + " " + secret + " " + after;
    const Redacted out(message(text), plan_of(*pattern_rule("email", "private")));
    RC_ASSERT(out.text.find("user") == std::string::npos);
    RC_ASSERT(out.text.find("host") == std::string::npos);
    for (const std::string& chunk : out.shown) {
        RC_ASSERT(record::chunk_length(chunk) == chunk.size());
    }
    RC_ASSERT(out.decision.chunks.size() == record::split_chunks(text).size());
}

// No shown text of the record says a withheld handle any more, wherever it was put.
RC_GTEST_PROP(RedactorProperty, WithheldHandleStandsNowhere, (std::array<bool, 6> where)) {
    static constexpr std::string_view kHandle = "zulu-77";
    record::Message in = message(where[0] ? "ask Zulu-77 now" : "ask nobody now");
    in.sender = kHandle;
    in.sender_name = "Zed";
    in.account = where[1] ? kHandle : "device-1";
    in.conversation_title = where[2] ? "chat with zulu-77" : "harbour";
    in.participants = {where[3] ? kHandle : std::string_view("lima")};
    in.attachments.resize(1);
    in.attachments[0].name = where[4] ? "zulu-77.jpg" : "photo.jpg";
    in.reply_to = where[5] ? "zulu-77/12" : "12";
    const Redacted out(in, group(Group::sender));
    RC_ASSERT(out.result.ok());
    RC_ASSERT(out.decision.shows(Group::text));
    RC_ASSERT((out.text.find("77") != std::string::npos) == false);
    RC_ASSERT(out.decision.shows(Group::account) == !where[1]);
    RC_ASSERT(out.decision.shows(Group::conversation) == (!where[2] && !where[3]));
    RC_ASSERT(out.decision.shows(Group::attachments) == !where[4]);
    RC_ASSERT(out.decision.shows(Group::rest) == !where[5]);
}

}  // namespace
}  // namespace verbatim::disclose
