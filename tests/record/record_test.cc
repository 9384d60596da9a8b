// SPDX-License-Identifier: Apache-2.0
#include "record/record.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "message_maker.h"
#include "record/cbor.h"

namespace verbatim::record {
namespace {

bool same(const Time& a, const Time& b) {
    return a.raw == b.raw && a.utc_ms == b.utc_ms && a.zone == b.zone && a.basis == b.basis &&
           a.precision == b.precision;
}

void expect_same(const Message& a, const Message& b) {
    RC_ASSERT(a.locator.begin == b.locator.begin);
    RC_ASSERT(a.locator.end == b.locator.end);
    RC_ASSERT(a.locator.table == b.locator.table);
    RC_ASSERT(a.locator.row == b.locator.row);
    RC_ASSERT(a.platform == b.platform);
    RC_ASSERT(a.account == b.account);
    RC_ASSERT(a.device == b.device);
    RC_ASSERT(a.conversation_id == b.conversation_id);
    RC_ASSERT(a.conversation_title == b.conversation_title);
    RC_ASSERT(a.conversation_kind == b.conversation_kind);
    RC_ASSERT(a.participants == b.participants);
    RC_ASSERT(a.sender == b.sender);
    RC_ASSERT(a.sender_name == b.sender_name);
    RC_ASSERT(a.direction == b.direction);
    for (size_t i = 0; i < kTimeKinds; ++i) {
        RC_ASSERT(same(a.times[i], b.times[i]));
    }
    RC_ASSERT(a.text == b.text);
    RC_ASSERT(a.attachments.size() == b.attachments.size());
    for (size_t i = 0; i < a.attachments.size(); ++i) {
        const Attachment& x = a.attachments[i];
        const Attachment& y = b.attachments[i];
        RC_ASSERT(x.name == y.name && x.mime_stated == y.mime_stated && x.mime_found == y.mime_found);
        RC_ASSERT(x.size_bytes == y.size_bytes && x.sha256 == y.sha256 && x.hash_stated == y.hash_stated);
        RC_ASSERT(x.url == y.url && x.kind == y.kind);
    }
    RC_ASSERT(a.kind == b.kind);
    RC_ASSERT(a.native_id == b.native_id);
    RC_ASSERT(a.reply_to == b.reply_to);
    RC_ASSERT(a.forwarded_from == b.forwarded_from);
    RC_ASSERT(a.rest.size() == b.rest.size());
    for (size_t i = 0; i < a.rest.size(); ++i) {
        RC_ASSERT(a.rest[i].key == b.rest[i].key && a.rest[i].value == b.rest[i].value);
        RC_ASSERT(a.rest[i].type == b.rest[i].type);
    }
}

RC_GTEST_PROP(Record, DecodeGivesBackWhatWasEncoded, ()) {
    MadeMessage made;
    make_random(made);
    EncodedRecord record;
    encode(made.message, made.source, record);
    const std::string before(as_text(record.bytes()));
    const auto owned = decode(record);
    RC_ASSERT(owned.ok());
    expect_same(owned->message(), made.message);
    RC_ASSERT(owned->source() == made.source);
    // Canonical: encoding the decoded record gives the same bytes.
    EncodedRecord again;
    encode(owned->message(), owned->source(), again);
    RC_ASSERT(as_text(again.bytes()) == before);
}

RC_GTEST_PROP(Record, BlobAndTextGiveTheRecordAgain, ()) {
    MadeMessage made;
    make_random(made);
    EncodedRecord record;
    encode(made.message, made.source, record);
    std::string blob;
    store_blob(record, blob);
    const auto back = from_blob(as_bytes(blob), record.text());
    RC_ASSERT(back.ok());
    for (size_t i = 1; i <= kGroups; ++i) {
        RC_ASSERT(as_text(back->group(static_cast<Group>(i))) == as_text(record.group(static_cast<Group>(i))));
    }
    RC_ASSERT(!from_blob(as_bytes(blob + '\0'), record.text()).ok());
    RC_ASSERT(!from_blob(as_bytes(blob).first(blob.size() - 1), record.text()).ok());
}

// Whatever a changed byte makes of a record, decoding either refuses it or gives a message that encodes to those bytes.
RC_GTEST_PROP(Record, DecodeAcceptsOnlyCanonicalBytes, ()) {
    MadeMessage made;
    make_random(made);
    EncodedRecord record;
    encode(made.message, made.source, record);
    const auto at = *rc::gen::inRange<size_t>(0, record.buffer().size());
    record.buffer()[at] ^= *rc::gen::inRange<uint8_t>(1, 255);
    const std::string changed(as_text(record.bytes()));
    const auto owned = decode(record);
    if (owned) {
        EncodedRecord again;
        encode(owned->message(), owned->source(), again);
        RC_ASSERT(as_text(again.bytes()) == changed);
    }
}

SourceIdentity plain_source() {
    SourceIdentity source;
    source.object.bytes[0] = 0xaa;
    source.parser = "p";
    source.parser_version = 3;
    return source;
}

TEST(Record, ABareMessageSaysNothingItDoesNotKnow) {
    Message message;
    message.locator = {5, 9, {}, 0};
    EncodedRecord record;
    encode(message, plain_source(), record);
    EXPECT_EQ(to_hex(record.group(Group::source)), "a5005820aa" + std::string(62, '0') + "010502090561700603");
    for (const Group group : {Group::account, Group::conversation, Group::sender, Group::times, Group::attachments}) {
        EXPECT_EQ(to_hex(record.group(group)), "a0") << name(group);
    }
    EXPECT_EQ(to_hex(record.group(Group::rest)), "a10000") << "the kind is always said";
    EXPECT_TRUE(record.text().empty());
}

TEST(Record, AnEncoderIsUsedForManyMessages) {
    RecordEncoder encoder;
    encoder.set_source(plain_source());
    EncodedRecord reused;
    Message message;
    message.text = "first, and long enough to leave something behind";
    message.rest.push_back({"key", "value", FieldType::text});
    encoder.encode(message, reused);
    message.clear();
    message.text = "second";
    encoder.encode(message, reused);
    EncodedRecord fresh;
    encode(message, plain_source(), fresh);
    EXPECT_EQ(as_text(reused.bytes()), as_text(fresh.bytes()));
    EXPECT_EQ(reused.text(), "second");
}

TEST(Record, OwnedMessageSurvivesBeingMoved) {
    Message message;
    message.text = "short";
    message.sender = "someone";
    EncodedRecord record;
    encode(message, plain_source(), record);
    auto first = decode(record);
    ASSERT_TRUE(first);
    record.buffer().assign(record.buffer().size(), 'x');
    const OwnedMessage moved = std::move(*first);
    EXPECT_EQ(moved.message().text, "short");
    EXPECT_EQ(moved.message().sender, "someone");
}

// Valid text is exactly what makes a record that decodes: each field in turn gets a byte that is not UTF-8.
TEST(Record, ValidTextIsWhatDecodes) {
    Message message;
    message.times[0].raw = "t";
    message.times[5].zone = "z";
    message.times[5].utc_ms = 1;
    message.participants = {"p"};
    message.attachments.emplace_back();
    message.rest = {{"k", "v", FieldType::text}};
    Attachment& a = message.attachments[0];
    std::string_view* const fields[] = {&message.platform,
                                        &message.account,
                                        &message.device,
                                        &message.conversation_id,
                                        &message.conversation_title,
                                        &message.participants[0],
                                        &message.sender,
                                        &message.sender_name,
                                        &message.times[0].raw,
                                        &message.times[5].zone,
                                        &message.text,
                                        &a.name,
                                        &a.mime_stated,
                                        &a.mime_found,
                                        &a.hash_stated,
                                        &a.url,
                                        &a.kind,
                                        &message.native_id,
                                        &message.reply_to,
                                        &message.forwarded_from,
                                        &message.rest[0].key,
                                        &message.rest[0].value,
                                        &message.locator.table};
    EncodedRecord record;
    encode(message, plain_source(), record);
    EXPECT_TRUE(has_valid_text(message));
    EXPECT_TRUE(decode(record));
    for (std::string_view* field : fields) {
        const std::string_view before = *field;
        *field = "ab\xff";
        EXPECT_FALSE(has_valid_text(message));
        encode(message, plain_source(), record);
        EXPECT_FALSE(decode(record));
        *field = before;
    }
}

struct BadGroup {
    const char* why;
    Group group;
    const char* hex;
};

class DecodeRefuses : public testing::TestWithParam<BadGroup> {};

TEST_P(DecodeRefuses, WithMalformed) {
    const std::string bytes = *from_hex(GetParam().hex);
    Message message;
    SourceIdentity source;
    const auto result = decode_group(GetParam().group, as_bytes(bytes), message, source);
    ASSERT_FALSE(result) << GetParam().why;
    EXPECT_EQ(result.error().code, Code::malformed) << result.error().to_string();
}

INSTANTIATE_TEST_SUITE_P(
    Cases, DecodeRefuses,
    testing::Values(BadGroup{"unknown key", Group::account, "a1036161"},
                    BadGroup{"empty text", Group::account, "a10060"}, BadGroup{"wrong type", Group::account, "a10000"},
                    BadGroup{"bytes follow", Group::account, "a000"}, BadGroup{"not a map", Group::account, "80"},
                    BadGroup{"no bytes", Group::account, ""},
                    BadGroup{"kind unknown is absent", Group::conversation, "a10200"},
                    BadGroup{"kind out of range", Group::conversation, "a10204"},
                    BadGroup{"empty participants", Group::conversation, "a10380"},
                    BadGroup{"direction out of range", Group::sender, "a10203"},
                    BadGroup{"time without a value", Group::times, "a100a102615a"},
                    BadGroup{"empty time", Group::times, "a100a0"},
                    BadGroup{"time of no kind", Group::times, "a106a1006131"},
                    BadGroup{"basis none is absent", Group::times, "a100a20061310300"},
                    BadGroup{"precision out of range", Group::times, "a100a20061310409"},
                    BadGroup{"empty list", Group::attachments, "a10080"},
                    BadGroup{"hash of 31 bytes", Group::attachments,
                             "a10081a104581f00000000000000000000000000000000000000000000000000000000000000"},
                    BadGroup{"kind missing", Group::rest, "a0"}, BadGroup{"kind out of range", Group::rest, "a1000c"},
                    BadGroup{"field of two items", Group::rest, "a2000004818261616162"},
                    BadGroup{"field type out of range", Group::rest, "a200000481836161616202"},
                    BadGroup{"no locator", Group::source,
                             "a30058200000000000000000000000000000000000000000000000000000000000000000056170"
                             "0601"},
                    BadGroup{"half a locator", Group::source,
                             "a400582000000000000000000000000000000000000000000000000000000000000000000105056170"
                             "0601"}));

TEST(Record, ErrorsNameTheGroup) {
    EncodedRecord record;
    encode(Message{}, plain_source(), record);
    record.buffer().back() = 0x7f;
    const auto owned = decode(record);
    ASSERT_FALSE(owned);
    EXPECT_EQ(owned.error().where.source, "group 8 (rest)");
}

}  // namespace
}  // namespace verbatim::record
