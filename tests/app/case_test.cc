// SPDX-License-Identifier: Apache-2.0
// A whole case through its one door, with the real worker and the real engine.
//
// The engine allows one store folder a process, so each test runs in a child process of its own.
#include "app/case.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "verify/verify.h"

namespace verbatim::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSaltKey = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\n";

constexpr std::string_view kPhoneOne =
    "{\"id\":\"1\",\"sent\":\"2020-04-01T10:00:00Z\",\"sender\":\"kilo\",\"participants\":[\"lima\"],\"text\":\"two "
    "boxes monday\"}\n"
    "{\"sender\":\"kilo\",\"text\":\"no closing brace\n"
    "{\"id\":\"2\",\"sent\":\"2020-04-01T10:05:00Z\",\"sender\":\"lima\",\"participants\":[\"kilo\"],\"text\":"
    "\"caf\\u00e9 at nine\"}\n";
// The same conversation as the other phone saw it, its clock 40 seconds ahead, and one message the first never got.
constexpr std::string_view kPhoneTwo =
    "{\"id\":\"1\",\"sent\":\"2020-04-01T10:00:40Z\",\"sender\":\"kilo\",\"participants\":[\"lima\"],\"text\":\"two "
    "boxes monday\"}\n"
    "{\"id\":\"3\",\"sent\":\"2020-04-01T10:06:00Z\",\"sender\":\"kilo\",\"participants\":[\"lima\"],\"text\":"
    "\"\\u4f60\\u597d boxes\"}\n";

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

class CaseTest : public testing::Test {
  protected:
    CaseTest() : folder_(testing::TempDir() + "case-" + std::to_string(::getpid())) {
        fs::remove_all(folder_);
        fs::create_directories(folder_ + "/evidence");
        write("salt.key", kSaltKey);
        write("evidence/one.jsonl", kPhoneOne);
        write("evidence/two.jsonl", kPhoneTwo);
        write("evidence/empty", "");
        write("evidence/photo.jpg", "\xff\xd8\xff not a chat");
        fs::create_symlink("/etc/passwd", folder_ + "/evidence/link");
    }
    ~CaseTest() override { fs::remove_all(folder_); }

    void write(const std::string& name, std::string_view bytes) const {
        std::ofstream(folder_ + "/" + name, std::ios::binary) << bytes;
    }

    // Runs `body` in a child; it reports failures by EXPECT/ASSERT as usual.
    template <class Body>
    void in_child(Body body) const {
        std::fflush(nullptr);
        const pid_t pid = ::fork();
        if (pid == 0) {
            body();
            std::fflush(nullptr);
            ::_exit(testing::Test::HasFailure() ? 91 : 0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(pid, &status, 0), pid);
        EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
        EXPECT_EQ(WEXITSTATUS(status), 0);
    }

    std::unique_ptr<Case> open(const std::string& name, StoreUse store = StoreUse::required) const {
        OpenOptions options;
        options.store = store;
        options.worker_program = std::string(VERBATIM_BINARY_DIR) + "/verbatim-parse-worker";
        options.store_library = std::string(VERBATIM_BINARY_DIR) + "/libchdb.so";
        if (!fs::exists(options.store_library)) {
            options.store_library.clear();  // $VERBATIM_LIBCHDB
        }
        return must(Case::open(folder_ + "/" + name, options));
    }

    void create(const std::string& name) const {
        must(Case::create(folder_ + "/" + name, {.name = "Test", .salt_key_file = folder_ + "/salt.key"}));
    }

    IngestReport ingest(Case& c) const { return must(c.ingest({folder_ + "/evidence"}, {}, {})); }

    static std::vector<store::Hit> hits(Case& c, std::string_view query) {
        SearchResult result = must(c.search(query, {}, {}));
        std::vector<store::Hit> found;
        for (store::Hit hit; must(result.hits->next(hit));) {
            found.push_back(hit);
        }
        EXPECT_EQ(result.totals->messages, found.size());
        return found;
    }

    std::string folder_;
};

TEST_F(CaseTest, AccountsForEveryRowAndFile) {
    create("a");
    in_child([&] {
        auto c = open("a");
        const IngestReport report = ingest(*c);
        EXPECT_EQ(report.acquired->items, 5U);
        EXPECT_EQ(report.acquired->problems.size(), 1U);  // the link
        const Stats stats = must(c->stats());
        EXPECT_TRUE(stats.problems.empty()) << stats.problems.front();
        EXPECT_EQ(stats.counts.messages, 4U);
        EXPECT_EQ(stats.counts.rejected, 1U);
        EXPECT_EQ(stats.tree_size, 4U);
        EXPECT_EQ(stats.store_rows, 4U);
        EXPECT_EQ(stats.sources_by_status.at("parsed"), 2U);
        EXPECT_EQ(stats.sources_by_status.at("empty"), 1U);
        EXPECT_EQ(stats.sources_by_status.at("unrecognised"), 1U);
        EXPECT_EQ(stats.sources_by_status.at("absent"), 1U);
        EXPECT_EQ(stats.pending_sources, 0U);
        std::vector<ingest::Finding> rejected;
        must(c->each_finding([&](const ingest::Finding& finding) {
            if (finding.kind == ingest::FindingKind::rejected) {
                rejected.push_back(finding);
            }
            return Result<void>{};
        }));
        ASSERT_EQ(rejected.size(), 1U);
        EXPECT_EQ(kPhoneOne.substr(rejected[0].begin, 16), "{\"sender\":\"kilo\"");
    });
}

TEST_F(CaseTest, TwoSightingsAreOneHit) {
    create("a");
    in_child([&] {
        auto c = open("a");
        ingest(*c);
        const auto found = hits(*c, "monday");
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].sightings.size(), 2U);
        EXPECT_EQ(must(c->count("monday", {})).sightings, 2U);
        EXPECT_EQ(hits(*c, "boxes").size(), 2U);
        EXPECT_EQ(hits(*c, "CAFE").size(), 1U);
        EXPECT_EQ(hits(*c, "\xe4\xbd\xa0\xe5\xa5\xbd").size(), 1U);  // 你好
        EXPECT_EQ(hits(*c, "source:*two.jsonl monday").size(), 1U);
        EXPECT_EQ(hits(*c, "from:lima").size(), 1U);
    });
}

