// SPDX-License-Identifier: Apache-2.0
// Runs of the generator for tests: into a folder that goes away, with the ground truth read back as JSON.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "scenario/calendar.h"
#include "scenario/scenario.h"

namespace verbatim::scenario {

using Json = nlohmann::json;

class Folder {
  public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "scenario-test-XXXXXX").string();
        VB_ASSERT(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string path() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

inline Options small_options(std::string_view defects) {
    Options options;
    options.messages = 20'000;
    options.days = 30;
    options.persons = 60;
    options.late = 0;
    options.observations = false;
    options.truth_messages = true;
    EXPECT_TRUE(options.defects.choose(defects).ok());
    return options;
}

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline std::vector<Json> read_lines(const std::filesystem::path& path) {
    std::vector<Json> lines;
    std::istringstream text(read_text(path));
    for (std::string line; std::getline(text, line);) {
        lines.push_back(Json::parse(line));
    }
    return lines;
}

// One run with all that a test asks of it.
class Scenario {
  public:
    explicit Scenario(Options options) {
        options.out = folder_.path() + "/out";
        options.truth = options.out + "/truth";
        Result<Options> made = completed(options);
        EXPECT_TRUE(made.ok());
        Result<Summary> summary = run(*made, {});
        EXPECT_TRUE(summary.ok()) << summary.error().to_string();
        summary_ = *summary;
    }
    std::filesystem::path out() const { return folder_.path() + "/out"; }
    const Summary& summary() const { return summary_; }
    std::vector<Json> rows() const { return read_lines(out() / "jsonl/synthetic-messages.jsonl"); }
    // Without the header line.
    std::vector<Json> truth(const std::string& name) const {
        std::vector<Json> lines = read_lines(out() / ("truth/synthetic-" + name + ".jsonl"));
        EXPECT_FALSE(lines.empty()) << name;
        lines.erase(lines.begin());
        return lines;
    }

  private:
    Folder folder_;
    Summary summary_;
};

}  // namespace verbatim::scenario
