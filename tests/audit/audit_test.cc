// SPDX-License-Identifier: Apache-2.0
#include "audit/audit.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "io/file.h"

namespace verbatim::audit {
namespace {

namespace fs = std::filesystem;

class AuditLog : public testing::Test {
  protected:
    AuditLog() : signer_(*note::Signer::generate("verbatim-audit/test")) {
        std::string name = (fs::temp_directory_path() / "verbatim-audit-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~AuditLog() override { fs::remove_all(folder_); }

    Result<std::unique_ptr<Log>> try_open() { return Log::open(folder_, signer_, options_); }
    std::unique_ptr<Log> open() {
        auto log = try_open();
        EXPECT_TRUE(log) << (log ? "" : log.error().to_string());
        return log ? std::move(*log) : nullptr;
    }
    static Event event(size_t number) {
        Event event;
        event.who = number % 2 == 0 ? "ada" : "bob";
        event.operation = "search";
        event.query = "word" + std::to_string(number);
        event.target = std::to_string(number);
        return event;
    }
    // A closed log of so many entries; `killed`: left as a process leaves it that is killed.
    void make(size_t entries, bool killed = false) {
        if (!killed) {
            auto log = open();
            for (size_t i = log->size(); i < entries; ++i) {
                ASSERT_EQ(*log->append(event(i)), i);
            }
            ASSERT_TRUE(log->close());
            return;
        }
        const pid_t pid = ::fork();
        if (pid == 0) {
            auto log = open();
            for (size_t i = log->size(); i < entries; ++i) {
                if (!log->append(event(i))) {
                    ::_exit(1);
                }
            }
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(pid, &status, 0), pid);
        ASSERT_TRUE(WIFSIGNALED(status));
    }
    std::string path() const { return folder_ + "/events.jsonl"; }
    std::vector<std::string> lines() const {
        std::ifstream in(path());
        std::vector<std::string> out;
        for (std::string line; std::getline(in, line);) {
            out.push_back(line);
        }
        return out;
    }
    void write(const std::vector<std::string>& lines) const {
        std::ofstream out(path(), std::ios::trunc);
        for (const std::string& line : lines) {
            out << line << "\n";
        }
    }
    CheckReport check(const std::optional<note::Checkpoint>& known = {}) {
        auto report = check_folder(folder_, signer_.verifier(), known);
        EXPECT_TRUE(report) << (report ? "" : report.error().to_string());
        return report ? std::move(*report) : CheckReport{};
    }
    // What the check says, one sentence a line.
    std::string said() {
        std::string out;
        for (const Finding& finding : check().findings) {
            out += finding.what + "\n";
        }
        return out;
    }

    std::string folder_;
    note::Signer signer_;
    Options options_;
};

TEST_F(AuditLog, KeepsWhatItWasTold) {
    make(5);
    auto log = open();
    EXPECT_TRUE(log->recovered().empty());
    EXPECT_EQ(log->size(), 5U);
    std::vector<Entry> found;
    Filter filter;
    filter.who = "ada";
    ASSERT_TRUE(log->each(filter, [&](const Entry& entry) -> Result<bool> {
        found.push_back(entry);
        return true;
    }));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[2].event, event(4));
    EXPECT_EQ(found[2].number, 4U);
    filter = {};
    filter.record = 3;
    size_t naming = 0;
    ASSERT_TRUE(log->each(filter, [&](const Entry&) -> Result<bool> { return ++naming > 0; }));
    EXPECT_EQ(naming, 1U);
    EXPECT_TRUE(log->check({})->ok());
}

TEST_F(AuditLog, AcknowledgedEntriesOutliveKill) {
    make(3, true);
    EXPECT_EQ(said(), "");
    EXPECT_EQ(check().entries, 3U);
    make(600, true);  // across commit points of the tree
    EXPECT_EQ(said(), "");
    auto log = open();
    EXPECT_EQ(log->size(), 600U);
    EXPECT_TRUE(log->recovered().empty());
}

TEST_F(AuditLog, DropsWhatWasNeverAcknowledgedAndSaysSo) {
    make(3);
    std::ofstream(path(), std::ios::app) << "{\"detail\":\"half";
    EXPECT_NE(said().find("behind entry 2, was never signed"), std::string::npos) << said();
    auto log = open();
    ASSERT_EQ(log->recovered().size(), 1U);
    EXPECT_EQ(log->size(), 4U);
    EXPECT_NE(lines()[3].find("\"operation\":\"recovered\""), std::string::npos);
    EXPECT_TRUE(log->check({})->ok());
}

TEST_F(AuditLog, ManyThreadsShareIt) {
    options_.commit_entries = 16;
    auto log = open();
    constexpr size_t kThreads = 8;
    constexpr size_t kEach = 40;
    std::vector<std::thread> threads;
    for (size_t at = 0; at < kThreads; ++at) {
        threads.emplace_back([&] {
            for (size_t i = 0; i < kEach; ++i) {
                const auto number = log->append(event(i));
                ASSERT_TRUE(number);
                ASSERT_LT(*number, log->size());
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(log->size(), kThreads * kEach);
    const auto report = log->check({});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->ok());
    EXPECT_EQ(report->entries, kThreads * kEach);
}

// The same tampering, with the entries in tiles and with the entries known from the head alone.
class Tampered : public AuditLog, public testing::WithParamInterface<bool> {};
INSTANTIATE_TEST_SUITE_P(TilesOrHead, Tampered, testing::Bool());

TEST_P(Tampered, ChangedEntryIsNamed) {
    make(10, GetParam());
    auto now = lines();
    now[4].replace(now[4].find("word4"), 5, "word5");
    write(now);
    EXPECT_EQ(said(), "entry 4 was changed: line 5 is not what was signed\n");
    now[4] = "nonsense";
    write(now);
    EXPECT_EQ(said(), "entry 4 was changed: line 5 is not what was signed\n");
}

TEST_P(Tampered, DeletedEntriesAreNamed) {
    make(10, GetParam());
    auto now = lines();
    now.erase(now.begin() + 7);
    now.erase(now.begin() + 2, now.begin() + 4);
    write(now);
    EXPECT_EQ(said(), "entries 2 to 3 are missing: deleted\nentry 7 is missing: deleted\n");
}

TEST_P(Tampered, InsertedEntryIsNamed) {
    make(10, GetParam());
    auto now = lines();
    now.insert(now.begin() + 6, now[5]);
    now.insert(now.begin() + 3, *to_line({99, utc_time(0), event(99)}));
    write(now);
    EXPECT_EQ(said(),
              "line 4, behind entry 2, was never signed: it was inserted\n"
              "entry 5 stands a second time, as line 8\n");
}

TEST_P(Tampered, CutOffEntriesAreNamed) {
    make(10, GetParam());
    auto now = lines();
    now.resize(8);
    write(now);
    EXPECT_EQ(said(), "entries 8 to 9 are missing: the log was cut off\n");
    fs::remove(path());
    EXPECT_EQ(said(), "entries 0 to 9 are missing: the log was cut off\n");
}

TEST_P(Tampered, MovedEntryIsNamed) {
    make(10, GetParam());
    auto now = lines();
    std::swap(now[2], now[3]);
    write(now);
    EXPECT_EQ(said(), "entry 2 was moved: it stands behind entry 3, as line 4\n");
}

TEST_P(Tampered, SeveralAtOnceAreToldApart) {
    make(10, GetParam());
    auto now = lines();
    now[8].replace(now[8].find("ada"), 3, "eve");
    now.erase(now.begin() + 5);
    now.insert(now.begin() + 1, "what");
    write(now);
    EXPECT_EQ(said(),
              "line 2, behind entry 0, was never signed: it was inserted\n"
              "entry 5 is missing: deleted\n"
              "entry 8 was changed: line 9 is not what was signed\n");
}

TEST_F(AuditLog, RefusesToGoOnOverAlteredEntries) {
    make(10, true);
    auto now = lines();
    now[9].replace(now[9].find("word9"), 5, "word8");
    write(now);
    const auto log = try_open();
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().code, Code::integrity);
    EXPECT_NE(log.error().what.find("entry 9"), std::string::npos);
}

TEST_F(AuditLog, MissingHeadIsNoNewLog) {
    make(10);
    fs::remove(folder_ + "/head");
    const auto log = try_open();
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().code, Code::integrity);
    EXPECT_NE(said().find("the signed head is missing"), std::string::npos);
}

TEST_F(AuditLog, AnotherKeyIsRefused) {
    make(2);
    const auto other = note::Signer::generate("verbatim-audit/test");
    EXPECT_FALSE(Log::open(folder_, *other, {}));
    const auto report = check_folder(folder_, other->verifier(), {});
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->ok());
}

TEST_F(AuditLog, WholeOlderLogIsSeenByACheckpointKeptElsewhere) {
    make(4);
    fs::copy(folder_, folder_ + "-old", fs::copy_options::recursive);
    make(9);
    note::Checkpoint known;
    {
        auto log = open();
        const note::VerifierKey key = signer_.verifier();
        known = *note::open_checkpoint(*log->checkpoint(), key.name, {&key, 1});
    }
    EXPECT_TRUE(check(known).ok());
    fs::remove_all(folder_);
    fs::rename(folder_ + "-old", folder_);
    EXPECT_TRUE(check().ok());
    const CheckReport report = check(known);
    ASSERT_EQ(report.findings.size(), 1U);
    EXPECT_NE(report.findings[0].what.find("cut off"), std::string::npos);
    make(9);  // the same entries at other times
    EXPECT_FALSE(check(known).ok());
}

TEST_F(AuditLog, ProvesOneEntry) {
    make(300);
    auto log = open();
    const note::VerifierKey key = signer_.verifier();
    for (const uint64_t number : {0, 255, 299}) {
        const auto proof = log->prove(number);
        ASSERT_TRUE(proof) << proof.error().to_string();
        const auto entry = check_proof(*proof, key);
        ASSERT_TRUE(entry) << entry.error().to_string();
        EXPECT_EQ(entry->event, event(number));
        std::string altered = *proof;
        const size_t at = altered.find("extra ") + 20;
        altered[at] = altered[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(check_proof(altered, key));
    }
    EXPECT_FALSE(log->prove(300));
}

TEST_F(AuditLog, ExportIsCheckedAlone) {
    make(30);
    auto log = open();
    std::string bytes;
    ASSERT_TRUE(log->write_export([&](std::string_view piece) -> Result<void> {
        bytes += piece;
        return {};
    }));
    const std::string file = folder_ + "/out";
    std::ofstream(file) << bytes;
    const auto report = check_export(file, signer_.verifier());
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_TRUE(report->ok());
    EXPECT_EQ(report->entries, 30U);
    bytes.replace(bytes.find("word7"), 5, "word6");
    std::ofstream(file, std::ios::trunc) << bytes;
    const auto altered = check_export(file, signer_.verifier());
    ASSERT_TRUE(altered && altered->findings.size() == 1);
    EXPECT_EQ(altered->findings[0].entry, 7U);
}

TEST_F(AuditLog, CheckOfAnOpenLogIsRefused) {
    auto log = open();
    const auto report = check_folder(folder_, signer_.verifier(), {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Code::conflict);
}

}  // namespace
}  // namespace verbatim::audit
