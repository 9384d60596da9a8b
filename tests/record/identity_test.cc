// SPDX-License-Identifier: Apache-2.0
#include "record/identity.h"

#include <gtest/gtest.h>

#include "crypto/sha256.h"
#include "record/seal_leaves.h"

namespace verbatim::record {
namespace {

std::string identity(const Message& message, const Hash& object = {}) {
    std::string out = "left over";
    conversation_identity(message, object, out);
    return out;
}

TEST(Identity, FirstRuleThatApplies) {
    Message m;
    const Hash object = crypto::sha256(as_bytes("object"));
    EXPECT_EQ(identity(m, object), "\x04" + object.hex());
    m.conversation_title = "Logistics";
    m.sender = "kilo";
    EXPECT_EQ(identity(m, object), "\x03Logistics");
    m.participants = {"", ""};
    EXPECT_EQ(identity(m, object), "\x03Logistics");
    m.participants = {"lima", "", "alpha", "lima"};
    EXPECT_EQ(identity(m, object), std::string("\x02") + "alpha\nkilo\nlima");
    m.sender = "";
    EXPECT_EQ(identity(m, object), std::string("\x02") + "alpha\nlima");
    m.conversation_id = "chat7";
    EXPECT_EQ(identity(m, object), std::string("\x01") + "chat7");
}

TEST(Identity, PeopleAreOrderedByBytesWhoeverSends) {
    Message one;
    one.sender = "kilo";
    one.participants = {"\xc3\xa9t\xc3\xa9", "Zulu"};
    Message two;
    two.sender = "\xc3\xa9t\xc3\xa9";
    two.participants = {"kilo", "Zulu", "kilo"};
    EXPECT_EQ(identity(one), identity(two));
    EXPECT_EQ(identity(one), std::string("\x02") + "Zulu\nkilo\n\xc3\xa9t\xc3\xa9");
}

TEST(Handles, EachOnceWithoutEmptyOnes) {
    Message m;
    std::vector<std::string_view> found = {"left over"};
    handles(m, found);
    EXPECT_TRUE(found.empty());
    m.sender = "kilo";
    m.account = "+31600";
    m.participants = {"lima", "kilo", "", "lima"};
    handles(m, found);
    EXPECT_EQ(found, (std::vector<std::string_view>{"+31600", "kilo", "lima"}));
}

TEST(SealLeaves, TimesSortLikeNumbersAndUndatedComesLast) {
    const std::optional<int64_t> rising[] = {INT64_MIN, -1, 0, 1, 1585742696000, INT64_MAX - 1, std::nullopt};
    for (size_t i = 0; i < std::size(rising); ++i) {
        EXPECT_EQ(utc_ms_of(sortable_time(rising[i])), rising[i]);
        if (i > 0) {
            EXPECT_LT(sortable_time(rising[i - 1]), sortable_time(rising[i]));
        }
    }
}

// Written out once by hand from docs/seals.md, section 1.
TEST(SealLeaves, FollowTheSpecification) {
    std::array<uint8_t, 32> bytes{};
    for (size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<uint8_t>(i);
    }
    const auto key = *crypto::SaltKey::from_bytes(bytes);
    const auto sha = [](const std::string& message) { return crypto::sha256(as_bytes(message)); };
    const auto text = [](const auto& value) { return std::string(as_text(Bytes(value))); };

    const crypto::Salt salt = conversation_salt(key,
                                                "\x01"
                                                "chat7");
    EXPECT_EQ(salt, crypto::salt_of(key, as_bytes("\x20\x01"
                                                  "chat7")));
    const Hash conversation = conversation_key(salt,
                                               "\x01"
                                               "chat7");
    EXPECT_EQ(conversation, sha("\x20" + text(salt) +
                                "\x01"
                                "chat7"));
    const Hash handle = handle_key(handle_salt(key, "kilo"), "kilo");
    EXPECT_EQ(handle, sha("\x21" + text(crypto::salt_of(key, as_bytes("\x21kilo"))) + "kilo"));

    crypto::SaltMaker maker(key);
    const uint64_t sequences[] = {0x0102, 7};
    const crypto::Salt entry_salt = maker.make_entries(sequences)[0];
    const SortableTime time = sortable_time(0);
    const Hash entry = entry_hash(entry_salt, time, 0x0102);
    EXPECT_EQ(entry, sha("\x22" + text(entry_salt) + text(time) + std::string("\0\0\0\0\0\0\x01\x02", 8)));
    EXPECT_EQ(conversation_leaf(conversation, entry),
              sha(std::string("\0\x23", 2) + text(conversation.bytes) + text(entry.bytes)));
    EXPECT_EQ(participation_leaf(handle, conversation),
              sha(std::string("\0\x24", 2) + text(handle.bytes) + text(conversation.bytes)));
    const crypto::Salt of_source = source_salt(key, 3);
    EXPECT_EQ(of_source, crypto::salt_of(key, as_bytes(std::string_view("\x25\0\0\0\0\0\0\0\x03", 9))));
    EXPECT_EQ(source_leaf(of_source, "source 3"), sha(std::string("\0\x25", 2) + text(of_source) + "source 3"));
}

}  // namespace
}  // namespace verbatim::record
