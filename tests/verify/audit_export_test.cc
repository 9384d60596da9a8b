// SPDX-License-Identifier: Apache-2.0
#include "verify/audit_export.h"

#include <gtest/gtest.h>

#include <vector>

#include "merkle/frontier.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"

namespace verbatim::verify {
namespace {

class AuditExport : public testing::Test {
  protected:
    AuditExport() : signer_(*note::Signer::generate("verbatim-audit/test")) {}

    static std::string line(size_t number) {
        return R"({"detail":"a \",\"number\":99","name":"consultation","number":)" + std::to_string(number) +
               R"(,"operation":"search"})";
    }
    // Of so many entries, with these lines instead of its own.
    std::string made(size_t entries, const std::vector<std::string>& lines) const {
        merkle::Frontier frontier;
        for (size_t i = 0; i < entries; ++i) {
            frontier.append(merkle::leaf_hash(as_bytes(line(i))));
        }
        const std::string checkpoint =
            *note::sign_checkpoint({"verbatim-audit/test", entries, frontier.root(), {}}, signer_);
        std::string out = audit_export_head(signer_.verifier().to_string(), checkpoint);
        for (const std::string& one : lines) {
            out += one;
        }
        return out;
    }
    static std::vector<std::string> lines(size_t entries) {
        std::vector<std::string> out;
        for (size_t i = 0; i < entries; ++i) {
            out.push_back(audit_export_line(line(i)));
        }
        return out;
    }
    static AuditReport check(const std::string& bytes, const std::string& key = {}) {
        const auto report = verify_audit_export(MemorySource(bytes), key, {});
        EXPECT_TRUE(report) << (report ? "" : report.error().to_string());
        return report ? *report : AuditReport{};
    }
    // The only finding.
    AuditFinding finding(size_t entries, const std::vector<std::string>& lines) const {
        const AuditReport report = check(made(entries, lines));
        EXPECT_EQ(report.findings_count, 1U) << report.to_text();
        return report.findings.empty() ? AuditFinding{} : report.findings.front();
    }

    note::Signer signer_;
};

TEST_F(AuditExport, WholeIsProved) {
    for (const size_t entries : {0, 1, 2, 7, 300}) {
        const AuditReport report = check(made(entries, lines(entries)), signer_.verifier().to_string());
        EXPECT_TRUE(report.proved) << report.to_text();
        EXPECT_TRUE(report.key_trusted);
        EXPECT_EQ(report.entries, entries);
        EXPECT_NE(report.to_text().find("PROVED: these are all " + std::to_string(entries)), std::string::npos);
    }
    EXPECT_FALSE(check(made(3, lines(3))).key_trusted);
}

TEST_F(AuditExport, ChangedEntryIsNamed) {
    for (const size_t number : {0, 3, 9}) {
        auto given = lines(10);
        given[number].replace(given[number].find("search"), 6, "saerch");
        const AuditFinding found = finding(10, given);
        EXPECT_EQ(found.entry, number);
        EXPECT_NE(found.what.find("was changed"), std::string::npos);
    }
}

TEST_F(AuditExport, DeletedEntriesAreNamed) {
    for (const size_t number : {0, 3}) {
        auto given = lines(10);
        given.erase(given.begin() + static_cast<std::ptrdiff_t>(number));
        const AuditFinding found = finding(10, given);
        EXPECT_EQ(found.entry, number);
        EXPECT_NE(found.what.find("is missing: deleted"), std::string::npos);
    }
    auto given = lines(10);
    given.erase(given.begin() + 4, given.begin() + 7);
    EXPECT_EQ(finding(10, given).what, "entries 4 to 6 are missing: deleted");
    given = lines(8);
    EXPECT_EQ(finding(10, given).what, "entries 8 to 9 are missing: the log was cut off");
}

TEST_F(AuditExport, InsertedEntryIsNamed) {
    auto given = lines(10);
    given.insert(given.begin() + 5, audit_export_line(line(4)));
    const AuditFinding found = finding(10, given);
    EXPECT_EQ(found.entry, 5U);
    EXPECT_NE(found.what.find("calls itself entry 4"), std::string::npos);
    given = lines(11);
    EXPECT_NE(finding(10, given).what.find("does not belong there"), std::string::npos);
}

TEST_F(AuditExport, EntryChangedWithItsHashIsSeenByTheRoot) {
    auto given = lines(10);
    std::string other = line(3);
    other.replace(other.find("search"), 6, "saerch");
    given[3] = audit_export_line(other);
    EXPECT_NE(finding(10, given).what.find("together with its hash"), std::string::npos);
}

TEST_F(AuditExport, WhatIsNoExportIsNotProved) {
    const std::string good = made(3, lines(3));
    for (const size_t size : {size_t{0}, size_t{10}, size_t{40}, good.size() - 1}) {
        EXPECT_FALSE(check(good.substr(0, size)).proved) << size;
    }
    const auto other = *note::Signer::generate("verbatim-audit/test");
    EXPECT_FALSE(check(good, other.verifier().to_string()).proved);
    const auto bad_key = verify_audit_export(MemorySource(good), "no key", {});
    ASSERT_FALSE(bad_key);
    EXPECT_EQ(bad_key.error().code, Code::usage);
    EXPECT_TRUE(is_audit_export(good.substr(0, kAuditExportHead.size())));
    EXPECT_FALSE(is_audit_export("PK"));
}

}  // namespace
}  // namespace verbatim::verify