TEST_F(CaseTest, TheSameEvidenceGivesTheSameRootAlsoAfterRebuild) {
    create("a");
    create("b");
    for (const char* name : {"a", "b"}) {
        in_child([&] {
            auto c = open(name);
            const IngestReport report = ingest(*c);
            write(std::string(name) + ".root", report.root.hex());
            must(c->close());
        });
    }
    const auto root = [&](const std::string& name) {
        std::ifstream file(folder_ + "/" + name + ".root");
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    EXPECT_EQ(root("a").size(), 64U);
    EXPECT_EQ(root("a"), root("b"));
    fs::remove_all(folder_ + "/a/store");
    in_child([&] {
        auto c = open("a", StoreUse::if_usable);
        EXPECT_NE(c->store_problem(), "");
        uint64_t differences = 0;
        const auto report = must(c->rebuild([&](const ingest::Difference&) { ++differences; }, {}));
        EXPECT_EQ(report.counts.messages, 4U);
        EXPECT_EQ(differences, 0U);
        EXPECT_EQ(hits(*c, "monday").size(), 1U);
        EXPECT_EQ(hits(*c, "monday")[0].sightings.size(), 2U);
        EXPECT_EQ(must(c->stats()).root.hex(), root("a"));
    });
}

TEST_F(CaseTest, VerifyIsQuietOnASoundCaseAndProofsHold) {
    create("a");
    in_child([&] {
        auto c = open("a");
        ingest(*c);
        const VerifyReport report = must(c->verify({}, {}));
        for (const VerifyFinding& finding : report.findings) {
            ADD_FAILURE() << finding.area << " " << finding.file << ": " << finding.what;
        }
        EXPECT_EQ(report.records_read_again, 4U);
        EXPECT_EQ(report.store_rows_compared, 4U);
        EXPECT_EQ(report.objects, 4U);
        for (uint64_t seq = 0; seq < 4; ++seq) {
            const std::string proof = must(c->prove(seq));
            const verify::Report checked = must(verify::verify_proof(proof, {c->info().verifier_key}));
            EXPECT_TRUE(checked.proved) << checked.failed_field << ": " << checked.reason;
            EXPECT_TRUE(checked.key_trusted);
            EXPECT_EQ(checked.sequence, seq);
        }
        EXPECT_EQ(c->prove(4).error().code, Code::not_found);
    });
}

// Sources are parsed ahead of their turn, the members of a container come before what stands behind it: each source
// must still get its own bytes.
TEST_F(CaseTest, MembersOfAContainerKeepTheirPlace) {
    create("a");
    const std::string archive = folder_ + "/evidence/aa.tar";
    ASSERT_EQ(std::system(("tar -C " + folder_ + "/evidence -cf " + archive + " one.jsonl two.jsonl").c_str()), 0);
    in_child([&] {
        auto c = open("a");
        ingest(*c);
        std::vector<std::string> rows;
        must(c->each_source([&](const ingest::SourceEntry& entry) {
            rows.push_back(entry.path + " " + std::to_string(entry.counts.messages) + "/" +
                           std::to_string(entry.counts.rejected));
            return Result<void>{};
        }));
        EXPECT_EQ(rows, (std::vector<std::string>{"evidence/aa.tar 0/0", "evidence/aa.tar/one.jsonl 2/1",
                                                  "evidence/aa.tar/two.jsonl 2/0", "evidence/empty 0/0",
                                                  "evidence/link 0/0", "evidence/one.jsonl 2/1",
                                                  "evidence/photo.jpg 0/0", "evidence/two.jsonl 2/0"}));
        EXPECT_TRUE(must(c->verify({}, {})).ok());
    });
}

TEST_F(CaseTest, AMessageLeadsToItsOriginalBytes) {
    create("a");
    in_child([&] {
        auto c = open("a");
        ingest(*c);
        const FullMessage message = must(c->message(1));
        EXPECT_EQ(message.source_path, "evidence/one.jsonl");
        const std::string bytes = must(c->original_bytes(message, 1 << 20));
        EXPECT_NE(bytes.find("\"id\":\"2\""), std::string::npos);
        EXPECT_EQ(message.record.message().time(record::TimeKind::sent).raw, "2020-04-01T10:05:00Z");
    });
}

TEST_F(CaseTest, AnIngestStoppedInTheMiddleOfASourceCanBeReadAndProved) {
    create("a");
    std::string lines;
    for (int i = 0; i < 60'000; ++i) {
        lines += "{\"id\":\"" + std::to_string(i) +
                 "\",\"sent\":\"2020-04-01T10:00:00Z\",\"sender\":\"kilo\",\"text\":\"many\"}\n";
    }
    write("long.jsonl", lines);
    in_child([&] {
        auto c = open("a");
        bool committed = false;
        IngestOptions options;
        options.run.commit_messages = 1000;
        ingest::Control control;
        control.cancelled = [&] { return committed; };
        control.committed = [&](const note::Checkpoint&) { committed = true; };
        const auto stopped = c->ingest({folder_ + "/long.jsonl"}, options, control);
        ASSERT_FALSE(stopped);
        EXPECT_EQ(stopped.error().code, Code::interrupted);
        const Stats stats = must(c->stats());
        EXPECT_GT(stats.tree_size, 0U);
        EXPECT_LT(stats.tree_size, 60'000U);
        EXPECT_EQ(must(c->message(7)).source_path, "long.jsonl");
        EXPECT_FALSE(must(c->prove(7)).empty());
    });
}

TEST_F(CaseTest, ASecondDeliveryIsAppended) {
    create("a");
    in_child([&] {
        auto c = open("a");
        ingest(*c);
        write("more.jsonl", "{\"sent\":\"2020-05-01T10:00:00Z\",\"sender\":\"mike\",\"text\":\"later boxes\"}\n");
        const IngestReport report = must(c->ingest({folder_ + "/more.jsonl"}, {}, {}));
        EXPECT_EQ(report.acquired->number, 2U);
        EXPECT_EQ(report.tree_size, 5U);
        EXPECT_EQ(hits(*c, "boxes").size(), 3U);
        EXPECT_EQ(must(c->ingest({}, {}, {})).run.sources, 0U);  // nothing pending
        EXPECT_TRUE(must(c->stats()).problems.empty());
    });
}

TEST_F(CaseTest, AClaimedHashThatDiffersOrHasNoFileIsSaid) {
    create("a");
    in_child([&] {
        auto c = open("a");
        IngestOptions options;
        options.acquire.claimed_hashes = {{"one.jsonl", std::string(64, '0')}, {"gone.db", std::string(64, '1')}};
        const IngestReport report = must(c->ingest({folder_ + "/evidence"}, options, {}));
        ASSERT_EQ(report.acquired->problems.size(), 3U);
        EXPECT_NE(report.acquired->problems[1].find("one.jsonl: claimed SHA-256"), std::string::npos);
        EXPECT_NE(report.acquired->problems[2].find("gone.db"), std::string::npos);
    });
}

TEST_F(CaseTest, ACaseIsNeverMadeOverFiles) {
    EXPECT_EQ(Case::create(folder_, {}).error().code, Code::conflict);
    EXPECT_EQ(Case::open(folder_, {}).error().code, Code::not_found);
    write("bad.key", "not hex");
    EXPECT_EQ(Case::create(folder_ + "/x", {.name = "", .salt_key_file = folder_ + "/bad.key"}).error().code,
              Code::malformed);
    EXPECT_FALSE(fs::exists(folder_ + "/x"));
}

std::string read_bytes(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(CaseTest, SealsFixTheStateAndFollowEachOther) {
    create("a");
    in_child([&] {
        auto c = open("a");
        ingest(*c);
        const log::FiledSeal one = must(c->seal({"2026-11-23T20:26:44Z"}, {}));
        EXPECT_EQ(one.seal.log.size, 4U);
        EXPECT_EQ(one.seal.log.root, must(c->stats()).root);
        EXPECT_EQ(one.seal.sources.size, 5U);
        EXPECT_EQ(one.seal.rejected, 1U);
        // kilo and lima in the one conversation that both phones saw; no account is stated.
        EXPECT_EQ(one.seal.participations.size, 2U);

        write("more.jsonl", kPhoneTwo);
        must(c->ingest({folder_ + "/more.jsonl"}, {}, {}));
        const log::FiledSeal two = must(c->seal({"2026-11-24T20:26:44Z"}, {}));
        EXPECT_EQ(two.seal.log.size, 6U);
        EXPECT_EQ(two.seal.previous, one.hash);
        EXPECT_EQ(must(c->seals()).size(), 2U);
        EXPECT_EQ(must(c->seal_again(1, {})), "");
        const VerifyReport report = must(c->verify({}, {}));
        EXPECT_TRUE(report.ok()) << report.findings.front().what;
        EXPECT_EQ(report.seals, 2U);
        EXPECT_EQ(report.seals_made_again, 2U);
        EXPECT_FALSE(c->seal({"yesterday"}, {}));
    });
}

TEST_F(CaseTest, ASealIsTheSameForTheSameCase) {
    create("a");
    create("b");
    for (const char* name : {"a", "b"}) {
        in_child([&] {
            auto c = open(name);
            ingest(*c);
            must(c->seal({"2026-11-23T20:26:44Z"}, {}));
        });
    }
    for (const char* file : {"conversations/rows", "conversations/keys", "participations/rows", "participations/keys",
                             "sources/lines", "sources/ends"}) {
        const std::string bytes = read_bytes(folder_ + "/a/log/seals/0001/" + file);
        EXPECT_FALSE(bytes.empty()) << file;
        EXPECT_EQ(bytes, read_bytes(folder_ + "/b/log/seals/0001/" + file)) << file;
    }
}

TEST_F(CaseTest, VerifyFindsADamagedSealAndItsTrees) {
    create("a");
    const std::string seal = folder_ + "/a/log/seals/0001";
    in_child([&] {
        auto c = open("a");
        ingest(*c);
        must(c->seal({}, {}));
        write("a/log/seals/0001/conversations/rows", "damage");
        VerifyReport report = must(c->verify({}, {}));
        ASSERT_EQ(report.findings.size(), 1U);
        EXPECT_EQ(report.findings[0].area, "seal");
        EXPECT_EQ(report.findings[0].file, "log/seals/0001/conversations/rows");
        EXPECT_EQ(must(c->seal_again(1, {})), "");
        EXPECT_TRUE(must(c->verify({}, {})).ok());

        std::string bytes = read_bytes(seal + "/seal");
        bytes[bytes.find("rejected 1") + 9] = '0';
        write("a/log/seals/0001/seal", bytes);
        report = must(c->verify({}, {}));
        ASSERT_EQ(report.findings.size(), 1U);
        EXPECT_EQ(report.findings[0].file, "log/seals/0001/seal");
        EXPECT_FALSE(c->seal({}, {}));  // nothing is built on a damaged one
    });
}

}  // namespace
}  // namespace verbatim::app
