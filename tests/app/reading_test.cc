// SPDX-License-Identifier: Apache-2.0
// Reading by users, with the real worker and the real engine: scope, counts, locks, and that every read leaves an
// entry.
//
// The engine allows one store folder a process, so each test runs in a child process of its own.
#include "app/reading.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <thread>

namespace verbatim::app {
namespace {

namespace fs = std::filesystem;

std::string line(int id, std::string_view sender, std::string_view to, std::string_view conversation,
                 std::string_view text) {
    return "{\"id\":\"" + std::to_string(id) + "\",\"sent\":\"2020-04-01T10:0" + std::to_string(id) +
           ":00Z\",\"conversation\":\"" + std::string(conversation) + "\",\"sender\":\"" + std::string(sender) +
           "\",\"participants\":[\"" + std::string(to) + "\"],\"text\":\"" + std::string(text) + "\"}\n";
}

template <class T>
T must(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().to_string().c_str());
        std::fflush(stderr);
        ::_exit(90);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

class ReadingTest : public testing::Test {
  protected:
    ReadingTest()
        : folder_(testing::TempDir() + "reading-" + std::to_string(::getpid())),
          issuer_(*note::Signer::generate("court")) {
        fs::remove_all(folder_);
        fs::create_directories(folder_ + "/evidence");
        // 0 to 3: kilo and lima; 4: lima and mike; 5: kilo in the same conversation as 4.
        std::ofstream(folder_ + "/evidence/one.jsonl")
            << line(0, "kilo", "lima", "harbour", "two boxes") << line(1, "lima", "kilo", "harbour", "boxes ok")
            << line(2, "kilo", "lima", "harbour", "monday") << line(3, "lima", "kilo", "harbour", "secret plan")
            << line(4, "lima", "mike", "gym", "secret boxes") << line(5, "kilo", "lima", "gym", "fine");
    }
    ~ReadingTest() override { fs::remove_all(folder_); }

