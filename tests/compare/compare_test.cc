// SPDX-License-Identifier: Apache-2.0
// Whole comparisons of files, with the real worker: what was edited is what is found, to the row.
#include "compare/compare.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "compare/files.h"

namespace verbatim::compare {
namespace {

namespace fs = std::filesystem;

class Compare : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = "/tmp/verbatim-compare-test-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        fs::create_directory(folder_ + "/temporary");
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write(const std::string& file, std::string_view bytes) const {
        fs::create_directories(fs::path(folder_ + "/" + file).parent_path());
        std::ofstream(folder_ + "/" + file, std::ios::binary) << bytes;
    }

    Result<Report> run(const std::string& a, const std::string& b, const ingest::Control& control = {}) {
        Options options;
        options.ignored = ignored_;
        options.temporary_folder = folder_ + "/temporary";
        options.worker_program = std::string(VERBATIM_BINARY_DIR) + "/verbatim-parse-worker";
        options.memory_bytes = memory_bytes_;
        options.key.fill(0x5a);
        found_.clear();
        places_.clear();
        Receiver receiver;
        receiver.each = [this](const Difference& difference) {
            found_.push_back(difference);
            // The path lives as long as the call.
            places_.emplace_back(difference.a ? difference.a->path : "", difference.b ? difference.b->path : "");
            return Result<void>{};
        };
        LooseFiles files_a(folder_ + "/" + a, settings_, options.temporary_folder, options.worker_program);
        LooseFiles files_b(folder_ + "/" + b, settings_, options.temporary_folder, options.worker_program);
        return compare({"A", [&](const Stop& stop) { return files_a.load(stop); }},
                       {"B", [&](const Stop& stop) { return files_b.load(stop); }}, options, receiver, control);
    }

    std::multiset<std::string> texts(Class what) const {
        std::multiset<std::string> out;
        for (const Difference& difference : found_) {
            for (const FieldValue& value : difference.values) {
                if (difference.what == what && value.name == "text") {
                    out.insert(value.value);
                }
            }
        }
        return out;
    }

    std::string folder_;
    formats::Settings settings_;
    Ignored ignored_;
    uint64_t memory_bytes_ = uint64_t{256} << 20;
    std::vector<Difference> found_;
    std::vector<std::pair<std::string, std::string>> places_;
};

struct Row {
    std::string id;
    std::string text;
    int second = 0;
    bool spaced = false;

