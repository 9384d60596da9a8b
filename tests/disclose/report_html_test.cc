// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "disclose/report_markup.h"
#include "disclose/report_writer.h"
#include "sample.h"

namespace verbatim::disclose {
namespace {

Result<std::string> report(const DisclosureFacts& facts, uint64_t messages) {
    std::string out;
    VB_TRY_ASSIGN(auto writer, html_report(
                                   facts,
                                   [&out](std::string_view bytes) -> Result<void> {
                                       out += bytes;
                                       return {};
                                   },
                                   ::testing::TempDir()));
    VB_TRY(sample::each_message(messages, [&](const DisclosedMessage& message) { return writer->add(message); }));
    VB_TRY(writer->finish());
    return out;
}

TEST(HtmlOut, NoTextBecomesMarkup) {
    EXPECT_TRUE(rc::check("escaped text has no markup of its own", [](const std::string& text) {
        std::string out;
        HtmlOut html([&out](std::string_view bytes) -> Result<void> {
            out += bytes;
            return {};
        });
        html.value(text);
        RC_ASSERT(bool(html.flush()));
        RC_ASSERT(out.find_first_of("<>\"'") == std::string::npos);
    }));
}

TEST(HtmlReport, SameInputGivesSameBytes) {
    const auto first = report(sample::facts(60), 60);
    const auto second = report(sample::facts(60), 60);
    ASSERT_TRUE(first);
    ASSERT_TRUE(second);
    EXPECT_EQ(*first, *second);
}

TEST(HtmlReport, NothingRunsOrLoads) {
    const auto html = report(sample::facts(60), 60);
    ASSERT_TRUE(html);
    for (const char* forbidden :
         {"<script", "<img", "<svg", "<iframe", "<link", "<object", "src=", "@import", "url("}) {
        EXPECT_EQ(html->find(forbidden), std::string::npos) << forbidden;
    }
    EXPECT_NE(html->find("default-src 'none'"), std::string::npos);
}

TEST(HtmlReport, SaysWhatItMust) {
    const auto html = report(sample::facts(60), 60);
    ASSERT_TRUE(html);
    for (const char* words : {"Start of our chain", "no hash supplied", "not stated", "Gaps are possible", "DRAFT",
                              "bank account of a third person", "blacked out, 5 pieces", "zone not stated",
                              "privileged", "2 April 2020, 20:03:28 (Europe/Amsterdam, UTC+02:00)", "id=\"n0\"",
                              "id=\"n307\"", "Exhibit KM/14", "same native id in another source"}) {
        EXPECT_NE(html->find(words), std::string::npos) << words;
    }
}

TEST(HtmlReport, BlankFactsAreRefused) {
    DisclosureFacts facts = sample::facts(60);
    facts.sources[0].channel.clear();
    EXPECT_FALSE(report(facts, 60));
}

TEST(HtmlReport, AWrongCountIsAnError) {
    EXPECT_FALSE(report(sample::facts(60), 59));
}

TEST(HtmlReport, AnErrorOfTheSinkComesBack) {
    const DisclosureFacts facts = sample::facts(60);
    auto writer = html_report(
        facts,
        [](std::string_view) -> Result<void> {
            return Error{Code::io, "disk full", {}, {}};
        },
        ::testing::TempDir());
    ASSERT_TRUE(writer);
    (void)sample::each_message(60, [&](const DisclosedMessage& message) { return (*writer)->add(message); });
    const auto finished = (*writer)->finish();
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().what, "disk full");
}

}  // namespace
}  // namespace verbatim::disclose
