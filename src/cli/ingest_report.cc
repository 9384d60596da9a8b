// SPDX-License-Identifier: Apache-2.0
#include "cli/ingest_report.h"

#include <sys/resource.h>

#include <algorithm>

#include "cli/json_line.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

// Of this process or of a parse worker, whichever was larger.
uint64_t peak_memory_bytes() {
    rusage own{};
    rusage children{};
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    return static_cast<uint64_t>(std::max(own.ru_maxrss, children.ru_maxrss)) * 1024;
}

std::string describe(const ingest::SourceEntry& entry) {
    std::string out = safe_line(entry.path) + ": " + std::string(ingest::name(entry.status));
    return entry.problem.empty() ? out : out + ", " + safe_line(entry.problem);
}

bool wants_attention(ingest::SourceStatus status) {
    return status == ingest::SourceStatus::partial || status == ingest::SourceStatus::unrecognised ||
           status == ingest::SourceStatus::empty || status == ingest::SourceStatus::absent;
}

}  // namespace

void IngestReporter::Few::add(std::string line) {
    if (++total <= kShown) {
        lines.push_back(std::move(line));
    }
}

IngestReporter::IngestReporter(Session& session, Options options)
    : session_(session),
      options_(std::move(options)),
      progress_(session, options_.json ? ProgressReport::As::events : ProgressReport::As::line) {}

ingest::Control IngestReporter::control() {
    ingest::Control control = progress_.control();
    control.source_done = [this](const ingest::SourceEntry& entry) { source_done(entry); };
    control.committed = [this](const note::Checkpoint& checkpoint) { committed(checkpoint); };
    return control;
}

void IngestReporter::started(size_t paths) {
    if (options_.json) {
        session_.out.line(json_text({{"event", "started"}, {"case", options_.folder}, {"paths", paths}}));
        static_cast<void>(!session_.out.flush());
    }
}

void IngestReporter::failed(const Error& error) {
    if (options_.json) {
        session_.out.line(json_text(failed_event(error)));
    }
}

void IngestReporter::source_done(const ingest::SourceEntry& entry) {
    bytes_ += entry.size_bytes;
    if (entry.status == ingest::SourceStatus::container) {
        ++containers_;
    } else if (!entry.format.empty()) {
        ++formats_[entry.format];
    }
    if (wants_attention(entry.status)) {
        warnings_.add(describe(entry));
    }
    for (const ingest::Assumption& assumption : entry.assumptions) {
        assumptions_.add(safe_line(entry.path) + ": " + safe_line(assumption.key) + " " + safe_line(assumption.value) +
                         " (" + safe_line(assumption.evidence) + ")");
    }
    if (const std::string wrong = ingest::balance(entry); !wrong.empty()) {
        problems_.add(safe_line(wrong));
    }
    if (options_.json) {
        Json event{{"event", "source"}};
        event.update(to_json(entry));
        session_.out.line(json_text(event));
    } else if (options_.verbose) {
        std::string line = describe(entry);
        if (!entry.format.empty()) {
            line += ", " + safe_line(entry.format) + ", " + counted(entry.counts.messages, "message", "messages");
        }
        if (entry.counts.rejected > 0) {
            line += ", " + grouped(entry.counts.rejected) + " rejected";
        }
        session_.say(line);
    }
}

void IngestReporter::committed(const note::Checkpoint& checkpoint) {
    if (options_.json) {
        session_.out.line(
            json_text({{"event", "commit"}, {"tree_size", checkpoint.size}, {"root_hash", checkpoint.root.hex()}}));
        static_cast<void>(!session_.out.flush());
    }
}

Result<void> IngestReporter::finished(app::Case& opened, const app::IngestReport& report) {
    session_.terminal.clear_status();
    VB_TRY_ASSIGN(const app::Stats stats, opened.stats());
    for (const std::string& problem : stats.problems) {
        problems_.add(safe_line(problem));
    }
    if (options_.json) {
        event(report);
    } else {
        summary(report);
    }
    return {};
}

