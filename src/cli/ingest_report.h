// SPDX-License-Identifier: Apache-2.0
// What `verbatim ingest` says: while it runs, and the summary at its end (or the same as JSON events).
//
// Events: started, progress, source, commit, finished or failed; docs/cli.md lists their fields. The summary accounts
// for every row and byte, names what was not read, and says what to do next. Memory does not grow with the number of
// sources: of each kind of remark the first few are shown and the rest counted, with the command that lists them.
#pragma once

#include <map>
#include <string>

#include "cli/commands.h"
#include "cli/progress.h"

namespace verbatim::cli {

class IngestReporter {
  public:
    struct Options {
        bool json = false;
        bool verbose = false;
        std::string folder;
        size_t claimed_hashes = 0;  // that came with the delivery
    };
    IngestReporter(Session& session, Options options);

    ingest::Control control();
    const std::string& stage() const { return progress_.stage(); }
    void started(size_t paths);
    void failed(const Error& error);
    Result<void> finished(app::Case& opened, const app::IngestReport& report);
    // False if the accounting of a source or of the case does not add up.
    bool adds_up() const { return problems_.total == 0; }

  private:
    // The first few of many, and how many there are.
    struct Few {
        static constexpr size_t kShown = 10;
        std::vector<std::string> lines;
        uint64_t total = 0;
        void add(std::string line);
    };

    void source_done(const ingest::SourceEntry& entry);
    void committed(const note::Checkpoint& checkpoint);
    void summary(const app::IngestReport& report);
    void show(std::string_view heading, const Few& few, std::string_view rest);
    void event(const app::IngestReport& report);

    Session& session_;
    Options options_;
    ProgressReport progress_;
    std::map<std::string, uint64_t> formats_;
    uint64_t containers_ = 0;
    uint64_t bytes_ = 0;
    Few warnings_;  // sources that were not read, or not wholly
    Few assumptions_;
    Few problems_;
};

}  // namespace verbatim::cli
