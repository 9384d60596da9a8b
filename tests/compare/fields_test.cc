// SPDX-License-Identifier: Apache-2.0
// What counts as the same message, field by field.
#include "compare/fields.h"

#include <gtest/gtest.h>

namespace verbatim::compare {
namespace {

using record::FieldType;
using record::Message;
using record::ZoneBasis;

Message sample() {
    Message message;
    message.platform = "signal";
    message.conversation_id = "c1";
    message.participants = {"kilo", "lima"};
    message.sender = "kilo";
    message.time(record::TimeKind::sent) = {"2020-04-01T12:00:00Z", 1585742400000, "Z", ZoneBasis::stated,
                                            record::Precision::second};
    message.text = "two boxes";
    message.native_id = "m1";
    message.rest = {{"burn", "7", FieldType::json}, {"cell", "204-4", FieldType::text}};
    return message;
}

bool equal(const Message& a, const Message& b, std::initializer_list<std::string_view> ignored = {}) {
    Ignored what;
    for (const std::string_view word : ignored) {
        EXPECT_TRUE(what.add(word)) << word;
    }
    Meaning meaning(what);
    const std::string first(meaning.of(a));
    return first == meaning.of(b);
}

TEST(CompareFields, SameMeaningWrittenDifferently) {
    const Message a = sample();
    Message b = sample();
    b.locator = {100, 200, {}, 0};
    b.time(record::TimeKind::sent) = {"1 Apr 2020 14:00 +02:00", 1585742400000, "+02:00", ZoneBasis::stated,
                                      record::Precision::minute};
    b.participants = {"lima", "kilo"};
    b.rest = {{"cell", "204-4", FieldType::text},
              {"empty", "", FieldType::text},
              {"none", "null", FieldType::json},
              {"burn", "7", FieldType::text}};
    EXPECT_TRUE(equal(a, b));

    Message c = sample();
    Message d = sample();
    c.text = "one\r\ntwo";
    d.text = "one\ntwo";
    c.rest = {{"list", "[1, \"a b\\\" c\"]", FieldType::json}};
    d.rest = {{"list", "[1,\"a b\\\" c\"]", FieldType::json}};
    EXPECT_TRUE(equal(c, d));
    d.rest = {{"list", "[1,\"ab\\\" c\"]", FieldType::json}};
    EXPECT_FALSE(equal(c, d));
}

TEST(CompareFields, EveryCharacterCounts) {
    const auto differs = [](auto change) {
        Message b = sample();
        change(b);
        return !equal(sample(), b);
    };
    EXPECT_TRUE(differs([](Message& m) { m.text = "two boxes "; }));
    EXPECT_TRUE(differs([](Message& m) { m.text = "Two boxes"; }));
    EXPECT_TRUE(differs([](Message& m) { m.sender = "kilo "; }));
    EXPECT_TRUE(differs([](Message& m) { m.native_id = "m2"; }));
    EXPECT_TRUE(differs([](Message& m) { m.participants = {"kilo"}; }));
    EXPECT_TRUE(differs([](Message& m) { m.kind = record::Kind::system; }));
    EXPECT_TRUE(differs([](Message& m) { m.direction = record::Direction::incoming; }));
    EXPECT_TRUE(differs([](Message& m) { m.rest.pop_back(); }));
    EXPECT_TRUE(differs([](Message& m) { *m.time(record::TimeKind::sent).utc_ms += 1; }));
    EXPECT_TRUE(differs([](Message& m) { m.attachments.push_back({}); }));
    // A text may not slide from one field into the next.
    EXPECT_TRUE(differs([](Message& m) {
        m.account = "signal";
        m.platform = {};
    }));
    // An accent as one character or as two.
    Message composed = sample();
    Message decomposed = sample();
    composed.text = "caf\u00e9";
    decomposed.text = "cafe\u0301";
    EXPECT_FALSE(equal(composed, decomposed));
}

TEST(CompareFields, AZoneThatIsNotStatedSaysLess) {
    Message b = sample();
    b.time(record::TimeKind::sent).basis = ZoneBasis::none;
    EXPECT_FALSE(equal(sample(), b));
    EXPECT_TRUE(equal(sample(), b, {"zone"}));
}

TEST(CompareFields, IgnoredFieldsAndColumns) {
    Message b = sample();
    b.native_id = "other";
    b.rest[1].value = "310-2";
    EXPECT_FALSE(equal(sample(), b, {"id"}));
    EXPECT_TRUE(equal(sample(), b, {"id", "rest.cell"}));
    EXPECT_TRUE(equal(sample(), b, {"id", "rest"}));
    Ignored ignored;
    EXPECT_FALSE(ignored.add("nonsense"));
    EXPECT_FALSE(ignored.add("rest."));
}

TEST(CompareFields, ChangesNameFieldAndBothValues) {
    Message b = sample();
    b.text = "three boxes";
    b.rest = {{"burn", "7", FieldType::json}, {"new", "x", FieldType::text}};
    Meaning meaning({});
    const auto changes = meaning.changes(sample(), b);
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_EQ(changes[0].name, "text");
    EXPECT_EQ(changes[0].before, "two boxes");
    EXPECT_EQ(changes[0].after, "three boxes");
    EXPECT_EQ(changes[1].name, "rest.cell");
    EXPECT_FALSE(changes[1].after);
    EXPECT_EQ(changes[2].name, "rest.new");
    EXPECT_FALSE(changes[2].before);
    EXPECT_TRUE(meaning.changes(sample(), sample()).empty());
    EXPECT_GT(meaning.similarity(sample(), b), meaning.similarity(sample(), Message()));
    EXPECT_EQ(meaning.similarity(sample(), sample()), 1);
}

TEST(CompareFields, NamesAreDistinct) {
    std::set<std::string_view> names;
    for (size_t i = 0; i < kFields; ++i) {
        Ignored ignored;
        EXPECT_TRUE(ignored.add(name(static_cast<Field>(i))));
        EXPECT_TRUE(ignored.has(static_cast<Field>(i)));
        names.insert(name(static_cast<Field>(i)));
    }
    EXPECT_EQ(names.size(), kFields);
}

}  // namespace
}  // namespace verbatim::compare
