// SPDX-License-Identifier: Apache-2.0
#include "server/json_case.h"

#include "server/json_hit.h"
#include "text/datetime.h"

namespace verbatim::server {
namespace {

// Times of our own clock have no milliseconds in files; the contract wants them.
std::string with_milliseconds(const std::string& time) {
    const auto parsed = text::parse_rfc3339(time);
    return parsed ? text::instant_text(parsed->utc_ms()) : time;
}

Json acquisition_json(const app::AcquisitionInfo& info) {
    return {{"number", info.head.number},
            // What the deliverer stated may be anything; when we took it in is from our own clock.
            {"received", with_milliseconds(info.head.ingested_at)},
            {"delivered_by", info.head.delivered_by},
            {"authority", info.head.authority},
            {"channel", info.head.channel},
            {"claimed_hash", info.claimed_hash.empty() ? Json(nullptr) : Json(info.claimed_hash)},
            {"items", info.items},
            {"bytes", info.bytes}};
}

Json accounting_json(const app::Stats& stats) {
    Json by_status = Json::object();
    for (const auto& [status, count] : stats.sources_by_status) {
        by_status[status] = count;
    }
    const ingest::SourceCounts& counts = stats.counts;
    return {{"bytes", stats.bytes},
            {"messages", counts.messages},
            {"rejected", counts.rejected},
            {"skipped", counts.skipped},
            {"remarks", counts.remarks},
            {"bytes_messages", counts.bytes_messages},
            {"bytes_rejected", counts.bytes_rejected},
            {"bytes_skipped", counts.bytes_skipped},
            {"bytes_structure", counts.bytes_structure},
            {"bytes_unread", counts.bytes_unread},
            {"pending", stats.pending_sources},
            {"by_status", std::move(by_status)}};
}

}  // namespace

Json overview_json(const app::Overview& overview) {
    const app::Stats& stats = overview.stats;
    Json acquisitions = Json::array();
    for (const app::AcquisitionInfo& info : overview.acquisitions) {
        acquisitions.push_back(acquisition_json(info));
    }
    return {{"name", stats.info.name},
            {"id", stats.info.id},
            {"verifier_key", stats.info.verifier_key},
            {"created", with_milliseconds(stats.info.created)},
            {"messages", overview.totals.messages},
            {"sightings", overview.totals.sightings},
            {"sources", stats.sources},
            {"tree_size", stats.tree_size},
            {"root", stats.root.hex()},
            {"acquisitions", std::move(acquisitions)},
            {"accounting", accounting_json(stats)},
            {"first", json_time(overview.first_ms)},
            {"last", json_time(overview.last_ms)},
            {"problems", stats.problems}};
}

Json source_json(const ingest::SourceEntry& entry) {
    return {{"number", entry.source},
            {"acquisition", entry.acquisition},
            {"path", entry.path},
            {"object", entry.object ? Json(entry.object->hex()) : Json(nullptr)},
            {"size", entry.size_bytes},
            {"status", ingest::name(entry.status)},
            {"format", entry.format},
            {"format_version", entry.format_version},
            {"first_seq", entry.first_seq},
            {"messages", entry.counts.messages},
            {"rejected", entry.counts.rejected},
            {"skipped", entry.counts.skipped},
            {"remarks", entry.counts.remarks},
            {"problem", entry.problem}};
}

Json finding_json(const app::ShownFinding& shown) {
    return {{"source", shown.finding.source}, {"path", shown.path},       {"kind", ingest::name(shown.finding.kind)},
            {"begin", shown.finding.begin},   {"end", shown.finding.end}, {"code", shown.finding.code},
            {"reason", shown.finding.reason}};
}

Json gap_json(const app::ShownGap& gap) {
    return {{"kind", gaps::name(gap.kind)},
            {"account", gap.device},
            {"begin", json_time(gap.begin_ms)},
            {"end", json_time(gap.end_ms)},
            {"words", gap.words}};
}

Json audit_json(const audit::Entry& entry) {
    const audit::Event& event = entry.event;
    return {{"number", entry.number},
            {"time", entry.time},
            {"name", audit::name(event.name)},
            {"who", event.who},
            {"role", event.role},
            {"operation", event.operation},
            {"authority", event.authority},
            {"task", event.task},
            {"purpose", event.purpose},
            {"query", event.query},
            {"target", event.target},
            {"outcome", audit::name(event.outcome)},
            {"shown", event.shown},
            {"outside", event.outside},
            {"detail", event.detail}};
}

}  // namespace verbatim::server
