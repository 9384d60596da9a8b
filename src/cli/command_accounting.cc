// SPDX-License-Identifier: Apache-2.0
// verbatim stats, acquisitions, sources, findings: what came in, and whether it adds up. All of them are streamed.
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/json_line.h"
#include "cli/table.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kAnySource = ~uint64_t{0};

struct Options {
    std::string folder;
    std::string status;
    std::string kind;
    uint64_t source = kAnySource;
    bool json = false;
};

// Ends a walk through a journal when the user asks to stop or nobody reads the output any more.
Result<void> while_read(const Session& session) {
    if (interrupted()) {
        return Error{Code::interrupted, "stopped on request", {}, {}};
    }
    if (!session.out.open()) {
        return Error{Code::interrupted, "nobody reads the output", {}, {}};
    }
    return {};
}

Result<void> unless_unread(const Session& session, Result<void> walked) {
    return session.out.open() ? std::move(walked) : Result<void>{};
}

Json stats_head(const app::Stats& stats) {
    Json out{{"case",
              {{"id", stats.info.id},
               {"name", stats.info.name},
               {"created", stats.info.created},
               {"version", stats.info.version},
               {"record_version", stats.info.record_version},
               {"verifier_key", stats.info.verifier_key}}},
             {"tree_size", stats.tree_size},
             {"root_hash", stats.root.hex()},
             {"messages", stats.counts.messages},
             {"rejected", stats.counts.rejected},
             {"skipped", stats.counts.skipped},
             {"remarks", stats.counts.remarks},
             {"bytes", stats.bytes},
             {"bytes_messages", stats.counts.bytes_messages},
             {"bytes_rejected", stats.counts.bytes_rejected},
             {"bytes_skipped", stats.counts.bytes_skipped},
             {"bytes_structure", stats.counts.bytes_structure},
             {"bytes_unread", stats.counts.bytes_unread},
             {"acquisitions", stats.acquisitions},
             {"source_count", stats.sources},
             {"sources_by_status", stats.sources_by_status},
             {"pending_sources", stats.pending_sources},
             {"store_rows", stats.store_rows ? Json(*stats.store_rows) : Json(nullptr)},
             {"linked_rows", stats.linked_rows},
             {"problems", stats.problems}};
    return out;
}

Result<void> write_stats_json(Session& session, app::Case& opened, const app::Stats& stats) {
    // One object, with the sources streamed into it.
    std::string head = json_text(stats_head(stats));
    head.pop_back();
    session.out.write(head + ",\"sources\":[");
    bool first = true;
    const auto walked = opened.each_source([&](const ingest::SourceEntry& entry) {
        session.out.write((first ? "\n" : ",\n") + json_text(to_json(entry)));
        first = false;
        return while_read(session);
    });
    session.out.line(first ? "]}" : "\n]}");
    return unless_unread(session, walked);
}

void write_stats(Session& session, const app::Stats& stats) {
    Output& out = session.out;
    const ingest::SourceCounts& counts = stats.counts;
    out.line("Case " + session.terminal.styled(Style::bold, safe_line(stats.info.name)) + ", made " +
             safe_line(stats.info.created) + ", id " + safe_line(stats.info.id));
    out.line("");
    std::string statuses;
    for (const auto& [status, number] : stats.sources_by_status) {
        statuses += (statuses.empty() ? "" : ", ") + grouped(number) + " " + safe_line(status);
    }
    out.line("Acquisitions  " + grouped(stats.acquisitions));
    out.line("Sources       " + grouped(stats.sources) + (statuses.empty() ? "" : " (" + statuses + ")") +
             (stats.pending_sources > 0 ? ", and " + grouped(stats.pending_sources) + " pending" : ""));
    out.line("Rows          " + grouped(counts.messages + counts.rejected + counts.skipped) + " = " +
             counted(counts.messages, "message", "messages") + " + " + grouped(counts.rejected) + " rejected + " +
             grouped(counts.skipped) + " skipped as declared");
    out.line("Bytes         " + grouped(stats.bytes) + " = " + grouped(counts.bytes_messages) + " in messages + " +
             grouped(counts.bytes_rejected) + " rejected + " + grouped(counts.bytes_skipped) + " skipped + " +
             grouped(counts.bytes_structure) + " structure + " + grouped(counts.bytes_unread) + " unread");
    out.line("Remarks       " + grouped(counts.remarks));
    out.line("Store         " + (stats.store_rows ? counted(*stats.store_rows, "row", "rows") + ", " +
                                                        grouped(stats.linked_rows) + " of them further sightings"
                                                  : std::string("none; make it with: verbatim rebuild")));
    out.line("Log           " + counted(stats.tree_size, "record", "records"));
    out.line("Root hash     " + stats.root.hex());
    out.line("Verifier key  " + safe_line(stats.info.verifier_key));
    out.line("");
    if (stats.problems.empty()) {
        out.line(session.terminal.styled(Style::good, "Everything adds up."));
    }
    for (const std::string& problem : stats.problems) {
        out.line(session.terminal.styled(Style::bad, "DOES NOT ADD UP: ") + safe_line(problem));
    }
}