    template <class Body>
    void in_child(Body body) {
        std::fflush(nullptr);
        const pid_t pid = ::fork();
        if (pid == 0) {
            open_case();
            body();
            must(case_->close());
            std::fflush(nullptr);
            ::_exit(testing::Test::HasFailure() ? 91 : 0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(pid, &status, 0), pid);
        EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
        EXPECT_EQ(WEXITSTATUS(status), 0);
    }

    void open_case() {
        must(Case::create(folder_ + "/case", {"Test", {}}));
        OpenOptions options;
        options.worker_program = std::string(VERBATIM_BINARY_DIR) + "/verbatim-parse-worker";
        options.store_library = std::string(VERBATIM_BINARY_DIR) + "/libchdb.so";
        if (!fs::exists(options.store_library)) {
            options.store_library.clear();  // $VERBATIM_LIBCHDB
        }
        options.who = "holder-1";
        options.purpose = "test";
        case_ = must(Case::open(folder_ + "/case", options));
        must(case_->ingest({folder_ + "/evidence"}, {}, {}));
        must(case_->trust_issuer(issuer_.verifier()));
        add("kilo", [](access::Authority& a) { a.handles = {"kilo"}; });
        add("all", [](access::Authority& a) { a.terms = {"*"}; });
    }
    void add(const std::string& id, const std::function<void(access::Authority&)>& change) {
        access::Authority authority;
        authority.case_id = case_->info().id;
        authority.id = id;
        authority.issuer = "Court";
        authority.reference = "1";
        authority.issued = authority.begins = "2020-01-01T00:00:00Z";
        authority.expires = "2099-01-01T00:00:00Z";
        authority.roles = {access::Role::analyst, access::Role::filter_officer, access::Role::defence};
        authority.offences = {"trafficking"};
        change(authority);
        must(case_->add_authority(must(access::sign_authority(authority, issuer_))));
    }
    Reading as(access::Role role, const std::string& authority) {
        return Reading(*case_, {{"ada", role}, authority, "task-1", "a reason"});
    }
    std::vector<audit::Entry> entries(bool defence = false) {
        std::vector<audit::Entry> out;
        must(must(case_->audit_log(defence))->each({}, [&](const audit::Entry& entry) -> Result<bool> {
            out.push_back(entry);
            return true;
        }));
        return out;
    }
    static std::vector<uint64_t> seqs(const std::vector<store::Hit>& hits) {
        std::vector<uint64_t> out;
        for (const store::Hit& hit : hits) {
            out.push_back(hit.seq);
        }
        return out;
    }
    static store::Page page() { return {.order = store::Order::oldest, .limit = 50}; }

    std::string folder_;
    note::Signer issuer_;
    std::unique_ptr<Case> case_;
};

using Seqs = std::vector<uint64_t>;

TEST_F(ReadingTest, ScopeIsHeldAndWhatIsOutsideCounted) {
    in_child([&] {
        Reading scoped = as(access::Role::analyst, "kilo");
        const FoundPage found = must(scoped.search("boxes OR secret", page(), {}));
        EXPECT_EQ(seqs(found.hits), (Seqs{0, 1, 3}));
        EXPECT_EQ(found.totals.messages, 3U);
        EXPECT_EQ(found.outside, 1U);
        const audit::Entry entry = entries().back();
        EXPECT_EQ(entry.event.operation, "search");
        EXPECT_EQ(entry.event.query, "boxes OR secret");
        EXPECT_EQ(entry.event.target, "0-1,3");
        EXPECT_EQ(entry.event.shown, 3U);
        EXPECT_EQ(entry.event.outside, 1U);
        EXPECT_EQ(entry.event.outcome, audit::Outcome::partly);
        EXPECT_EQ(entry.event.authority, "kilo");
        EXPECT_EQ(entry.event.purpose, "a reason");
        EXPECT_EQ(entry.event.who, "ada");
        EXPECT_EQ(must(as(access::Role::analyst, "all").search("boxes OR secret", page(), {})).outside, 0U);
        // Pages of one hit give the same.
        Seqs paged;
        std::optional<store::Position> after;
        do {
            store::Page one = page();
            one.limit = 1;
            one.after = after;
            const FoundPage part = must(scoped.search("boxes OR secret", one, {}));
            paged.insert(paged.end(), part.hits.size(), part.hits.front().seq);
            after = part.next;
        } while (after);
        EXPECT_EQ(paged, (Seqs{0, 1, 3}));
        EXPECT_EQ(must(scoped.count("*", {})).totals.messages, 5U);
        EXPECT_EQ(must(scoped.count("*", {})).outside, 1U);
        EXPECT_EQ(must(scoped.hits({0, 4}, {})).size(), 1U);
    });
}

TEST_F(ReadingTest, NothingOutsideDecidesWhatIsFound) {
    in_child([&] {
        // Message 5 comes after 4, which is outside.
        EXPECT_TRUE(must(as(access::Role::analyst, "kilo").search("secret THEN/1 fine", page(), {})).hits.empty());
        EXPECT_EQ(seqs(must(as(access::Role::analyst, "all").search("secret THEN/1 fine", page(), {})).hits),
                  (Seqs{5}));
    });
}

TEST_F(ReadingTest, ConversationShowsOnlyTheScope) {
    in_child([&] {
        Reading scoped = as(access::Role::analyst, "kilo");
        const ConversationPart part = must(scoped.conversation_around(5, 5, 5, {}));
        EXPECT_EQ(seqs(part.hits), (Seqs{5}));
        EXPECT_EQ(part.outside, 1U);
        EXPECT_EQ(part.total, 1U);
        const ConversationPart whole = must(scoped.conversation_around(2, 1, 1, {}));
        EXPECT_EQ(seqs(whole.hits), (Seqs{1, 2, 3}));
        EXPECT_EQ(whole.anchor_index, 1U);
        EXPECT_EQ(whole.position, 2U);
        EXPECT_EQ(whole.total, 4U);
    });
}

TEST_F(ReadingTest, WhatIsOutsideIsDeniedEverywhereAndLogged) {
    in_child([&] {
        Reading scoped = as(access::Role::analyst, "kilo");
        EXPECT_EQ(scoped.message(4, {}).error().code, Code::denied);
        EXPECT_EQ(scoped.original_bytes(4, 1000, {}).error().code, Code::denied);
        EXPECT_EQ(scoped.prove(4, {}).error().code, Code::denied);
        EXPECT_EQ(scoped.conversation_around(4, 1, 1, {}).error().code, Code::denied);
        const auto all = entries();
        for (size_t at = all.size() - 4; at < all.size(); ++at) {
            EXPECT_EQ(all[at].event.outcome, audit::Outcome::denied);
            EXPECT_EQ(all[at].event.target, "4");
            EXPECT_EQ(all[at].event.outside, 1U);
        }
        for (Reading reading :
             {as(access::Role::administrator, "all"), as(access::Role::analyst, ""),
              as(access::Role::case_officer, "all"), as(access::Role::data_protection_officer, "all")}) {
            EXPECT_EQ(reading.search("boxes", page(), {}).error().code, Code::denied);
            EXPECT_EQ(entries().back().event.outcome, audit::Outcome::denied);
            EXPECT_EQ(entries().back().event.query, "boxes");
        }
    });
}

TEST_F(ReadingTest, LockedMessagesAreForTheFilterOfficer) {
    in_child([&] {
        Reading analyst = as(access::Role::analyst, "all");
        EXPECT_EQ(must(analyst.count("*", {})).outside, 0U);
        const access::Lock lock = must(analyst.lock(access::Lock::Kind::handle, "mike", "counsel"));
        // Mike is party to message 4: its whole conversation is hidden.
        const Counted now = must(analyst.count("*", {}));
        EXPECT_EQ(now.totals.messages, 4U);
        EXPECT_EQ(now.outside, 2U);
        EXPECT_EQ(analyst.message(5, {}).error().code, Code::denied);
        Reading filter = as(access::Role::filter_officer, "all");
        EXPECT_EQ(must(filter.count("*", {})).totals.messages, 6U);
        EXPECT_EQ(analyst.release(lock.number, "no").error().code, Code::denied);
        must(filter.release(lock.number, "not counsel"));
        EXPECT_EQ(must(analyst.count("*", {})).outside, 0U);
    });
}

TEST_F(ReadingTest, DefenceHasALogOfItsOwn) {
    in_child([&] {
        Reading defence = as(access::Role::defence, "kilo");
        const size_t before = entries().size();
        must(defence.search("boxes", page(), {}));
        EXPECT_EQ(entries().size(), before);
        ASSERT_EQ(entries(true).size(), 1U);
        const auto none = [](const audit::Entry&) -> Result<bool> { return true; };
        must(defence.each_audit_entry(true, {}, none));
        EXPECT_EQ(defence.each_audit_entry(false, {}, none).error().code, Code::denied);
        EXPECT_EQ(as(access::Role::case_officer, "").each_audit_entry(true, {}, none).error().code, Code::denied);
        must(as(access::Role::data_protection_officer, "").each_audit_entry(true, {}, none));
    });
}

// The functions of the door as its header has them: a new one belongs into the list of reads below, or here.
TEST_F(ReadingTest, EveryFunctionOfTheDoorIsInAList) {
    const std::set<std::string> reads = {
        "search",  "count",  "histogram", "group_by", "conversations", "handles",       "conversation_around",
        "hits",    "facets", "handle",    "network",  "values_like",   "overview",      "conversation_at",
        "sources", "gaps",   "findings",  "message",  "prove",         "finding_bytes", "original_bytes"};
    const std::set<std::string> show_no_message = {"lock",   "release",          "note",
                                                   "permit", "each_audit_entry", "audit_page"};
    std::ifstream in(std::string(VERBATIM_SOURCE_DIR) + "/src/app/reading.h");
    std::set<std::string> found;
    bool door = false;
    for (std::string text; std::getline(in, text) && text != "  private:";) {
        door = door || text == "class Reading {";
        std::smatch match;
        if (door && std::regex_search(text, match, std::regex(R"(^    Result<.*?> (\w+)\()"))) {
            found.insert(match[1]);
        }
    }
    std::set<std::string> listed = reads;
    listed.insert(show_no_message.begin(), show_no_message.end());
    EXPECT_EQ(found, listed);
}

// Every function that reads messages, of both doors.
TEST_F(ReadingTest, EveryReadLeavesAnEntry) {
    in_child([&] {
        Reading reading = as(access::Role::analyst, "all");
        const auto all = [](const auto&) { return true; };
        const store::Control control;
        NewSelection boxes;
        boxes.name = "s";
        boxes.query = "boxes";
        boxes.made.by = "ada";
        boxes.made.at = "2026-11-24T00:00:00Z";
        const std::vector<std::pair<std::string, std::function<bool()>>> reads = {
            {"search", [&] { return reading.search("boxes", page(), control).ok(); }},
            {"count", [&] { return reading.count("boxes", control).ok(); }},
            {"histogram", [&] { return reading.histogram("boxes", store::Period::day, control).ok(); }},
            {"group", [&] { return reading.group_by("boxes", store::GroupKey::sender, 5, control).ok(); }},
            {"conversations", [&] { return reading.conversations("boxes", 5, control).ok(); }},
            {"handles", [&] { return reading.handles("boxes", 5, control).ok(); }},
            {"conversation", [&] { return reading.conversation_around(2, 1, 1, control).ok(); }},
            {"facets", [&] { return reading.facets("boxes", store::GroupKey::sender, 5, control).ok(); }},
            {"handle", [&] { return reading.handle("lima", control).ok(); }},
            {"network", [&] { return reading.network("", 5, control).ok(); }},
            {"complete", [&] { return reading.values_like(store::Field::sender, "li", 5, control).ok(); }},
            {"case", [&] { return reading.overview(control).ok(); }},
            {"sources", [&] { return reading.sources(0, 5, control).ok(); }},
            {"findings", [&] { return reading.findings({}, 0, 5, control).ok(); }},
            {"gaps", [&] { return reading.gaps(control).ok(); }},
            {"conversation",
             [&] {
                 return reading.conversation_at({"gym", ConversationStart::Kind::first, 0}, 1, 1, control).ok();
             }},
            {"messages",
             [&] {
                 return reading.hits({1, 2}, control).ok();
             }},
            {"message", [&] { return reading.message(2, control).ok(); }},
            {"bytes", [&] { return reading.original_bytes(2, 1000, control).ok(); }},
            {"proof", [&] { return reading.prove(2, control).ok(); }},
            {"search", [&] { return case_->search("boxes", {}, control).ok(); }},
            {"count", [&] { return case_->count("boxes", control).ok(); }},
            {"histogram", [&] { return case_->histogram("boxes", store::Period::day, all, control).ok(); }},
            {"group", [&] { return case_->group_by("boxes", store::GroupKey::sender, all, control).ok(); }},
            {"conversations", [&] { return case_->conversations("boxes", all, control).ok(); }},
            {"handles", [&] { return case_->handles("boxes", all, control).ok(); }},
            {"conversation", [&] { return case_->conversation_around(2, 1, 1).ok(); }},
            {"messages",
             [&] {
                 return case_->hits(Seqs{1, 2}).ok();
             }},
            {"message", [&] { return case_->message(2).ok(); }},
            {"proof", [&] { return case_->prove(2).ok(); }},
            {"select", [&] { return case_->select(boxes, control).ok(); }},
            {"rerun", [&] { return case_->rerun_selection("s", control).ok(); }},
        };
        for (const auto& [operation, read] : reads) {
            const size_t before = entries().size();
            EXPECT_TRUE(read()) << operation;
            const auto now = entries();
            ASSERT_EQ(now.size(), before + 1) << operation;
            EXPECT_EQ(now.back().event.operation, operation);
        }
        const FullMessage message = must(case_->message(2));
        must(case_->original_bytes(message, 1000));
        EXPECT_EQ(entries().back().event.operation, "bytes");
        EXPECT_EQ(entries().back().event.who, "holder-1");
        EXPECT_EQ(entries().back().event.purpose, "test");
        EXPECT_TRUE(must(must(case_->audit_log(false))->check({})).ok());
    });
}

TEST_F(ReadingTest, ServesThreadsBesideOneAnother) {
    in_child([&] {
        const size_t before = entries().size();
        std::vector<std::thread> threads;
        std::atomic<int> wrong = 0;
        for (int at = 0; at < 4; ++at) {
            threads.emplace_back([&] {
                Reading reading = as(access::Role::analyst, "kilo");
                for (int i = 0; i < 5; ++i) {
                    const auto found = reading.search("boxes", page(), {});
                    wrong += found && found->outside == 1 && reading.prove(2, {}) && reading.message(1, {}) ? 0 : 1;
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        EXPECT_EQ(wrong, 0);
        EXPECT_EQ(entries().size(), before + 60);
    });
}

}  // namespace
}  // namespace verbatim::app
