// SPDX-License-Identifier: Apache-2.0
#include "disclose/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim::disclose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(RedactionPlan, ReadsEveryKindOfRule) {
    const auto plan = RedactionPlan::parse(R"(
allow_repeats = true
[[redact]]
reason = "bank details of a third party"
pattern = ["iban", "card"]
in = ["text"]
[[redact]]
reason = "witness"
handle = "+31612345678"
names = ["Bård"]
hide_length = true
[[redact]]
reason = "privileged"
sequences = "9, 3-5, 4-7"
groups = ["attachments", "times"]
[[redact]]
reason = "home address"
sequences = "17"
chunks = "2-3"
neighbours = 1
)");
    ASSERT_TRUE(plan.ok()) << plan.error().to_string();
    ASSERT_EQ(plan->rules.size(), 4U);
    EXPECT_TRUE(plan->allow_repeats);
    EXPECT_EQ(plan->rules[0].patterns.size(), 2U);
    EXPECT_EQ(plan->rules[0].in, GroupSet{record::Group::text});
    EXPECT_EQ(plan->rules[1].patterns.size(), 2U);
    EXPECT_EQ(plan->rules[1].in, kHandleGroups);
    EXPECT_TRUE(plan->rules[1].hide_length);
    EXPECT_THAT(plan->rules[2].sequences, ElementsAre(NumberRange{3, 8}, NumberRange{9, 10}));
    EXPECT_TRUE(plan->rules[2].groups.has(record::Group::times));
    EXPECT_THAT(plan->rules[3].chunks, ElementsAre(NumberRange{2, 4}));
    EXPECT_EQ(plan->rules[3].neighbours, 1U);
}

TEST(RedactionPlan, RulesApplyWhereTheySay) {
    Rule rule;
    EXPECT_TRUE(rule.applies_to(0));
    rule.sequences = {{3, 8}, {9, 10}};
    EXPECT_FALSE(rule.applies_to(2));
    EXPECT_TRUE(rule.applies_to(3));
    EXPECT_TRUE(rule.applies_to(7));
    EXPECT_FALSE(rule.applies_to(8));
    EXPECT_TRUE(rule.applies_to(9));
    EXPECT_FALSE(rule.applies_to(10));
}

struct Fault {
    const char* text;
    const char* message;
};
class PlanFaults : public testing::TestWithParam<Fault> {};

TEST_P(PlanFaults, AreNamedWithTheirLine) {
    const auto plan = RedactionPlan::parse(GetParam().text);
    ASSERT_FALSE(plan.ok());
    EXPECT_THAT(plan.error().to_string(), HasSubstr(GetParam().message));
    EXPECT_THAT(plan.error().to_string(), HasSubstr("line "));
}

INSTANTIATE_TEST_SUITE_P(
    All, PlanFaults,
    testing::Values(Fault{"[[redact]]\npattern = \"iban\"\n", "every rule says why"},
                    Fault{"[[redact]]\nreason = \" \"\npattern = \"iban\"\n", "every rule says why"},
                    Fault{"[[redact]]\nreason = \"x\"\n", "one of groups"},
                    Fault{"[[redact]]\nreason = \"x\"\npattern = \"ibann\"\n", "no built-in pattern"},
                    Fault{"[[redact]]\nreason = \"x\"\nregex = \"(\"\n", "not a regular expression"},
                    Fault{"[[redact]]\nreason = \"x\"\nchunks = \"1\"\n", "give their numbers"},
                    Fault{"[[redact]]\nreason = \"x\"\ngroups = [\"senders\"]\n", "no group"},
                    Fault{"[[redact]]\nreason = \"x\"\npattern = \"iban\"\nsequences = \"5-3\"\n", "list of numbers"},
                    Fault{"[[redact]]\nreason = \"x\"\npattern = \"iban\"\nneighbours = -1\n", "whole number"},
                    Fault{"[[redact]]\nreason = \"x\"\npattern = \"iban\"\nhidelength = true\n", "not known"},
                    Fault{"[redact]\nreason = \"x\"\n", "[[redact]]"}, Fault{"reason = \n", "redaction plan"}));

}  // namespace
}  // namespace verbatim::disclose