Result<Exit> stats(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::if_usable));
    VB_TRY_ASSIGN(const app::Stats found, opened->stats());
    if (options.json) {
        VB_TRY(write_stats_json(session, *opened, found));
    } else {
        write_stats(session, found);
    }
    VB_TRY(opened->close());
    return found.problems.empty() ? Exit::ok : Exit::not_in_order;
}

Json acquisition_json(const vault::AcquisitionHead& head, uint64_t items, uint64_t bytes) {
    return {{"acquisition", head.number},
            {"by", head.taken_by},
            {"received", head.received},
            {"authority", head.authority},
            {"channel", head.channel},
            {"delivered_by", head.delivered_by},
            {"note", head.note},
            {"ingested_at", head.ingested_at},
            {"version", head.version},
            {"settings", head.settings},
            {"items", items},
            {"bytes", bytes}};
}

Result<void> write_items_json(Session& session, app::Case& opened, uint32_t acquisition) {
    return opened.each_item(acquisition, [&](const vault::AcquisitionItem& item) {
        Json line{{"acquisition", acquisition},
                  {"path", item.path},
                  {"bytes", item.size_bytes},
                  {"changed", item.changed},
                  {"sha256", item.sha256 ? Json(item.sha256->hex()) : Json(nullptr)},
                  {"storage", vault::name(item.storage)},
                  {"claimed_hash", item.claimed_hash}};
        if (!item.problem.empty()) {
            line["problem"] = item.problem;
        }
        session.out.line(json_text(line));
        return while_read(session);
    });
}

Result<void> write_items(Session& session, app::Case& opened, uint32_t acquisition) {
    Table table(session.out, session.terminal,
                {{"file", Align::left, true}, {"bytes", Align::right}, {"SHA-256"}, {"claimed hash"}, {"problem"}});
    const auto walked = opened.each_item(acquisition, [&](const vault::AcquisitionItem& item) {
        const bool agrees = item.sha256 && item.claimed_hash == item.sha256->hex();
        table.row({safe_line(item.path), grouped(item.size_bytes), item.sha256 ? item.sha256->hex() : "not taken in",
                   agrees ? "agrees" : safe_line(item.claimed_hash), safe_line(item.problem)});
        return while_read(session);
    });
    table.end();
    return walked;
}

