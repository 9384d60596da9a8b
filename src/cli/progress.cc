// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <algorithm>

#include "cli/interrupt.h"
#include "cli/json_line.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {
constexpr std::chrono::milliseconds kLineEvery{100};
constexpr std::chrono::milliseconds kEventEvery{500};
constexpr double kRateAfterSeconds = 0.5;  // before that a rate says nothing
}  // namespace

ingest::Control ProgressReport::control() {
    ingest::Control control;
    control.cancelled = [this] {
        if (interrupted() && !stop_said_) {
            stop_said_ = true;
            session_.say("stopping where the case is whole; Ctrl-C once more stops at once");
        }
        return interrupted();
    };
    control.progress = [this](const ingest::Progress& progress) { update(progress); };
    return control;
}

void ProgressReport::update(const ingest::Progress& progress) {
    const Clock::time_point now = Clock::now();
    if (progress.stage != stage_) {
        stage_ = progress.stage;
        stage_begin_ = now;
        stage_begin_bytes_ = progress.bytes_done;
        stage_begin_messages_ = progress.messages;
        shown_.reset();
    }
    if (shown_ && now - *shown_ < (as_ == As::line ? kLineEvery : kEventEvery)) {
        return;
    }
    shown_ = now;
    if (as_ == As::line) {
        draw(progress);
    } else {
        emit(progress);
    }
}

double ProgressReport::rate(uint64_t done, uint64_t at_stage_start) const {
    const double seconds = std::chrono::duration<double>(Clock::now() - stage_begin_).count();
    return seconds < kRateAfterSeconds || done < at_stage_start ? 0
                                                                : static_cast<double>(done - at_stage_start) / seconds;
}

std::optional<double> ProgressReport::seconds_left(const ingest::Progress& progress) const {
    const double bytes_per_second = rate(progress.bytes_done, stage_begin_bytes_);
    if (bytes_per_second <= 0 || progress.bytes_total < progress.bytes_done) {
        return std::nullopt;
    }
    return static_cast<double>(progress.bytes_total - progress.bytes_done) / bytes_per_second;
}

void ProgressReport::draw(const ingest::Progress& progress) {
    std::string line = stage_;
    if (progress.bytes_total > 0) {
        const uint64_t done = std::min(progress.bytes_done, progress.bytes_total);
        line += " " +
                std::to_string(
                    static_cast<int>(100.0 * static_cast<double>(done) / static_cast<double>(progress.bytes_total))) +
                "%";
    }
    if (progress.bytes_done > 0) {
        line += "  " + bytes_text(progress.bytes_done);
    }
    if (const auto left = seconds_left(progress)) {
        line += "  " + duration_text(*left) + " left";
    }
    if (progress.messages > 0) {
        line += "  " + counted(progress.messages, "message", "messages");
        if (const double per_second = rate(progress.messages, stage_begin_messages_); per_second > 0) {
            line += " (" + grouped(static_cast<uint64_t>(per_second)) + "/s)";
        }
    }
    if (progress.rejected > 0) {
        line += "  " + grouped(progress.rejected) + " rejected";
    }
    if (progress.sources_total > 1) {
        line += "  source " + grouped(std::min(progress.sources_done + 1, progress.sources_total)) + " of " +
                grouped(progress.sources_total);
    }
    if (!progress.path.empty()) {
        line += "  " + safe_line(progress.path);
    }
    session_.terminal.status(line);
}

void ProgressReport::emit(const ingest::Progress& progress) {
    Json event{{"event", "progress"},
               {"stage", stage_},
               {"path", progress.path},
               {"bytes_done", progress.bytes_done},
               {"bytes_total", progress.bytes_total},
               {"sources_done", progress.sources_done},
               {"sources_total", progress.sources_total},
               {"messages", progress.messages},
               {"rejected", progress.rejected},
               {"messages_per_second", static_cast<uint64_t>(rate(progress.messages, stage_begin_messages_))}};
    const auto left = seconds_left(progress);
    event["seconds_left"] = left ? Json(*left) : Json(nullptr);
    session_.out.line(json_text(event));
    static_cast<void>(!session_.out.flush());
}

}  // namespace verbatim::cli