    std::string json() const {
        const std::string colon = spaced ? "\": \"" : "\":\"";
        return "{\"conversation" + colon + "c" + std::to_string(second % 3) + "\",\"sender" + colon + "s" +
               std::to_string(second % 5) + (id.empty() ? "" : "\",\"id" + colon + id) + "\",\"sent" + colon +
               "2020-04-01T00:" + std::to_string(10 + second / 60 % 50) + ":" + std::to_string(10 + second % 50) +
               "Z\",\"text" + colon + text + "\"}\n";
    }
};

std::string lines(const std::vector<Row>& rows) {
    std::string out;
    for (const Row& row : rows) {
        out += row.json();
    }
    return out;
}

std::vector<Row> table(size_t count, bool ids) {
    std::vector<Row> rows;
    for (size_t i = 0; i < count; ++i) {
        rows.push_back({ids ? "m" + std::to_string(i) : "", "text " + std::to_string(i), static_cast<int>(i), false});
    }
    return rows;
}

TEST_F(Compare, EqualFilesAreEqual) {
    write("a.jsonl", lines(table(50, true)));
    const auto report = run("a.jsonl", "a.jsonl");
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_TRUE(report->equal());
    EXPECT_EQ(report->a.total(Class::same), 50U);
    EXPECT_TRUE(found_.empty());
    EXPECT_TRUE(fs::is_empty(folder_ + "/temporary"));
}

// Random edits, each on rows of its own: the comparison gives back exactly these.
TEST_F(Compare, FindsExactlyTheEdits) {
    std::mt19937 random(3);
    for (int round = 0; round < 24; ++round) {
        const size_t count = 20 + random() % 300;
        const bool ids = round % 3 != 0;
        std::vector<Row> a = table(count, ids);
        std::vector<size_t> order(count);
        for (size_t i = 0; i < count; ++i) {
            order[i] = i;
        }
        std::shuffle(order.begin(), order.end(), random);
        size_t next = 0;
        const auto take = [&](size_t most) {
            const size_t begin = next;
            next = std::min(count, next + random() % (most + 1));
            return std::set<size_t>(order.begin() + static_cast<std::ptrdiff_t>(begin),
                                    order.begin() + static_cast<std::ptrdiff_t>(next));
        };
        // Sometimes so many that the sources are read again in full, not in extracts.
        const size_t most = round % 4 == 0 ? count / 4 : 5;
        const std::set<size_t> missing = take(most);
        const std::set<size_t> changed = take(most);
        const std::set<size_t> reformatted = take(most);
        std::vector<Row> b;
        for (size_t i = 0; i < count; ++i) {
            if (missing.contains(i)) {
                continue;
            }
            b.push_back(a[i]);
            if (changed.contains(i)) {
                b.back().text = "edited " + std::to_string(i);
            }
            b.back().spaced = reformatted.contains(i);
        }
        const size_t added = random() % 6;
        for (size_t i = 0; i < added; ++i) {
            const std::string number = std::to_string(i);
            b.insert(b.begin() + static_cast<std::ptrdiff_t>(random() % (b.size() + 1)),
                     {ids ? "new" + number : "", "new " + number, 3600 + static_cast<int>(i), false});
        }
        memory_bytes_ = round % 2 == 0 ? 64 : uint64_t{1} << 28;
        write("a.jsonl", lines(a));
        write("b.jsonl", lines(b));
        const auto report = run("a.jsonl", "b.jsonl");
        ASSERT_TRUE(report) << report.error().to_string();
        EXPECT_EQ(report->problem(), "");
        EXPECT_EQ(report->a.total(Class::reordered), 0U) << round;
        EXPECT_EQ(report->a.total(), count);
        EXPECT_EQ(report->b.total(), b.size());
        const auto rows_of = [&](Class what) {
            std::set<size_t> out;
            for (const Difference& difference : found_) {
                if (difference.what == what) {
                    out.insert(static_cast<size_t>(difference.a->row - 1));
                }
            }
            return out;
        };
        EXPECT_EQ(rows_of(Class::missing), missing) << round;
        EXPECT_EQ(rows_of(Class::changed), changed) << round;
        EXPECT_EQ(rows_of(Class::reformatted), reformatted) << round;
        std::multiset<std::string> expected;
        for (size_t i = 0; i < added; ++i) {
            expected.insert("new " + std::to_string(i));
        }
        EXPECT_EQ(texts(Class::added), expected) << round;
        for (const Difference& difference : found_) {
            if (difference.what == Class::changed) {
                ASSERT_EQ(difference.changes.size(), 1U);
                const std::string number = std::to_string(difference.a->row - 1);
                EXPECT_EQ(difference.changes[0].name, "text");
                EXPECT_EQ(difference.changes[0].before, "text " + number);
                EXPECT_EQ(difference.changes[0].after, "edited " + number);
            }
        }
    }
}

TEST_F(Compare, CopiesAndMovedRows) {
    std::vector<Row> a = table(30, true);
    std::vector<Row> b = a;
    a.insert(a.begin() + 20, a[5]);  // twice in A, once in B
    std::rotate(b.begin() + 2, b.begin() + 3, b.begin() + 12);
    write("a.jsonl", lines(a));
    write("b.jsonl", lines(b));
    const auto report = run("a.jsonl", "b.jsonl");
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_EQ(report->a.total(Class::missing), 1U);
    EXPECT_EQ(report->a.total(Class::reordered), 1U);
    EXPECT_EQ(report->a.total(Class::same), 29U);
    EXPECT_EQ(texts(Class::missing), (std::multiset<std::string>{"text 5"}));
}

TEST_F(Compare, AnotherFormatOfTheSameMessagesIsOnlyWrittenDifferently) {
    settings_.profile =
        "name = \"table\"\ntable = \"csv\"\n[match]\ncolumns = [\"when\", \"id\", \"who\", \"where\", \"what\"]\n"
        "[fields]\nid = \"id\"\nsender = \"who\"\nconversation = \"where\"\ntext = \"what\"\n"
        "[times.sent]\nfrom = \"when\"\nformats = [\"rfc3339\"]\n";
    std::string json;
    std::string csv = "when,id,who,where,what\r\n";
    std::string turned = "\xEF\xBB\xBFwhat;where;who;id;when\n";
    for (int i = 0; i < 40; ++i) {
        const std::string n = std::to_string(i);
        const std::string minute = std::to_string(10 + i);
        json += "{\"sent\":\"2020-04-01T12:" + minute + ":00Z\",\"id\":\"m" + n +
                "\",\"sender\":\"s\",\"conversation\":" + "\"c\",\"text\":\"say \\\"" + n + "\\\", twice\"}\n";
        csv += "2020-04-01T14:" + minute + ":00+02:00,m" + n + ",s,c,\"say \"\"" + n + "\"\", twice\"\r\n";
        turned += "\"say \"\"" + n + "\"\", twice\";c;s;m" + n + ";2020-04-01T12:" + minute + ":00Z\n";
    }
    write("a.jsonl", json);
    write("b.csv", csv);
    write("c.csv", turned);
    for (const auto& [left, right] : {std::pair("a.jsonl", "b.csv"), std::pair("b.csv", "c.csv")}) {
        const auto report = run(left, right);
        ASSERT_TRUE(report) << report.error().to_string();
        EXPECT_EQ(report->a.total(Class::reformatted), 40U) << left;
        EXPECT_EQ(report->a.total(), 40U);
        EXPECT_EQ(report->b.total(), 40U);
    }
}

// Rows that mean something only in their place (the day stands further up) must not be misread in extracts.
TEST_F(Compare, ALogWhoseDayStandsFurtherUp) {
    std::string a;
    for (int day = 1; day <= 9; ++day) {
        a += "--- Day changed Wed Apr 0" + std::to_string(day) + " 2020\n";
        for (int minute = 10; minute < 50; ++minute) {
            a += "12:" + std::to_string(minute) + " <kilo> " + std::to_string(day * minute) + " boxes\n";
        }
    }
    std::string b = a;
    b.replace(b.find("14 <kilo>", b.size() / 2), 9, "14 <lima>");
    write("harbour.log", a);
    write("b/harbour.log", b);
    const auto report = run("harbour.log", "b/harbour.log");
    ASSERT_TRUE(report) << report.error().to_string();
    ASSERT_EQ(report->a.total(Class::changed), 1U);
    EXPECT_EQ(report->a.total(RowKind::message), 360U);
    ASSERT_EQ(found_.size(), 1U);
    EXPECT_EQ(found_[0].changes.at(0).before, "kilo");
    EXPECT_EQ(found_[0].changes.at(0).after, "lima");
}

TEST_F(Compare, RejectedRowsAreRowsToo) {
    std::vector<Row> rows = table(20, true);
    const std::string a = lines(rows) + "{ broken alike\n{ broken in A\n";
    std::string b = lines({rows.begin(), rows.begin() + 10}) + "{ was row 11\n" +
                    lines({rows.begin() + 11, rows.end()}) + "{ broken alike\n" + std::string("\x00\xff\x80", 3) + "\n";
    write("a.jsonl", a);
    write("b.jsonl", b);
    const auto report = run("a.jsonl", "b.jsonl");
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_EQ(report->a.total(RowKind::message), 20U);
    EXPECT_EQ(report->a.total(RowKind::rejected), 2U);
    EXPECT_EQ(report->b.total(RowKind::message), 19U);
    EXPECT_EQ(report->b.total(RowKind::rejected), 3U);
    const auto rejected = static_cast<size_t>(RowKind::rejected);
    EXPECT_EQ(report->a.rows[rejected][static_cast<size_t>(Class::same)], 1U);
    // Row 11 cannot be read any more, and stands where it stood.
    const auto changed = std::find_if(found_.begin(), found_.end(), [](const Difference& difference) {
        return difference.what == Class::changed && difference.a->row == 11;
    });
    ASSERT_NE(changed, found_.end());
    EXPECT_EQ(changed->changes.at(0).name, "row");
    EXPECT_EQ(changed->changes.at(0).before, "message");
    EXPECT_EQ(changed->changes.at(0).after, "rejected");
}

TEST_F(Compare, FoldersAndFilesThatAreNoChat) {
    write("a/chat.jsonl", lines(table(10, true)));
    write("a/picture.bin", std::string("\x01\x02\x03", 3));
    write("a/same.bin", std::string("\x05\x06", 2));
    write("a/gone.bin", std::string("\x07", 1));
    write("b/chat.jsonl", lines(table(10, true)));
    write("b/picture.bin", std::string("\x01\x02\x04", 3));
    write("b/elsewhere/same.bin", std::string("\x05\x06", 2));
    const auto report = run("a", "b");
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_FALSE(report->equal());
    EXPECT_EQ(report->a.total(Class::same), 10U);
    EXPECT_EQ(report->files_equal, 1U);
    ASSERT_EQ(report->files.size(), 2U);
    EXPECT_EQ(report->files[0].what, Class::changed);
    EXPECT_EQ(report->files[0].a, "a/picture.bin");
    EXPECT_EQ(report->files[1].what, Class::missing);
    EXPECT_EQ(report->files[1].a, "a/gone.bin");
}

TEST_F(Compare, AStopLeavesNothingBehind) {
    write("a.jsonl", lines(table(1000, true)));
    ingest::Control control;
    control.cancelled = [] { return true; };
    const auto report = run("a.jsonl", "a.jsonl", control);
    EXPECT_FALSE(report);
    EXPECT_TRUE(fs::is_empty(folder_ + "/temporary"));
    EXPECT_FALSE(run("a.jsonl", "nowhere.jsonl"));
    EXPECT_TRUE(fs::is_empty(folder_ + "/temporary"));
}

}  // namespace
}  // namespace verbatim::compare
