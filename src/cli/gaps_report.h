// SPDX-License-Identifier: Apache-2.0
// What `verbatim gaps` says: the summary that adds up, then the findings of each kind (or both as JSON events), and all
// rows to a file.
//
// Lines for people are held back for the summary, up to `each_kind` of a kind; how many there are more is always said.
// Without that limit they are written as they are found, and the summary comes last. One thread.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "cli/csv.h"
#include "cli/gaps_row.h"
#include "cli/list_file.h"
#include "cli/session.h"

namespace verbatim::cli {

class GapsReporter {
  public:
    struct Options {
        bool json = false;
        std::string list;  // file for all rows; empty: none
        std::string heat;  // file for the rows by hour; empty: none
        bool overwrite = false;
        uint64_t each_kind = 0;  // lines of each kind; 0: all
        double min_hours = 2;
    };
    GapsReporter(Session& session, Options options) : session_(session), options_(std::move(options)) {}

    Result<void> begin();
    gaps::Receiver receiver();
    store::Control control();
    Result<void> finished(const gaps::Report& report);
    void failed(const Error& error);

  private:
    Result<void> take(const gaps::Finding& finding);
    void summary(const gaps::Report& report);
    void lines();
    Json event(const gaps::Report& report) const;

    Session& session_;
    Options options_;
    std::string stage_;
    std::unique_ptr<ListFile> list_;
    std::unique_ptr<Csv> csv_;
    std::unique_ptr<ListFile> heat_;
    std::array<std::vector<std::string>, gaps::kKinds> held_;
    std::array<uint64_t, gaps::kKinds> given_{};
    uint64_t listed_ = 0;
};

}  // namespace verbatim::cli
