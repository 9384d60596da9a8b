// SPDX-License-Identifier: Apache-2.0
// The sandbox and dying workers, with the real worker program.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/parse_process.h"
#include "ingest/read_source.h"

namespace verbatim::ingest {
namespace {

constexpr std::string_view kLines =
    "{\"sent\":\"2020-04-01T10:00:00Z\",\"sender\":\"kilo\",\"text\":\"one\"}\n"
    "{\"sent\":\"2020-04-01T10:00:01Z\",\"sender\":\"lima\",\"text\":\"two\"}\n";

class Worker : public testing::Test {
  protected:
    void SetUp() override {
        auto started = ParseProcess::start(std::string(VERBATIM_BINARY_DIR) + "/verbatim-parse-worker");
        ASSERT_TRUE(started) << started.error().to_string();
        process_ = std::move(*started);
    }

    // Reads `bytes` under `path` and says what became of the source.
    SourceEntry read(std::string_view bytes, std::string path) {
        char name[] = "/tmp/verbatim-test-XXXXXX";
        StartedSource source;
        source.object.fd = io::Descriptor(::mkstemp(name));
        ::unlink(name);
        EXPECT_TRUE(io::write_all(source.object.fd.get(), as_bytes(bytes), name));
        source.object.size_bytes = bytes.size();
        formats::ParseJob job;
        job.size_bytes = bytes.size();
        job.path = path;
        job.settings.format = "jsonl";
        auto child = process_->submit(source.object.fd.get(), job);
        EXPECT_TRUE(child) << child.error().to_string();
        source.child = std::move(*child);
        SourceEntry entry;
        entry.path = path;
        entry.size_bytes = bytes.size();
        SourceHandlers handlers;
        handlers.batch = [](std::string&, uint64_t, uint64_t) { return Result<void>{}; };
        handlers.finding = [&](const Finding& finding) {
            findings_.push_back(finding);
            return Result<void>{};
        };
        const auto result = read_source(source, entry, handlers);
        EXPECT_TRUE(result) << result.error().to_string();
        return entry;
    }

    std::unique_ptr<ParseProcess> process_;
    std::vector<Finding> findings_;
};

TEST_F(Worker, ReadsASourceAndAccountsForIt) {
    const SourceEntry entry = read(kLines, "chat.jsonl");
    EXPECT_EQ(entry.status, SourceStatus::parsed) << entry.problem;
    EXPECT_EQ(entry.counts.messages, 2U);
    EXPECT_EQ(entry.format, "jsonl");
}

class Misbehaving : public Worker, public testing::WithParamInterface<const char*> {};

// Opening a file for writing, making a socket, starting a program, eating all memory, never ending, crashing: each
// costs its own source and is named; the next source is read as if nothing had happened.
TEST_P(Misbehaving, CostsOneSourceAndNothingElse) {
    const SourceEntry entry = read(kLines, GetParam());
    EXPECT_EQ(entry.status, SourceStatus::partial);
    EXPECT_NE(entry.problem.find("parse worker"), std::string::npos) << entry.problem;
    EXPECT_EQ(entry.counts.bytes_unread, kLines.size());
    ASSERT_EQ(findings_.size(), 1U);
    EXPECT_EQ(findings_[0].code, "not-read-whole");
    EXPECT_NE(::access("/tmp/verbatim-escaped", F_OK), 0);

    const SourceEntry next = read(kLines, "chat.jsonl");
    EXPECT_EQ(next.status, SourceStatus::parsed);
    EXPECT_EQ(next.counts.messages, 2U);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// Sanitizers cannot live under an address space limit.
INSTANTIATE_TEST_SUITE_P(Kinds, Misbehaving,
                         testing::Values("//test/crash", "//test/open", "//test/socket", "//test/exec", "//test/spin"));
#else
INSTANTIATE_TEST_SUITE_P(Kinds, Misbehaving,
                         testing::Values("//test/crash", "//test/open", "//test/socket", "//test/exec", "//test/spin",
                                         "//test/memory"));
#endif

TEST_F(Worker, AMissingProgramIsNamed) {
    const auto started = ParseProcess::start("/nowhere/verbatim-parse-worker");
    ASSERT_FALSE(started);
    EXPECT_NE(started.error().to_string().find("/nowhere/verbatim-parse-worker"), std::string::npos);
}

}  // namespace
}  // namespace verbatim::ingest