void IngestReporter::event(const app::IngestReport& report) {
    const ingest::SourceCounts& counts = report.run.counts;
    const double reading = std::max(report.run.seconds_reading - report.run.seconds_committing, 0.0);
    const double all = report.seconds_acquiring + report.run.seconds_reading + report.seconds_linking;
    Json event{{"event", "finished"},
               {"sources", report.run.sources},
               {"messages", counts.messages},
               {"rejected", counts.rejected},
               {"skipped", counts.skipped},
               {"remarks", counts.remarks},
               {"bytes", bytes_},
               {"linked_duplicate_rows", report.links.duplicate_rows},
               {"linked_other_source", report.links.same_message_other_source},
               {"unlinked_fingerprints", report.links.oversized},
               {"stage_seconds",
                {{"acquiring", report.seconds_acquiring},
                 {"reading", reading},
                 {"committing", report.run.seconds_committing},
                 {"linking", report.seconds_linking}}},
               {"messages_per_second", all > 0 ? static_cast<uint64_t>(static_cast<double>(counts.messages) / all) : 0},
               {"peak_rss_bytes", peak_memory_bytes()},
               {"tree_size", report.tree_size},
               {"root_hash", report.root.hex()},
               {"problems", problems_.lines}};
    if (report.acquired) {
        event["acquisition"] = {{"number", report.acquired->number},
                                {"items", report.acquired->items},
                                {"bytes", report.acquired->bytes},
                                {"hashes_matched", report.acquired->hashes_matched},
                                {"problems", report.acquired->problems}};
    }
    session_.out.line(json_text(event));
}

void IngestReporter::show(std::string_view heading, const Few& few, std::string_view rest) {
    if (few.total == 0) {
        return;
    }
    session_.out.line("");
    session_.out.line(session_.terminal.styled(Style::warning, heading));
    for (const std::string& line : few.lines) {
        session_.out.line("  " + line);
    }
    if (few.total > few.lines.size()) {
        session_.out.line("  ... and " + grouped(few.total - few.lines.size()) + " more: verbatim " +
                          std::string(rest) + " " + safe_line(options_.folder));
    }
}

void IngestReporter::summary(const app::IngestReport& report) {
    Output& out = session_.out;
    const ingest::SourceCounts& counts = report.run.counts;
    const std::string folder = safe_line(options_.folder);
    if (report.acquired) {
        out.line("Acquisition " + std::to_string(report.acquired->number) + ": " +
                 counted(report.acquired->items, "file", "files") + ", " + bytes_text(report.acquired->bytes) + ", " +
                 (options_.claimed_hashes == 0
                      ? std::string("no hash was supplied")
                      : grouped(report.acquired->hashes_matched) + " of " +
                            counted(options_.claimed_hashes, "claimed hash agrees", "claimed hashes agree")));
    }
    if (report.run.sources == 0 && !report.acquired) {
        out.line("Nothing was pending.");
    }
    const double seconds = report.seconds_acquiring + report.run.seconds_reading + report.seconds_linking;
    out.line("Read " + counted(report.run.sources, "source", "sources") + ", " + bytes_text(bytes_) + ", in " +
             duration_text(seconds));
    const uint64_t rows = counts.messages + counts.rejected + counts.skipped;
    out.line("  " + counted(rows, "row", "rows") + " = " + counted(counts.messages, "message", "messages") + " + " +
             grouped(counts.rejected) + " rejected + " + grouped(counts.skipped) + " skipped as declared");
    out.line("  " + bytes_text(counts.bytes_messages) + " in messages, " + bytes_text(counts.bytes_rejected) +
             " rejected, " + bytes_text(counts.bytes_skipped) + " skipped, " + bytes_text(counts.bytes_structure) +
             " structure, " + bytes_text(counts.bytes_unread) + " unread");
    std::string formats;
    for (const auto& [format, sources] : formats_) {
        formats += (formats.empty() ? "" : ", ") + safe_line(format) + " " + grouped(sources);
    }
    if (!formats.empty()) {
        out.line("  formats: " + formats + (containers_ > 0 ? "; containers " + grouped(containers_) : ""));
    }
    if (report.links.duplicate_rows + report.links.same_message_other_source > 0) {
        out.line("  linked as further sightings: " + grouped(report.links.same_message_other_source) +
                 " from another source, " + grouped(report.links.duplicate_rows) + " written twice in one");
    }
    if (report.links.oversized > 0) {
        out.line("  not linked: " + counted(report.links.oversized, "message text", "message texts") +
                 " repeated too often to be told apart");
    }
    Few claims;
    if (report.acquired) {
        for (const std::string& problem : report.acquired->problems) {
            claims.add(safe_line(problem));
        }
    }
    show("Wrong with the delivery:", claims, "acquisitions");
    show("Not read, or not wholly:", warnings_, "sources");
    show("Assumed; state it if you know better:", assumptions_, "sources");
    show("DOES NOT ADD UP:", problems_, "stats");
    out.line("");
    out.line("Log: " + counted(report.tree_size, "record", "records") + ", root " + report.root.hex());
    out.line("Next: verbatim findings " + folder + "    verbatim search " + folder + " QUERY");
}

}  // namespace verbatim::cli
