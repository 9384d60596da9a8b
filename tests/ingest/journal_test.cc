// SPDX-License-Identifier: Apache-2.0
#include "ingest/journal.h"

#include <gtest/gtest.h>

namespace verbatim::ingest {
namespace {

SourceEntry entry() {
    SourceEntry e;
    e.source = 4;
    e.acquisition = 2;
    e.path = "zip/chat \"x\".txt";
    e.object = Hash{};
    e.size_bytes = 100;
    e.container.push_back({Hash{}, "chat.txt"});
    e.status = SourceStatus::partial;
    e.format = "whatsapp_text";
    e.format_version = 3;
    e.first_seq = 77;
    e.counts.messages = 5;
    e.counts.skipped = 3;
    e.counts.bytes_messages = 60;
    e.counts.bytes_skipped = 20;
    e.counts.bytes_structure = 5;
    e.counts.bytes_unread = 15;
    e.skips = {{"header", 1}, {"comment", 2}};
    e.assumptions = {{"date-order", "dmy", "line 3: day 25"}};
    e.problem = "the parse worker ended by signal 11";
    return e;
}

TEST(Journal, SourceEntriesRoundTrip) {
    const auto back = decode_source(encode(entry()));
    ASSERT_TRUE(back) << back.error().to_string();
    EXPECT_EQ(encode(*back), encode(entry()));
    EXPECT_EQ(back->counts.bytes_unread, 15U);
    EXPECT_EQ(back->assumptions.at(0).evidence, "line 3: day 25");
}

TEST(Journal, BalanceNamesWhatDoesNotAddUp) {
    SourceEntry e = entry();
    EXPECT_EQ(balance(e), "");
    e.counts.bytes_structure = 4;
    EXPECT_NE(balance(e).find("has 100 bytes, its accounting adds up to 99"), std::string::npos);
    e = entry();
    e.skips["header"] = 2;
    EXPECT_NE(balance(e).find("their reasons add up to 4"), std::string::npos);
}

TEST(Journal, StateRoundTripsAndEmptyIsNew) {
    State state;
    state.sources = 9;
    state.journal = {1234, Hash{}};
    state.current_messages = 17;
    EXPECT_EQ(*decode_state(encode(state)), state);
    EXPECT_EQ(*decode_state(""), State{});
    EXPECT_EQ(decode_state("{}").error().code, Code::integrity);
    EXPECT_EQ(decode_state("{\"version\":2}").error().code, Code::unsupported);
}

}  // namespace
}  // namespace verbatim::ingest