Result<Exit> acquisitions(Session& session, const Options& options, bool files) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    bool any = false;
    const auto walked = opened->each_acquisition(
        [&](const vault::AcquisitionHead& head, uint64_t items, uint64_t bytes) -> Result<void> {
            if (options.json) {
                session.out.line(json_text(acquisition_json(head, items, bytes)));
            } else {
                session.out.line((any ? "\n" : "") +
                                 session.terminal.styled(Style::bold, "Acquisition " + std::to_string(head.number)));
                session.out.line("  taken in by    " + safe_line(head.taken_by));
                session.out.line("  delivered by   " + safe_line(head.delivered_by));
                session.out.line("  received       " + safe_line(head.received));
                session.out.line("  authority      " + safe_line(head.authority));
                session.out.line("  channel        " + safe_line(head.channel));
                if (!head.note.empty()) {
                    session.out.line("  note           " + safe_line(head.note));
                }
                session.out.line("  ingested at    " + safe_line(head.ingested_at) + " by Verbatim " +
                                 safe_line(head.version));
                session.out.line("  content        " + counted(items, "file", "files") + ", " + bytes_text(bytes));
            }
            any = true;
            if (files) {
                VB_TRY(options.json ? write_items_json(session, *opened, head.number)
                                    : write_items(session, *opened, head.number));
            }
            return while_read(session);
        });
    VB_TRY(unless_unread(session, walked));
    if (!any && !options.json) {
        session.out.line("No evidence has been taken in yet. Next: verbatim ingest " + safe_line(options.folder) +
                         " PATH...");
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

Result<Exit> sources(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    Table table(session.out, session.terminal,
                {{"source", Align::right},
                 {"path", Align::left, true},
                 {"status"},
                 {"format"},
                 {"messages", Align::right},
                 {"rejected", Align::right},
                 {"skipped", Align::right},
                 {"bytes", Align::right},
                 {"remark", Align::left, true}});
    uint64_t shown = 0;
    uint64_t total = 0;
    const auto walked = opened->each_source([&](const ingest::SourceEntry& entry) {
        ++total;
        if (!options.status.empty() && ingest::name(entry.status) != options.status) {
            return while_read(session);
        }
        ++shown;
        if (options.json) {
            session.out.line(json_text(to_json(entry)));
            return while_read(session);
        }
        std::string remark = safe_line(entry.problem);
        for (const ingest::Assumption& assumption : entry.assumptions) {
            remark += (remark.empty() ? "" : "; ") + std::string("assumed ") + safe_line(assumption.key) + " " +
                      safe_line(assumption.value);
        }
        table.row({std::to_string(entry.source), safe_line(entry.path), std::string(ingest::name(entry.status)),
                   safe_line(entry.format), grouped(entry.counts.messages), grouped(entry.counts.rejected),
                   grouped(entry.counts.skipped), grouped(entry.size_bytes), remark});
        return while_read(session);
    });
    table.end();
    VB_TRY(unless_unread(session, walked));
    if (!options.json) {
        say_shown(session, true, shown, total, "sources",
                  options.status.empty() ? "" : " The others have another status.");
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

struct FindingTotals {
    uint64_t shown = 0;
    uint64_t total = 0;
};

constexpr std::string_view kAssumption = "assumption";

bool wanted(const Options& options, uint64_t source, std::string_view kind) {
    return (options.source == kAnySource || options.source == source) && (options.kind.empty() || options.kind == kind);
}

Result<void> walk_findings(Session& session, app::Case& opened, const Options& options, Table& table,
                           FindingTotals& totals) {
    VB_TRY(opened.each_finding([&](const ingest::Finding& finding) {
        ++totals.total;
        if (wanted(options, finding.source, ingest::name(finding.kind))) {
            ++totals.shown;
            if (options.json) {
                session.out.line(json_text(to_json(finding)));
            } else {
                table.row({std::to_string(finding.source), std::string(ingest::name(finding.kind)),
                           grouped(finding.begin) + "-" + grouped(finding.end), safe_line(finding.code),
                           safe_line(finding.reason)});
            }
        }
        return while_read(session);
    }));
    // What was assumed for a whole source stands in the source's own entry.
    return opened.each_source([&](const ingest::SourceEntry& entry) {
        for (const ingest::Assumption& assumption : entry.assumptions) {
            ++totals.total;
            if (!wanted(options, entry.source, kAssumption)) {
                continue;
            }
            ++totals.shown;
            if (options.json) {
                session.out.line(json_text({{"source", entry.source},
                                            {"kind", kAssumption},
                                            {"code", assumption.key},
                                            {"value", assumption.value},
                                            {"reason", assumption.evidence}}));
            } else {
                table.row({std::to_string(entry.source), std::string(kAssumption), "whole source",
                           safe_line(assumption.key),
                           safe_line(assumption.value) + " (" + safe_line(assumption.evidence) + ")"});
            }
        }
        return while_read(session);
    });
}

Result<Exit> findings(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder, app::StoreUse::none));
    if (options.source != kAnySource) {
        VB_TRY(opened->source(options.source));
    }
    Table table(session.out, session.terminal,
                {{"source", Align::right}, {"kind"}, {"bytes"}, {"code"}, {"reason", Align::left, true}});
    FindingTotals totals;
    const auto walked = walk_findings(session, *opened, options, table, totals);
    table.end();
    VB_TRY(unless_unread(session, walked));
    if (!options.json) {
        const bool all = options.source == kAnySource && options.kind.empty();
        say_shown(session, true, totals.shown, totals.total, "findings",
                  all ? "" : " The others are of another source or kind.");
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

}  // namespace

void add_accounting(Commands& commands) {
    {
        auto options = std::make_shared<Options>();
        const Command command =
            commands.add(Task::look, "stats", "does everything add up: rows, bytes, root hash",
                         {{"verbatim stats harbour", ""},
                          {"verbatim stats harbour --json | jq '.sources[] | select(.rejected > 0) | .path'", ""}});
        command.case_folder(options->folder);
        command.json_flag(options->json, "one JSON object, with every source in it");
        commands.run(command, [options](Session& session) { return stats(session, *options); });
    }
    {
        auto options = std::make_shared<Options>();
        auto files = std::make_shared<bool>(false);
        const Command command = commands.add(
            Task::look, "acquisitions", "who delivered what, when, under which authority: the start of the chain",
            {{"verbatim acquisitions harbour", ""},
             {"verbatim acquisitions harbour --files", "with each file's hash and the hash that was claimed for it"}});
        command.case_folder(options->folder);
        command.app->add_flag("--files", *files, "list each file too");
        command.json_flag(options->json, "one JSON object a line");
        commands.run(command, [options, files](Session& session) { return acquisitions(session, *options, *files); });
    }
    {
        auto options = std::make_shared<Options>();
        const Command command =
            commands.add(Task::look, "sources", "each source: its format, its rows, what was wrong or assumed",
                         {{"verbatim sources harbour", ""}, {"verbatim sources harbour --status unrecognised", ""}});
        command.case_folder(options->folder);
        command.choice("--status", options->status, "parsed|container|partial|unrecognised|empty|absent",
                       "only sources of this status");
        command.json_flag(options->json, "one JSON object a line");
        commands.run(command, [options](Session& session) { return sources(session, *options); });
    }
    {
        auto options = std::make_shared<Options>();
        const Command command = commands.add(
            Task::look, "findings", "each rejected row, remark and assumption, with its place and reason",
            {{"verbatim findings harbour", ""}, {"verbatim findings harbour --source 3 --kind rejected", ""}});
        command.case_folder(options->folder);
        command.number("--source", options->source, 0, "only of the source with this number");
        command.choice("--kind", options->kind, "rejected|remark|source|assumption", "only findings of this kind");
        command.json_flag(options->json, "one JSON object a line");
        commands.run(command, [options](Session& session) { return findings(session, *options); });
    }
}

}  // namespace verbatim::cli
