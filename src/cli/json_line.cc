// SPDX-License-Identifier: Apache-2.0
#include "cli/json_line.h"

#include <fmt/format.h>

#include "cli/exit_code.h"
#include "cli/words.h"
#include "text/utf8.h"

namespace verbatim::cli {
namespace {

// Characters that act on a terminal although JSON lets them stand.
bool acts(char32_t point) {
    return (point >= 0x7F && point <= 0x9F) || point == 0x61C || (point >= 0x200B && point <= 0x200F) ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

}  // namespace

std::string json_text(const Json& value) {
    std::string dumped = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (is_ascii(dumped) && dumped.find('\x7f') == std::string::npos) {
        return dumped;
    }
    std::string out;
    out.reserve(dumped.size());
    for (size_t at = 0; at < dumped.size();) {
        const CodePoint point = code_point_at(dumped, at);
        if (acts(point.value)) {
            out += fmt::format("\\u{:04x}", static_cast<uint32_t>(point.value));
        } else {
            out.append(dumped, at, point.size);
        }
        at += point.size;
    }
    return out;
}

Json json_time(int64_t ms, record::ZoneBasis basis) {
    return ms == store::kNoTime ? Json(nullptr) : Json(time_iso(ms, basis));
}

Json failed_event(const Error& error) {
    return {{"event", "failed"},  {"code", name(error.code)},    {"exit_code", static_cast<int>(exit_of(error.code))},
            {"what", error.what}, {"where", error.where.source}, {"advice", error.advice}};
}

Json to_json(const ingest::SourceEntry& entry) {
    Json out{{"source", entry.source},
             {"acquisition", entry.acquisition},
             {"path", entry.path},
             {"status", ingest::name(entry.status)},
             {"format", entry.format},
             {"format_version", entry.format_version},
             {"sha256", entry.object ? Json(entry.object->hex()) : Json(nullptr)},
             {"bytes", entry.size_bytes},
             {"first_seq", entry.first_seq},
             {"messages", entry.counts.messages},
             {"rejected", entry.counts.rejected},
             {"skipped", entry.counts.skipped},
             {"remarks", entry.counts.remarks},
             {"bytes_messages", entry.counts.bytes_messages},
             {"bytes_rejected", entry.counts.bytes_rejected},
             {"bytes_skipped", entry.counts.bytes_skipped},
             {"bytes_structure", entry.counts.bytes_structure},
             {"bytes_unread", entry.counts.bytes_unread},
             {"skips", entry.skips}};
    Json assumptions = Json::array();
    for (const ingest::Assumption& assumption : entry.assumptions) {
        assumptions.push_back(
            {{"key", assumption.key}, {"value", assumption.value}, {"evidence", assumption.evidence}});
    }
    out["assumptions"] = std::move(assumptions);
    if (!entry.container.empty()) {
        Json steps = Json::array();
        for (const record::ContainerStep& step : entry.container) {
            steps.push_back({{"object", step.object.hex()}, {"member", step.member}});
        }
        out["container"] = std::move(steps);
    }
    if (entry.members) {
        out["members"] = entry.member_count;
    }
    if (!entry.problem.empty()) {
        out["problem"] = entry.problem;
    }
    return out;
}

Json to_json(const ingest::Finding& finding) {
    return {{"source", finding.source}, {"kind", ingest::name(finding.kind)},
            {"begin", finding.begin},   {"end", finding.end},
            {"code", finding.code},     {"reason", finding.reason}};
}

Json to_json(const store::Sighting& sighting) {
    return {{"seq", sighting.seq},
            {"source", sighting.source},
            {"time_ms", sighting.sort_ms == store::kNoTime ? Json(nullptr) : Json(sighting.sort_ms)},
            {"reason", reason_word(sighting.reason)}};
}

Json to_json(const store::Hit& hit) {
    Json out{{"seq", hit.seq},
             {"time", json_time(hit.sort_ms, hit.zone_basis)},
             {"zone", zone_word(hit.zone_basis)},
             {"time_ms", hit.sort_ms == store::kNoTime ? Json(nullptr) : Json(hit.sort_ms)},
             {"sender", hit.sender},
             {"sender_name", hit.sender_name},
             {"conversation", hit.conversation},
             {"conversation_title", hit.conversation_title},
             {"participants", hit.participants},
             {"platform", hit.platform},
             {"account", hit.account},
             {"direction", record::name(hit.direction)},
             {"kind", record::name(hit.kind)},
             {"text", hit.text},
             {"attachments", hit.attachment_names},
             {"native_id", hit.native_id},
             {"source", hit.source},
             {"first_seq", hit.first_seq}};
    Json sightings = Json::array();
    for (const store::Sighting& sighting : hit.sightings) {
        sightings.push_back(to_json(sighting));
    }
    out["sightings"] = std::move(sightings);
    return out;
}

}  // namespace verbatim::cli
