// SPDX-License-Identifier: Apache-2.0
#include "disclose/facts.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace verbatim::disclose {
namespace {

TEST(DisclosureFacts, SampleIsSound) {
    EXPECT_TRUE(check(sample::facts(60)));
}

TEST(DisclosureFacts, NoFieldOfTheStartOfOurChainMayBeBlank) {
    for (std::string SourceFacts::*field :
         {&SourceFacts::path, &SourceFacts::sha256, &SourceFacts::claimed_hash, &SourceFacts::delivered_by,
          &SourceFacts::received, &SourceFacts::taken_by, &SourceFacts::ingested, &SourceFacts::channel,
          &SourceFacts::authority, &SourceFacts::format}) {
        for (const char* blank : {"", " \t\n"}) {
            DisclosureFacts facts = sample::facts(60);
            facts.sources[0].*field = blank;
            const auto checked = check(facts);
            ASSERT_FALSE(checked);
            EXPECT_EQ(checked.error().code, Code::usage);
            EXPECT_EQ(checked.error().where.source, "source 1");
            EXPECT_NE(checked.error().advice.find("not stated"), std::string::npos);
        }
    }
}

TEST(DisclosureFacts, LimitsAndScopeMustBeStated) {
    DisclosureFacts facts = sample::facts(60);
    facts.limits.clear();
    EXPECT_FALSE(check(facts));
    facts = sample::facts(60);
    facts.limits[0].text = " ";
    EXPECT_FALSE(check(facts));
    facts = sample::facts(60);
    facts.scopes.clear();
    EXPECT_FALSE(check(facts));
}

TEST(DisclosureFacts, AccountingMustAddUp) {
    DisclosureFacts facts = sample::facts(60);
    facts.sources[0].disclosed += 1;
    EXPECT_FALSE(check(facts));
    facts = sample::facts(60);
    facts.sources[0].messages = facts.sources[0].disclosed - 1;
    EXPECT_FALSE(check(facts));
}

}  // namespace
}  // namespace verbatim::disclose
