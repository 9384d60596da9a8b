// SPDX-License-Identifier: Apache-2.0
#include "workbench/workbench.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace verbatim::workbench {
namespace {

namespace fs = std::filesystem;

const Made kMade{"2026-11-23T20:26:44Z", "Examiner 12"};

class WorkbenchTest : public testing::Test {
  protected:
    WorkbenchTest() : folder_(testing::TempDir() + "workbench-" + std::to_string(::getpid())) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        reopen();
    }
    ~WorkbenchTest() override {
        bench_.reset();
        fs::remove_all(folder_);
    }

    std::string file() const { return folder_ + "/workbench.db"; }
    void reopen() {
        bench_.reset();
        auto opened = Workbench::open(file());
        ASSERT_TRUE(opened.ok()) << opened.error().to_string();
        bench_ = std::move(*opened);
    }

    static Selection named(const std::string& name) {
        Selection out;
        out.name = name;
        out.origin = "query";
        out.query = "two boxes";
        out.canonical = "two AND boxes";
        out.order = "oldest";
        out.collapse = "messages";
        out.checkpoint_size = 100;
        out.checkpoint_root.bytes[0] = 7;
        out.version = "0.1.0";
        out.messages = 3;
        out.sightings = 4;
        out.made = kMade;
        return out;
    }

    std::vector<uint64_t> found(const std::string& name) {
        std::vector<uint64_t> out;
        const auto read = bench_->each_found(name, [&](uint64_t number) {
            out.push_back(number);
            return Result<void>{};
        });
        EXPECT_TRUE(read.ok()) << read.error().to_string();
        return out;
    }

    // What another program would do to the file.
    int tamper(const std::string& sql) const {
        sqlite3* database = nullptr;
        EXPECT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
        const int code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
        sqlite3_close(database);
        return code;
    }

    std::string folder_;
    std::unique_ptr<Workbench> bench_;
};

TEST_F(WorkbenchTest, KeepsASelectionWithItsListAndHash) {
    const auto saved = bench_->add_selection(named("boxes"), numbers_of({30, 7, 12}));
    ASSERT_TRUE(saved.ok()) << saved.error().to_string();
    EXPECT_EQ(saved->count, 3U);
    // printf '30\n7\n12\n' | sha256sum
    EXPECT_EQ(saved->list_hash.hex(), "d9a38270504aa195919f2bbf0158e237554f1324b13985979f5d547b4d19c43d");
    reopen();
    const auto read = bench_->selection("boxes");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->canonical, "two AND boxes");
    EXPECT_EQ(read->checkpoint_size, 100U);
    EXPECT_EQ(read->checkpoint_root.bytes[0], 7);
    EXPECT_EQ(read->made.by, "Examiner 12");
    EXPECT_EQ(read->list_hash, saved->list_hash);
    EXPECT_EQ(found("boxes"), (std::vector<uint64_t>{30, 7, 12}));
    EXPECT_EQ(bench_->selection("bags").error().code, Code::not_found);
    EXPECT_EQ(bench_->add_selection(named("boxes"), numbers_of({1})).error().code, Code::conflict);
    EXPECT_EQ(found("boxes").size(), 3U);
}

