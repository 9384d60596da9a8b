// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "sample.h"

namespace verbatim::disclose {
namespace {

std::map<std::string, std::string> row_of(uint64_t sequence) {
    std::map<std::string, std::string> out;
    RowCells cells;
    auto done = sample::each_message(60, [&](const DisclosedMessage& message) -> Result<void> {
        if (message.sequence == sequence) {
            const auto row = cells.fill(message);
            for (size_t i = 0; i < row.size(); ++i) {
                out[columns()[i].name] = row[i];
            }
        }
        return {};
    });
    EXPECT_TRUE(done);
    return out;
}

TEST(RowCells, EveryFieldTravels) {
    auto row = row_of(1);
    EXPECT_EQ(row["device"], "IMEI 490154203237518");
    EXPECT_EQ(row["received"], "2 April 2020, 20:03 (UTC+02:00)");
    EXPECT_EQ(row["received ISO 8601"], "2020-04-02T18:03:33Z");
    EXPECT_EQ(row["received as written"], "02/04/20 20:03");
    EXPECT_EQ(row["received zone"], "+02:00, stated by the source, to the minute");
    EXPECT_EQ(row["edited"], "not readable as a time");
    EXPECT_EQ(row["further fields"], "cell={\"lac\":17}\ncell=twice\n=");
    EXPECT_EQ(row["answers"], "1011");
    EXPECT_EQ(row["forwarded from"], "somebody else");
    EXPECT_EQ(row["direction"], "incoming");
    EXPECT_EQ(row["place in source"], "bytes 100 to 190");
    EXPECT_EQ(row["participants"], "kilo@example\nuser2");
    EXPECT_THAT(row["container"], testing::HasSubstr("export/chat.json in "));
    EXPECT_THAT(row["also seen as"], testing::HasSubstr("4711"));
    EXPECT_THAT(row_of(2)["attachments"], testing::HasSubstr("withheld: shows a child"));
}

TEST(RowCells, WithheldGroupsSaySo) {
    const auto row = row_of(301);
    for (const auto& [name, cell] : row) {
        if (name == "message" || name == "exhibit" || name == "also seen as" || name == "blacked out" ||
            name == "withheld") {
            continue;
        }
        EXPECT_EQ(cell, "[withheld]") << name;
    }
    EXPECT_THAT(row.at("withheld"), testing::HasSubstr("text: privileged"));
}

TEST(RowCells, BlackedOutWordsSayWhy) {
    auto row = row_of(300);
    EXPECT_EQ(row["text"],
              "The account is [blacked out, 5 pieces: bank account of a third person], call "
              "[blacked out: telephone number <script>]");
    EXPECT_EQ(row["blacked out"], "2");
}

}  // namespace
}  // namespace verbatim::disclose
