// SPDX-License-Identifier: Apache-2.0
// Progress of long commands: a line on a terminal, or events for programs.
//
// Thins out what it is told: the line is redrawn at most ten times a second, events come at most twice a second. Rates
// and the time left are those of the stage under way. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/session.h"
#include "ingest/ingest.h"

namespace verbatim::cli {

class ProgressReport {
  public:
    enum class As : uint8_t { line, events };
    ProgressReport(Session& session, As as) : session_(session), as_(as) {}
    ~ProgressReport() { session_.terminal.clear_status(); }
    ProgressReport(const ProgressReport&) = delete;
    ProgressReport& operator=(const ProgressReport&) = delete;

    void update(const ingest::Progress& progress);
    // The stage of the last update(); empty before the first.
    const std::string& stage() const { return stage_; }
    // Callbacks that report here and stop when the user asks for it.
    ingest::Control control();

  private:
    using Clock = std::chrono::steady_clock;

    double rate(uint64_t done, uint64_t at_stage_start) const;
    std::optional<double> seconds_left(const ingest::Progress& progress) const;
    void draw(const ingest::Progress& progress);
    void emit(const ingest::Progress& progress);

    Session& session_;
    As as_;
    std::string stage_;
    Clock::time_point stage_begin_;
    uint64_t stage_begin_bytes_ = 0;
    uint64_t stage_begin_messages_ = 0;
    std::optional<Clock::time_point> shown_;
    bool stop_said_ = false;
};

}  // namespace verbatim::cli