TEST_F(WorkbenchTest, LongListsComeBackInOrder) {
    uint64_t next = 0;
    const auto saved = bench_->add_selection(named("long"), [&]() -> Result<std::optional<uint64_t>> {
        return next < 200'000 ? std::optional(uint64_t{1} << 40 ^ next++ * 7) : std::nullopt;
    });
    ASSERT_TRUE(saved.ok());
    const std::vector<uint64_t> list = found("long");
    ASSERT_EQ(list.size(), 200'000U);
    for (uint64_t at = 0; at < list.size(); ++at) {
        ASSERT_EQ(list[at], uint64_t{1} << 40 ^ at * 7);
    }
}

TEST_F(WorkbenchTest, ChangesNeedAReasonAndAreSupersededNotRemoved) {
    ASSERT_TRUE(bench_->add_selection(named("boxes"), numbers_of({30, 7})).ok());
    EXPECT_EQ(bench_->add_change("boxes", {.seq = 7, .why = "", .made = kMade}).error().code, Code::usage);
    EXPECT_EQ(bench_->add_change("boxes", {.seq = 7, .why = "x", .made = {"", ""}}).error().code, Code::usage);
    EXPECT_EQ(bench_->add_change("boxes", {.seq = 7, .why = "a\nb", .made = kMade}).error().code, Code::usage);
    ASSERT_TRUE(bench_->add_change("boxes", {.adds = false, .seq = 7, .why = "his card", .made = kMade}).ok());
    ASSERT_TRUE(bench_->add_change("boxes", {.adds = true, .seq = 9, .why = "same day", .made = kMade}).ok());
    ASSERT_TRUE(bench_->add_change("boxes", {.adds = true, .seq = 7, .why = "not his", .made = kMade}).ok());
    reopen();
    const auto changes = bench_->changes("boxes");
    ASSERT_TRUE(changes.ok());
    ASSERT_EQ(changes->size(), 3U);
    EXPECT_EQ((*changes)[0].superseded_by, (*changes)[2].number);
    EXPECT_FALSE((*changes)[1].superseded_by);
    EXPECT_FALSE((*changes)[2].superseded_by);
    EXPECT_EQ((*changes)[0].why, "his card");
}

TEST_F(WorkbenchTest, NoRowIsEverChangedOrRemoved) {
    ASSERT_TRUE(bench_->add_selection(named("boxes"), numbers_of({30})).ok());
    ASSERT_TRUE(bench_->add_change("boxes", {.seq = 30, .why = "x", .made = kMade}).ok());
    bench_.reset();
    for (const char* table : {"list", "list_part", "selection", "selection_change"}) {
        EXPECT_EQ(tamper(std::string("DELETE FROM ") + table), SQLITE_CONSTRAINT) << table;
    }
    EXPECT_EQ(tamper("UPDATE selection_change SET why = 'y'"), SQLITE_CONSTRAINT);
}

TEST_F(WorkbenchTest, AChangedListIsNamed) {
    ASSERT_TRUE(bench_->add_selection(named("boxes"), numbers_of({30, 31})).ok());
    EXPECT_TRUE(bench_->check()->empty());
    bench_.reset();
    ASSERT_EQ(tamper("DROP TRIGGER list_part_no_UPDATE; UPDATE list_part SET numbers = x'000000000000001e'"),
              SQLITE_OK);
    reopen();
    EXPECT_EQ(bench_->each_found("boxes", [](uint64_t) { return Result<void>{}; }).error().code, Code::integrity);
    EXPECT_EQ(bench_->check()->size(), 1U);
}

TEST_F(WorkbenchTest, AKillInTheMiddleOfAWriteLeavesWhatWasThere) {
    ASSERT_TRUE(bench_->add_selection(named("first"), numbers_of({1, 2, 3})).ok());
    bench_.reset();
    for (const uint64_t at : {uint64_t{0}, uint64_t{65'536}, uint64_t{700'000}}) {
        const pid_t pid = ::fork();
        if (pid == 0) {
            auto bench = Workbench::open(file());
            uint64_t next = 0;
            (void)(*bench)->add_selection(named("second"), [&]() -> Result<std::optional<uint64_t>> {
                if (next == at) {
                    ::kill(::getpid(), SIGKILL);
                }
                return std::optional(next++);
            });
            ::_exit(0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(pid, &status, 0), pid);
        ASSERT_TRUE(WIFSIGNALED(status));
        reopen();
        EXPECT_TRUE(bench_->check()->empty());
        EXPECT_EQ(found("first"), (std::vector<uint64_t>{1, 2, 3}));
        EXPECT_EQ(bench_->selection("second").error().code, Code::not_found);
        bench_.reset();
    }
    reopen();
    EXPECT_TRUE(bench_->add_selection(named("second"), numbers_of({4})).ok());
    EXPECT_EQ(found("second"), std::vector<uint64_t>{4});
}

TEST_F(WorkbenchTest, ExhibitsAreNumberedByPatternAndStay) {
    Exhibit exhibit;
    exhibit.pattern = "EX-####";
    exhibit.title = "The two boxes";
    exhibit.order = "as given";
    exhibit.made = kMade;
    EXPECT_EQ(bench_->add_exhibit(exhibit, numbers_of({5}))->number, "EX-0001");
    EXPECT_EQ(bench_->add_exhibit(exhibit, numbers_of({6, 5}))->number, "EX-0002");
    exhibit.pattern = "A-#/2020";
    EXPECT_EQ(bench_->add_exhibit(exhibit, numbers_of({6}))->number, "A-1/2020");
    EXPECT_EQ(bench_->add_exhibit(exhibit, numbers_of({})).error().code, Code::usage);
    for (const char* pattern : {"EX", "#-#", ""}) {
        exhibit.pattern = pattern;
        EXPECT_EQ(bench_->add_exhibit(exhibit, numbers_of({6})).error().code, Code::usage) << pattern;
    }
    ASSERT_TRUE(bench_->withdraw_exhibit("EX-0002", {"wrong order", kMade}).ok());
    EXPECT_EQ(bench_->withdraw_exhibit("EX-0002", {"again", kMade}).error().code, Code::conflict);
    reopen();
    EXPECT_EQ(bench_->exhibit("EX-0002")->withdrawn->why, "wrong order");
    std::vector<std::string> numbers;
    ASSERT_TRUE(bench_
                    ->each_exhibit([&](const Exhibit& one) {
                        numbers.push_back(one.number);
                        return Result<void>{};
                    })
                    .ok());
    EXPECT_EQ(numbers, (std::vector<std::string>{"EX-0001", "EX-0002", "A-1/2020"}));
    std::vector<uint64_t> shown;
    ASSERT_TRUE(bench_
                    ->each_shown("EX-0002",
                                 [&](uint64_t number) {
                                     shown.push_back(number);
                                     return Result<void>{};
                                 })
                    .ok());
    EXPECT_EQ(shown, (std::vector<uint64_t>{6, 5}));
}

TEST_F(WorkbenchTest, DisclosuresAndRequestsAreKept) {
    ASSERT_TRUE(
        bench_->add_disclosure({.what = "bundle 1", .recipient = "Defence", .made = kMade}, numbers_of({1, 2})).ok());
    EXPECT_EQ(
        bench_->add_disclosure({.what = "bundle 2", .recipient = "", .made = kMade}, numbers_of({1})).error().code,
        Code::usage);
    std::vector<uint64_t> disclosed;
    ASSERT_TRUE(bench_
                    ->each_disclosed(1,
                                     [&](uint64_t number) {
                                         disclosed.push_back(number);
                                         return Result<void>{};
                                     })
                    .ok());
    EXPECT_EQ(disclosed, (std::vector<uint64_t>{1, 2}));
    ASSERT_TRUE(bench_->add_request({.request = "a\n", .answer = "b\n", .made = kMade}).ok());
    uint64_t requests = 0;
    ASSERT_TRUE(bench_
                    ->each_request([&](const AnsweredRequest& request) {
                        EXPECT_EQ(request.answer, "b\n");
                        ++requests;
                        return Result<void>{};
                    })
                    .ok());
    EXPECT_EQ(requests, 1U);
}

TEST_F(WorkbenchTest, TheFileIsPrivateAndOtherVersionsAreRefused) {
    for (const std::string suffix : {"", "-wal"}) {
        struct stat status {};
        ASSERT_EQ(::stat((file() + suffix).c_str(), &status), 0) << suffix;
        EXPECT_EQ(status.st_mode & 0777, 0600U) << suffix;
    }
    bench_.reset();
    ASSERT_EQ(tamper("PRAGMA user_version=99"), SQLITE_OK);
    EXPECT_EQ(Workbench::open(file()).error().code, Code::unsupported);
    std::ofstream(file(), std::ios::trunc) << "this is no database, whatever its name says, and it is long enough\n";
    EXPECT_EQ(Workbench::open(file()).error().code, Code::integrity);
}

}  // namespace
}  // namespace verbatim::workbench
