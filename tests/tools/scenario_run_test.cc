// SPDX-License-Identifier: Apache-2.0
// Whole runs: the same bytes again, every shape, batches that carry what the phones show, and what a run refuses.
#include <algorithm>
#include <set>

#include "crypto/sha256.h"
#include "scenario_run.h"

namespace verbatim::scenario {
namespace {

namespace fs = std::filesystem;

// SHA-256 of all files of a folder, with their names, in order.
std::string hash_of(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            names.push_back(entry.path().lexically_relative(folder).string());
        }
    }
    std::sort(names.begin(), names.end());
    crypto::Sha256 sum;
    for (const std::string& name : names) {
        const std::string bytes = read_text(folder / name);
        sum.update(as_bytes(name));
        sum.update(as_bytes(bytes));
    }
    return sum.finish().hex();
}

Options everything() {
    Options options = small_options("all");
    options.messages = 5'000;
    options.observations = true;
    options.late = 50'000;
    options.shapes = *parse_shapes("all");
    return options;
}

TEST(ScenarioRun, TheSameOptionsGiveTheSameBytes) {
    const Scenario first(everything());
    const Scenario second(everything());
    EXPECT_EQ(hash_of(first.out()), hash_of(second.out()));
}

// On whatever machine this runs: the bytes are those of the machine on which the number below was written down. Who
// changes what a seed means changes it on purpose, and says so in the commit.
TEST(ScenarioRun, TheBytesAreTheSameEverywhere) {
    const Scenario scenario(everything());
    fs::remove(scenario.out() / "README.txt");  // has the version
    fs::remove_all(scenario.out() / "truth");
    EXPECT_EQ(hash_of(scenario.out()), "837b1387f4fb8e5a85e9e216e853fa42c65aaff81fb66791a93e5cd071435b33");
}

TEST(ScenarioRun, EveryFileSaysThatItIsSynthetic) {
    const Scenario scenario(everything());
    size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(scenario.out())) {
        if (!entry.is_regular_file()) {
            continue;
        }
        ++files;
        const std::string path = entry.path().lexically_relative(scenario.out()).string();
        const bool is_named = path.find("synthetic") != std::string::npos;
        EXPECT_TRUE(is_named || path == "README.txt") << path;
        const std::string extension = entry.path().extension();
        if (extension != ".bmp" && extension != ".wav") {
            std::string text = read_text(entry.path()).substr(0, 2048);
            std::transform(text.begin(), text.end(), text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
            EXPECT_NE(text.find("synthetic"), std::string::npos) << path;
        }
    }
    EXPECT_GT(files, 200U);
}

TEST(ScenarioRun, BatchesCarryEveryRowOnceAndSomeLate) {
    Options options = small_options("none");
    options.late = 100'000;
    options.shapes = *parse_shapes("jsonl,batches");
    const Scenario scenario(options);
    std::multiset<std::string> lines;
    std::istringstream text(read_text(scenario.out() / "jsonl/synthetic-messages.jsonl"));
    for (std::string line; std::getline(text, line);) {
        lines.insert(line);
    }
    const std::vector<Json> batches = scenario.truth("batches");
    std::multiset<std::string> batched;
    size_t late = 0;
    for (size_t number = 1; number <= batches.size(); ++number) {
        EXPECT_EQ(batches[number - 1]["batch"], number);
        const std::string digits = std::to_string(1'000'000 + number).substr(1);
        std::istringstream batch(read_text(scenario.out() / ("batches/synthetic-batch-" + digits + ".jsonl")));
        uint64_t rows = 0;
        for (std::string line; std::getline(batch, line); ++rows) {
            batched.insert(line);
            const std::string sent = Json::parse(line)["sent"];
            const int64_t hour = std::stoll(sent.substr(11, 2));
            late += (batches[number - 1]["arrival_ms"].get<int64_t>() / kHour - 1) % 24 != hour ? 1 : 0;
        }
        EXPECT_EQ(batches[number - 1]["rows"], rows);
    }
    EXPECT_EQ(lines, batched);
    EXPECT_GT(late, lines.size() / 20);
    EXPECT_LT(late, lines.size() / 5);
}

