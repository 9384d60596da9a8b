// SPDX-License-Identifier: Apache-2.0
#include "audit/event.h"

#include <gtest/gtest.h>

#include "audit/audit.h"

namespace verbatim::audit {
namespace {

Entry example() {
    Entry entry;
    entry.number = 7;
    entry.time = "2026-11-24T01:06:10.123Z";
    entry.event.name = LegalName::disclosure;
    entry.event.who = "m.jansen";
    entry.event.operation = "export";
    entry.event.query = "from:\"kilo\" \xD9\x85\n\x01";
    entry.event.outcome = Outcome::partly;
    entry.event.shown = 3;
    entry.event.outside = UINT64_MAX;
    return entry;
}

TEST(AuditEvent, HasOneSpelling) {
    const auto line = to_line(example());
    ASSERT_TRUE(line);
    EXPECT_EQ(line->find('\n'), std::string::npos);
    const auto again = parse_line(*line);
    ASSERT_TRUE(again) << again.error().to_string();
    EXPECT_EQ(*again, example());
    EXPECT_FALSE(parse_line(*line + " "));
    EXPECT_FALSE(parse_line("{ " + line->substr(1)));
    EXPECT_FALSE(parse_line("{}"));
    EXPECT_FALSE(parse_line(""));
    std::string other = *line;
    other.replace(other.find("disclosure"), 10, "disclosed!");
    EXPECT_FALSE(parse_line(other));
}

TEST(AuditEvent, TakesBytesThatAreNotText) {
    Entry entry = example();
    entry.event.query = "caf\xE9";
    const auto line = to_line(entry);
    ASSERT_TRUE(line);
    EXPECT_EQ(parse_line(*line)->event.query, "caf\xEF\xBF\xBD");
}

TEST(AuditEvent, RefusesWhatIsTooLongToLog) {
    Entry entry = example();
    entry.event.query.assign(kLineBytesMax, 'x');
    const auto line = to_line(entry);
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error().code, Code::limit);
}

TEST(AuditEvent, WritesTimes) {
    EXPECT_EQ(utc_time(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(utc_time(1585699200007), "2020-04-01T00:00:00.007Z");
    EXPECT_EQ(utc_time(-1), "1969-12-31T23:59:59.999Z");
}

TEST(AuditEvent, ListsRecords) {
    EXPECT_EQ(record_list({20, 3, 17, 18, 3, 19}), "3,17-20");
    EXPECT_EQ(record_list({}), "");
    for (const uint64_t seq : {3, 17, 19, 20}) {
        EXPECT_TRUE(names_record("3,17-20", seq));
    }
    EXPECT_FALSE(names_record("3,17-20", 4));
    EXPECT_FALSE(names_record("3,17-20", 21));
    EXPECT_FALSE(names_record("proof of 3", 3));
}

}  // namespace
}  // namespace verbatim::audit
