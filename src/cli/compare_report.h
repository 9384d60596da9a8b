// SPDX-License-Identifier: Apache-2.0
// What `verbatim compare` says: examples of each class as they are found, then the table that adds up to the row (or
// the same as JSON events), and the full list to a file.
//
// Of each class the first `each_class` differences are shown and the rest counted: how many there are more is always
// said. Everything from evidence is made safe for a terminal.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/compare_list.h"
#include "cli/progress.h"

namespace verbatim::cli {

class CompareReporter {
  public:
    struct Options {
        bool json = false;
        std::string list;  // file; empty: none
        CompareList::Form form = CompareList::Form::json;
        bool overwrite = false;
        uint64_t each_class = 0;  // 0: all
    };
    CompareReporter(Session& session, Options options, std::vector<std::string> ignored);

    Result<void> begin();
    compare::Receiver receiver();
    ingest::Control control();
    Result<void> finished(const compare::Report& report);
    void failed(const Error& error);

  private:
    bool shows(compare::Class what) const;
    void show(const compare::Difference& difference);
    void summary(const compare::Report& report);
    void sources(const compare::Report& report);
    void rest(const compare::Report& report);
    void event(const compare::Report& report);

    Session& session_;
    Options options_;
    std::vector<std::string> ignored_;
    ProgressReport progress_;
    std::unique_ptr<CompareList> list_;
    DifferenceJson json_;
    std::array<uint64_t, compare::kClasses> shown_{};
};

}  // namespace verbatim::cli
