// SPDX-License-Identifier: Apache-2.0
#include "formats/profile.h"

#include <gtest/gtest.h>

#include <set>

namespace verbatim::formats {
namespace {

std::string fault(std::string_view toml) {
    const auto profile = Profile::parse(toml);
    return profile ? "" : profile.error().what;
}

constexpr std::string_view kHead = "name = \"x\"\ntable = \"csv\"\n";

TEST(Profile, EveryBuiltinIsWholeAndNamedAsItsFile) {
    std::set<std::string> names;
    ASSERT_GE(builtin_profiles().size(), 10U);
    for (const BuiltinProfile& builtin : builtin_profiles()) {
        const auto profile = Profile::parse(builtin.text);
        ASSERT_TRUE(profile.ok()) << builtin.file << ": " << profile.error().to_string();
        EXPECT_EQ(profile->name, builtin.file);
        EXPECT_TRUE(names.insert(profile->name).second);
        EXPECT_FALSE(profile->title.empty()) << builtin.file;
        EXPECT_FALSE(profile->match_columns.empty() && profile->match_first.empty() && profile->match_root.empty())
            << builtin.file << " matches nothing";
        EXPECT_FALSE(profile->field(TextField::text).empty()) << builtin.file;
    }
}

TEST(Profile, MistakesNameLineAndKey) {
    const std::string head(kHead);
    EXPECT_EQ(fault(head + "colour = 1\n"), "mapping profile, line 3: colour: this key is not known");
    EXPECT_EQ(fault(head + "[fields]\ntxt = \"a\"\n"), "mapping profile, line 4: fields.txt: this key is not known");
    EXPECT_EQ(fault(head + "[fields]\ntext = 7\n"),
              "mapping profile, line 4: fields.text: a string or an array of strings is wanted");
    EXPECT_EQ(fault(head + "[fields]\nkind = { from = \"a\", words = { x = \"hologram\" } }\n"),
              "mapping profile, line 4: fields.x: \"hologram\" is no word for this field");
    EXPECT_EQ(fault(head + "[fields]\ntext = { from = \"a\", value = \"b\" }\n"),
              "mapping profile, line 4: fields.text: exactly one of from, template, value, pair is wanted");
    EXPECT_NE(fault(head + "[times.sent]\nfrom = \"d\"\nformats = [\"qqqq\"]\n").find("line 3: times.sent: \"qqqq\""),
              std::string::npos);
    EXPECT_NE(fault(head + "[fields\n").find("mapping profile, line 3"), std::string::npos);
    EXPECT_NE(fault("table = \"csv\"\n").find("name"), std::string::npos);
    EXPECT_NE(fault("name = \"x\"\ntable = \"xml\"\n").find("which elements are rows"), std::string::npos);
    EXPECT_EQ(fault(head + "[[skip]]\nwhere = \"a\"\n"),
              "mapping profile, line 3: skip: where, why and one of is, missing = true are wanted");
}

TEST(Profile, IdentityDependsOnTheCanonicalText) {
    const std::string unix_text = std::string(kHead) + "# a remark\n";
    const std::string dos_text = "name = \"x\"  \r\ntable = \"csv\"\r\n# a remark\r\n\r\n";
    EXPECT_EQ(profile_identity(unix_text), profile_identity(dos_text));
    EXPECT_NE(profile_identity(unix_text), profile_identity(std::string(kHead)));
    EXPECT_TRUE(profile_identity(unix_text).starts_with("x-"));
    EXPECT_EQ(profile_identity(unix_text).size(), 2U + 64U);
    // Computed with sha256sum of the two lines.
    EXPECT_EQ(profile_identity(kHead), "x-f6fb0a5ffaa6b22f90ee77f1664e63758fc7026a9599c5107811e70580ea98d0");
}

TEST(Profile, AStatedProfileIsTheOnlyCandidateOfItsKind) {
    EXPECT_EQ(candidate_profiles(kHead, Profile::Table::csv)->size(), 1U);
    EXPECT_TRUE(candidate_profiles(kHead, Profile::Table::json)->empty());
    EXPECT_FALSE(candidate_profiles("nonsense", Profile::Table::json).ok());
    EXPECT_GE(candidate_profiles("", Profile::Table::json)->size(), 5U);
}

}  // namespace
}  // namespace verbatim::formats
