// SPDX-License-Identifier: Apache-2.0
// CompareList: the full list of differences, as JSON Lines or CSV (docs/compare.md has the fields).
//
//   VB_TRY_ASSIGN(auto list, CompareList::create("differences.csv", /*overwrite=*/false));
//   VB_TRY(list->add(difference)); ...
//   VB_TRY(list->finish());          // before that the file has another name, and goes if this is never called
//
// The ending of the name decides between the two forms, unless stated. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/csv.h"
#include "cli/json_line.h"
#include "cli/list_file.h"
#include "compare/compare.h"

namespace verbatim::cli {

// Differences as JSON, for the list and for events. Remembers how the last paths are written: lines can be millions.
class DifferenceJson {
  public:
    // `first` stands before the other members: `"event":"difference",` or nothing. Valid until the next call.
    std::string_view line(const compare::Difference& difference, std::string_view first = {});

  private:
    struct Path {
        std::string text;
        std::string json;
    };
    void append_place(std::string_view label, const std::optional<compare::RowPlace>& place, Path& last);

    Path last_a_;
    Path last_b_;
    std::string line_;
};

class CompareList {
  public:
    enum class Form : uint8_t { json, csv };
    static Result<std::unique_ptr<CompareList>> create(const std::string& path, Form form, bool overwrite);
    Result<void> add(const compare::Difference& difference);
    Result<void> add(const compare::FileDifference& file);
    Result<void> finish() { return file_->finish(); }
    uint64_t count() const { return count_; }

  private:
    CompareList(std::unique_ptr<ListFile> file, Form form);
    void add_csv(const compare::Difference& difference);

    std::unique_ptr<ListFile> file_;
    Form form_;
    Csv csv_;
    DifferenceJson json_;
    uint64_t count_ = 0;
};

}  // namespace verbatim::cli
