// SPDX-License-Identifier: Apache-2.0
// The worker's wire format: what goes in comes out, and nothing a hostile worker sends is believed.
#include "formats/wire.h"

#include <gtest/gtest.h>

#include <random>

namespace verbatim::formats {
namespace {

std::string wire_of(const record::Message& message) {
    std::string bytes;
    WireSink sink([&](std::span<const char> item) {
        bytes.append(item.data(), item.size());
        return true;
    });
    EXPECT_TRUE(sink.message(message));
    sink.assume("date-order", "dmy", "line 17: day 25");
    EXPECT_TRUE(sink.reject({7, 9}, "bad-json", "no closing brace"));
    return bytes;
}

record::Message full_message() {
    record::Message m;
    m.locator = {3, 90, "messages", 12};
    m.platform = "whatsapp";
    m.conversation_kind = record::ConversationKind::group;
    m.participants = {"kilo", "lima"};
    m.sender = "kilo";
    m.direction = record::Direction::outgoing;
    m.time(record::TimeKind::read) = {"1/4/20", 1585699200000, "+02:00", record::ZoneBasis::configured,
                                      record::Precision::day};
    m.time(record::TimeKind::deleted).raw = "unknown";
    m.text = "two boxes";
    record::Attachment a;
    a.name = "IMG-1.jpg";
    a.size_bytes = 0;
    m.attachments.push_back(a);
    m.kind = record::Kind::other;
    m.rest.push_back({"k", "{\"a\":1}", record::FieldType::json});
    return m;
}

TEST(Wire, GivesBackWhatWentIn) {
    const std::string bytes = wire_of(full_message());
    WireReader reader(bytes);
    WireItem item;
    ASSERT_TRUE(reader.next(item));
    EXPECT_EQ(item.type, WireType::message);
    const record::Message& m = item.message;
    EXPECT_EQ(m.locator.table, "messages");
    EXPECT_EQ(m.locator.row, 12);
    EXPECT_EQ(item.range.end, 90U);
    EXPECT_EQ(m.participants, (std::vector<std::string_view>{"kilo", "lima"}));
    EXPECT_EQ(m.time(record::TimeKind::read).utc_ms, 1585699200000);
    EXPECT_EQ(m.time(record::TimeKind::read).zone, "+02:00");
    EXPECT_EQ(m.time(record::TimeKind::read).precision, record::Precision::day);
    EXPECT_FALSE(m.time(record::TimeKind::deleted).utc_ms);
    EXPECT_EQ(m.attachments.at(0).size_bytes, 0U);
    EXPECT_EQ(m.rest.at(0).type, record::FieldType::json);
    EXPECT_EQ(m.kind, record::Kind::other);
    ASSERT_TRUE(reader.next(item));
    EXPECT_EQ(item.type, WireType::assume);
    EXPECT_EQ(item.detail, "line 17: day 25");
    ASSERT_TRUE(reader.next(item));
    EXPECT_EQ(item.type, WireType::reject);
    EXPECT_EQ(item.range.begin, 7U);
    EXPECT_TRUE(reader.empty());
}

TEST(Wire, EveryTruncationIsRefused) {
    const std::string bytes = wire_of(full_message());
    for (size_t size = 0; size < bytes.size(); ++size) {
        WireReader reader(std::string_view(bytes).substr(0, size));
        WireItem item;
        bool failed = false;
        while (!reader.empty() && !failed) {
            failed = !reader.next(item);
        }
        // A cut between items is a shorter batch, any other cut is an error.
        const bool at_boundary = !failed;
        if (at_boundary) {
            EXPECT_EQ(reader.position(), size);
        }
    }
}

TEST(Wire, RandomDamageNeverReadsOutside) {
    std::mt19937 random(20);
    const std::string good = wire_of(full_message());
    for (int round = 0; round < 20000; ++round) {
        std::string bytes = good;
        for (int flips = 1 + static_cast<int>(random() % 4); flips > 0; --flips) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        WireReader reader(bytes);
        WireItem item;
        while (!reader.empty() && reader.next(item)) {
            ASSERT_LE(item.range.begin, item.range.end);
        }
    }
}

}  // namespace
}  // namespace verbatim::formats
