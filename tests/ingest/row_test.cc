// SPDX-License-Identifier: Apache-2.0
#include "ingest/row.h"

#include <gtest/gtest.h>

namespace verbatim::ingest {
namespace {

record::Message numbered(std::string_view key, std::string_view value) {
    record::Message message;
    message.rest.push_back({key, value, record::FieldType::json});
    return message;
}

uint64_t sequence(const record::Message& message) {
    RowMaker maker;
    return maker.make(message, 0, 0, "path", {}).sequence;
}

TEST(Row, TakesAPlainNumberAsTheDevicesOwn) {
    EXPECT_EQ(sequence(numbered("seq", "0")), 0U);
    EXPECT_EQ(sequence(numbered("sequence", "18446744073709551614")), 18446744073709551614U);
    EXPECT_EQ(sequence(numbered("@seq", "12")), 12U);
}

TEST(Row, TakesNothingElseForARowNumber) {
    for (const std::string_view value : {"", "-1", "+1", " 1", "1.0", "1e3", "\"1\"", "18446744073709551616", "0x1"}) {
        EXPECT_EQ(sequence(numbered("seq", value)), store::kNoSequence) << value;
    }
    EXPECT_EQ(sequence(numbered("SEQ", "1")), store::kNoSequence);
    EXPECT_EQ(sequence({}), store::kNoSequence);
}

TEST(Row, PrefersTheFullWord) {
    record::Message message = numbered("seq", "1");
    message.rest.push_back({"sequence", "2", record::FieldType::text});
    EXPECT_EQ(sequence(message), 2U);
    message.rest.back().value = "b-2";
    EXPECT_EQ(sequence(message), 1U);
}

TEST(Row, CountsNamedAttachmentsWithoutBytes) {
    record::Message message;
    message.device = "phone 4";
    message.attachments.resize(4);
    message.attachments[0].name = "absent.jpg";
    message.attachments[1].url = "https://example.org/absent.jpg";
    message.attachments[2].name = "there.jpg";
    message.attachments[2].sha256 = Hash{};
    RowMaker maker;
    const store::Row& row = maker.make(message, 0, 0, "path", {});
    EXPECT_EQ(row.attachments_absent, 2U);
    EXPECT_EQ(row.device, "phone 4");
}

}  // namespace
}  // namespace verbatim::ingest
