// SPDX-License-Identifier: Apache-2.0
#include "viewer/shown_record.h"

#include <gtest/gtest.h>

namespace verbatim::viewer {
namespace {

using record::Group;

// A record whose sender and middle of the text are withheld.
verify::BundleRecord redacted() {
    record::Message message;
    message.platform = "testchat";
    message.native_id = "m1";
    record::SourceIdentity source;
    source.parser = "jsonl";
    record::EncodedRecord encoded;
    record::encode(message, source, encoded);
    verify::BundleRecord out;
    out.sequence = 17;
    for (size_t i = 1; i <= record::kGroups; ++i) {
        const auto which = static_cast<Group>(i);
        if (which != Group::text) {
            out.group(which).bytes = as_text(encoded.group(which));
        }
    }
    out.group(Group::sender) = {"", "protected person"};
    out.text = {{"pay ███ to ", "", 0}, {"", "third party", 2}, {"", "other", 1}, {" today", "", 0}};
    return out;
}

store::Hit hit_of(const verify::BundleRecord& record) {
    store::Hit hit;
    hit.seq = record.sequence;
    encode_shown(record, "EX-0001", "evidence/one.jsonl", hit.text, hit.record);
    return hit;
}

TEST(ShownRecord, ComesBackWithItsRedactionsInTheirPlaces) {
    const store::Hit hit = hit_of(redacted());
    EXPECT_EQ(hit.text, "pay ███ to ██████ today");
    ShownRecord shown;
    ASSERT_TRUE(shown.read(hit));
    const disclose::DisclosedMessage& message = shown.message();
    EXPECT_EQ(message.sequence, 17U);
    EXPECT_EQ(message.exhibit, "EX-0001");
    EXPECT_EQ(message.source_path, "evidence/one.jsonl");
    EXPECT_EQ(message.message.platform, "testchat");
    EXPECT_EQ(message.message.native_id, "m1");
    EXPECT_EQ(message.reason(Group::sender), "protected person");
    ASSERT_EQ(message.text.size(), 4U);
    EXPECT_EQ(message.text[0].shown, "pay ███ to ");  // the same characters in evidence are no redaction
    EXPECT_EQ(message.text[1].reason, "third party");
    EXPECT_EQ(message.text[1].chunks, 2U);
    EXPECT_EQ(message.text[2].reason, "other");
    EXPECT_EQ(message.text[3].shown, " today");
}

TEST(ShownRecord, ATextThatIsWithheldWholeHasOnlyAReason) {
    verify::BundleRecord record = redacted();
    record.text.clear();
    record.group(Group::text) = {"", "privileged"};
    const store::Hit hit = hit_of(record);
    EXPECT_EQ(hit.text, kBlackout);
    ShownRecord shown;
    ASSERT_TRUE(shown.read(hit));
    EXPECT_TRUE(shown.message().text.empty());
    EXPECT_EQ(shown.message().reason(Group::text), "privileged");
}

TEST(ShownRecord, AnEmptyTextIsEmpty) {
    verify::BundleRecord record = redacted();
    record.text.clear();
    ShownRecord shown;
    ASSERT_TRUE(shown.read(hit_of(record)));
    EXPECT_TRUE(shown.message().text.empty());
    EXPECT_TRUE(shown.message().shows(Group::text));
}

TEST(ShownRecord, DamageIsAnErrorAndNeverACrash) {
    const store::Hit good = hit_of(redacted());
    ShownRecord shown;
    for (size_t size = 0; size < good.record.size(); ++size) {
        store::Hit bad = good;
        bad.record.resize(size);
        EXPECT_EQ(shown.read(bad).error().code, Code::integrity) << size;
    }
    store::Hit longer = good;
    longer.record += '\0';
    EXPECT_FALSE(shown.read(longer));
    store::Hit moved = good;
    moved.text = "another text altogether";
    EXPECT_FALSE(shown.read(moved));
    for (size_t at = 0; at < good.record.size(); ++at) {
        store::Hit bad = good;
        bad.record[at] = static_cast<char>(bad.record[at] ^ 0x80);
        (void)shown.read(bad);
    }
    EXPECT_TRUE(shown.read(good));
}

}  // namespace
}  // namespace verbatim::viewer
