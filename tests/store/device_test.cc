// SPDX-License-Identifier: Apache-2.0
// Streams over all devices.
#include "store/device_results.h"

#include <gtest/gtest.h>

#include "fixture.h"

namespace verbatim::store {
namespace {

class DeviceTest : public StoreTest {
  protected:
    void add(std::string_view device, std::string_view account, uint64_t sequence, int64_t ms,
             record::Direction direction, uint64_t fingerprint = 0, std::string_view native_id = {},
             std::string_view conversation = "c") {
        const std::string_view people[] = {"kilo", "lima"};
        const std::string_view names[] = {"a.jpg", "b.jpg"};
        Row row;
        row.seq = next_++;
        row.device = device;
        row.account = account;
        row.sequence = sequence;
        row.sort_ms = ms;
        row.sent_ms = ms == kNoTime ? std::nullopt : std::optional(ms);
        row.direction = direction;
        row.sender = direction == record::Direction::outgoing ? account : "other";
        row.conversation = conversation;
        row.participants = people;
        row.fingerprint = fingerprint;
        row.native_id = native_id;
        if (sequence == 7) {
            row.attachment_names = names;
            row.attachments_absent = 1;
        }
        block_.add(row);
    }
    void store() { ASSERT_TRUE(store_->insert(block_).ok()); }

    Block block_;
    uint64_t next_ = 0;
};

constexpr auto kIn = record::Direction::incoming;
constexpr auto kOut = record::Direction::outgoing;

TEST_F(DeviceTest, RowsComeByDeviceAndNumberOrTime) {
    add("p2", "kilo", 2, 500, kIn);
    add("p2", "kilo", 1, 900, kOut);
    add("", "acc", kNoSequence, 20, kIn);
    add("", "", kNoSequence, kNoTime, kIn);
    store();
    const auto seqs = [&](DeviceOrder order) {
        std::vector<uint64_t> out;
        std::string devices;
        EXPECT_TRUE(store_
                        ->device_rows(order,
                                      [&](const DeviceRow& row) {
                                          out.push_back(row.seq);
                                          devices += std::string(row.device) + ";";
                                          return true;
                                      },
                                      {})
                        .ok());
        EXPECT_EQ(devices, ";acc;p2;p2;");
        return out;
    };
    EXPECT_EQ(seqs(DeviceOrder::number), (std::vector<uint64_t>{3, 2, 1, 0}));
    EXPECT_EQ(seqs(DeviceOrder::time), (std::vector<uint64_t>{3, 2, 0, 1}));
}

TEST_F(DeviceTest, SummariesAddUp) {
    add("p2", "kilo", 7, 3'600'000, kOut);
    add("p2", "kilo", 3, 3'700'000, kIn);
    add("p2", "kilo", kNoSequence, kNoTime, kIn);
    store();
    ASSERT_TRUE(store_
                    ->devices(
                        [](const DeviceInfo& info) {
                            EXPECT_EQ(info.device, "p2");
                            EXPECT_EQ(info.rows, 3U);
                            EXPECT_EQ(info.numbered, 2U);
                            EXPECT_EQ(info.number_min, 3U);
                            EXPECT_EQ(info.number_max, 7U);
                            return true;
                        },
                        {})
                    .ok());
    std::vector<std::pair<int64_t, uint64_t>> hours;
    ASSERT_TRUE(store_
                    ->hours(
                        [&](const HourCount& hour) {
                            hours.emplace_back(hour.begin_ms, hour.rows);
                            return true;
                        },
                        {})
                    .ok());
    EXPECT_EQ(hours, (std::vector<std::pair<int64_t, uint64_t>>{{kNoTime, 1}, {3'600'000, 2}}));
    ASSERT_TRUE(store_
                    ->attachment_counts(
                        [](const AttachmentCount& count) {
                            EXPECT_EQ(count.named, 2U);
                            EXPECT_EQ(count.absent, 1U);
                            return true;
                        },
                        {})
                    .ok());
    ASSERT_TRUE(store_
                    ->conversation_sides(
                        [](const ConversationSides& sides) {
                            EXPECT_EQ(sides.rows, 3U);
                            EXPECT_EQ(sides.first_ms, 3'600'000);
                            EXPECT_EQ(sides.last_ms, 3'700'000);
                            EXPECT_EQ(sides.devices, std::vector<std::string>{"p2"});
                            EXPECT_EQ(sides.handles, (std::vector<std::string>{"kilo", "lima", "other"}));
                            return true;
                        },
                        {})
                    .ok());
}

TEST_F(DeviceTest, SidesOfConversationsAreToldApartAndStopWhenNobodyWantsMore) {
    for (const char* conversation : {"b", "a", "c"}) {
        add("p1", "kilo", 1, 10'000, kOut, 0, {}, conversation);
        add("p2", "lima", 1, 20'000, kOut, 0, {}, conversation);
    }
    store();
    std::string seen;
    size_t wanted = 3;
    const auto each = [&](const ConversationSides& sides) {
        seen += sides.conversation;
        EXPECT_EQ(sides.rows, 2U);
        EXPECT_EQ(sides.first_ms, 10'000);
        EXPECT_EQ(sides.last_ms, 20'000);
        EXPECT_EQ(sides.devices, (std::vector<std::string>{"p1", "p2"}));
        return seen.size() < wanted;
    };
    ASSERT_TRUE(store_->conversation_sides(each, {}).ok());
    EXPECT_EQ(seen, "abc");
    seen.clear();
    wanted = 2;
    ASSERT_TRUE(store_->conversation_sides(each, {}).ok());
    EXPECT_EQ(seen, "ab");
}

TEST_F(DeviceTest, ClocksAreComparedWhereRowsAreLinked) {
    add("p1", "kilo", 1, 10'000, kOut, 42, "id");
    add("p2", "lima", 1, 17'000, kIn, 42, "id");
    add("p1", "kilo", 2, 90'000, kOut, 43, "id2");
    store();
    std::vector<int64_t> differences;
    const auto each = [&](const ClockPair& pair) {
        EXPECT_EQ(pair.device_a, "p1");
        EXPECT_EQ(pair.device_b, "p2");
        differences.push_back(pair.sent_b_ms - pair.sent_a_ms);
        return true;
    };
    ASSERT_TRUE(store_->clock_pairs(each, {}).ok());
    EXPECT_TRUE(differences.empty());
    ASSERT_TRUE(store_->link(0, {}).ok());
    ASSERT_TRUE(store_->clock_pairs(each, {}).ok());
    EXPECT_EQ(differences, std::vector<int64_t>{7'000});
    std::vector<std::string> handles;
    ASSERT_TRUE(store_
                    ->device_handles(
                        [&](const DeviceHandle& own) {
                            handles.push_back(std::string(own.device) + "=" + std::string(own.handle));
                            return true;
                        },
                        {})
                    .ok());
    EXPECT_EQ(handles, (std::vector<std::string>{"p1=kilo", "p2=lima"}));
}

}  // namespace
}  // namespace verbatim::store