TEST(ScenarioRun, BatchesMissAndComeAgain) {
    Options options = small_options("D3,D6");
    options.shapes = *parse_shapes("batches");
    const Scenario scenario(options);
    size_t missing = 0;
    size_t again = 0;
    for (const Json& line : scenario.truth("batches")) {
        const std::string digits = std::to_string(1'000'000 + line["batch"].get<uint64_t>()).substr(1);
        EXPECT_EQ(fs::exists(scenario.out() / ("batches/synthetic-batch-" + digits + ".jsonl")),
                  line["state"] == "delivered");
        EXPECT_EQ(fs::exists(scenario.out() / ("batches-second/synthetic-batch-" + digits + "-second.jsonl")),
                  line["delivered_again"].get<bool>());
        missing += line["state"] == "missing" ? 1 : 0;
        again += line["delivered_again"].get<bool>() ? 1 : 0;
    }
    EXPECT_GT(missing, 0U);
    EXPECT_GT(again, missing);
}

TEST(ScenarioRun, FactsStandInTheTextsOfTheirMessages) {
    Options options = small_options("none");
    const Scenario scenario(options);
    std::map<uint64_t, std::string> texts;
    std::map<std::string, uint64_t> numbers;
    for (const Json& message : scenario.truth("messages")) {
        numbers[message["id"]] = message["message"];
    }
    for (const Json& row : scenario.rows()) {
        texts[numbers.at(row["id"])] = row.value("text", "");
    }
    size_t loads = 0;
    for (const Json& deal : scenario.truth("deals")) {
        for (const Json& key : deal["messages"]) {
            const std::string& text = texts.at(key["message"]);
            if (key["label"] == "deal-load") {
                EXPECT_NE(text.find(deal["container"].get<std::string>()), std::string::npos) << text;
                ++loads;
            } else if (key["label"] == "deal-ask") {
                EXPECT_NE(text.find(deal["goods"].get<std::string>()), std::string::npos) << text;
            } else if (key["label"] == "deal-meet") {
                EXPECT_NE(text.find(deal["place"].get<std::string>()), std::string::npos) << text;
            }
        }
    }
    EXPECT_GT(loads, 10U);
    std::map<uint64_t, std::set<std::string>> conversations;
    for (const Json& half : scenario.truth("handovers")) {
        for (const Json& key : half["messages"]) {
            EXPECT_NE(texts.at(key["message"]).find(half["token"].get<std::string>()), std::string::npos);
        }
        if (half["both_sides"]) {
            conversations[half["handover"]].insert(half["conversation"]);
        }
    }
    EXPECT_GT(std::count_if(conversations.begin(), conversations.end(),
                            [](const auto& entry) { return entry.second.size() == 2; }),
              1);
    for (const Json& line : scenario.truth("threats")) {
        EXPECT_EQ(texts.at(line["message"]), line["text"]);
    }
}

TEST(ScenarioRun, RefusesAFolderThatHoldsSomething) {
    const Folder folder;
    std::ofstream(folder.path() + "/mine.txt") << "mine";
    Options options = small_options("none");
    options.out = folder.path();
    const Result<Summary> summary = run(*completed(options), {});
    ASSERT_FALSE(summary.ok());
    EXPECT_EQ(summary.error().code, Code::conflict);
    EXPECT_EQ(read_text(folder.path() + "/mine.txt"), "mine");
    options.out = folder.path() + "/out";
    options.truth = folder.path();
    EXPECT_FALSE(run(*completed(options), {}).ok());
}

TEST(ScenarioRun, AFolderThatCannotBeMadeIsAnError) {
    Options options = small_options("none");
    const Folder folder;
    options.out = folder.path() + "/out";
    options.truth = "/proc/no-such-folder";
    EXPECT_FALSE(run(*completed(options), {}).ok());
}

}  // namespace
}  // namespace verbatim::scenario
