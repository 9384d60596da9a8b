// SPDX-License-Identifier: Apache-2.0
// The bundles of testdata/vectors/bundle, which a second implementation made (tests/verifier/make_bundle.py). Every way
// to tamper with them, and the agreement with verifier/verify.py, is tests/verifier/bundle_test.py.
#include "verify/bundle.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "nlohmann/json.hpp"

namespace verbatim::verify {
namespace {

std::string read(const std::string& name) {
    std::ifstream file(VERBATIM_SOURCE_DIR "/testdata/vectors/bundle/" + name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

BundleReport check(const std::string& bytes, const BundleOptions& options = {}) {
    const MemorySource source(bytes);
    auto report = verify_bundle(source, options);
    EXPECT_TRUE(report) << report.error().to_string();
    return *report;
}

nlohmann::json keys() {
    return nlohmann::json::parse(read("keys.json"));
}

TEST(Bundle, GoodOnesAreProved) {
    size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(VERBATIM_SOURCE_DIR "/testdata/vectors/bundle")) {
        if (entry.path().extension() != ".zip") {
            continue;
        }
        ++count;
        const BundleReport report = check(read(entry.path().filename()), {.trusted_key = keys()["key"]});
        EXPECT_TRUE(report.proved) << entry.path() << ": " << report.failed_step << ": " << report.reason;
        EXPECT_TRUE(report.key_trusted);
        EXPECT_NE(report.to_text().find("PROVED"), std::string::npos);
        EXPECT_TRUE(nlohmann::json::accept(report.to_json())) << report.to_json();
    }
    EXPECT_GE(count, 11u);
}

TEST(Bundle, SaysWhatIsCompleteAndWhatIsNot) {
    const BundleReport mixed = check(read("mixed.zip"));
    ASSERT_EQ(mixed.scopes.size(), 3u);
    EXPECT_EQ(mixed.scopes[0].kind, ProvedScope::Kind::selection);
    EXPECT_EQ(mixed.scopes[1].text, std::string("\1chat-7"));
    EXPECT_EQ(mixed.scopes[2].text, "anna");
    EXPECT_EQ(mixed.included_only, 2u);
    EXPECT_FALSE(mixed.key_trusted);
    const BundleReport nothing = check(read("nothing.zip"));
    EXPECT_EQ(nothing.records, 0u);
    EXPECT_EQ(check(read("stamped.zip")).timestamp, "2026-11-23T20:27:00Z");
}

TEST(Bundle, KeysOfOthers) {
    const std::string bytes = read("whole.zip");
    EXPECT_EQ(check(bytes, {.trusted_key = keys()["other_key"]}).failed_step, "verify/bundle");
    const BundleReport seen = check(bytes, {.witness_keys = {keys()["witness_key"]}});
    ASSERT_EQ(seen.witnesses.size(), 1u);
    EXPECT_EQ(seen.witnesses[0].name, "witness.example/w1");
    const MemorySource source(bytes);
    EXPECT_EQ(verify_bundle(source, {.trusted_key = "no key"}).error().code, Code::usage);
    EXPECT_EQ(verify_bundle(source, {.witness_keys = {keys()["key"]}}).error().code, Code::usage);
}

TEST(Bundle, AnOpeningFitsItsBundleAlone) {
    const std::string opening = read("redacted.opening");
    const BundleReport report = check(read("redacted.zip"), {.opening = opening});
    EXPECT_TRUE(report.proved) << report.reason;
    EXPECT_EQ(report.opened, 9u);
    EXPECT_EQ(check(read("whole.zip"), {.opening = opening}).failed_step, "opening");
}

TEST(Bundle, NoByteCanBeFlippedOrCutOff) {
    const std::string good = read("period.zip");
    for (size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
        const BundleReport report = check(bad);
        ASSERT_FALSE(report.proved) << "byte " << i;
        ASSERT_EQ(report.failed_step, "zip") << "byte " << i;
    }
    for (size_t size = 0; size < good.size(); size += 7) {
        ASSERT_EQ(check(good.substr(0, size)).failed_step, "zip") << size;
    }
    EXPECT_EQ(check(good + "x").failed_step, "zip");
    EXPECT_EQ(check("x" + good).failed_step, "zip");
}

}  // namespace
}  // namespace verbatim::verify
