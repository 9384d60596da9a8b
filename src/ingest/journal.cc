// SPDX-License-Identifier: Apache-2.0
#include "ingest/journal.h"

#include <array>
#include <nlohmann/json.hpp>

namespace verbatim::ingest {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kStatusNames = {"parsed",       "container", "partial",
                                                          "unrecognised", "empty",     "absent"};
constexpr std::array<std::string_view, 3> kFindingKinds = {"rejected", "remark", "source"};

std::string dump(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class CountsType, class Visit>
void each_count(CountsType& counts, Visit visit) {
    visit("messages", counts.messages);
    visit("rejected", counts.rejected);
    visit("skipped", counts.skipped);
    visit("remarks", counts.remarks);
    visit("bytes_messages", counts.bytes_messages);
    visit("bytes_rejected", counts.bytes_rejected);
    visit("bytes_skipped", counts.bytes_skipped);
    visit("bytes_structure", counts.bytes_structure);
    visit("bytes_unread", counts.bytes_unread);
}

std::optional<Hash> hash_at(const Json& value, const char* key) {
    const auto found = value.find(key);
    if (found == value.end()) {
        return std::nullopt;
    }
    const auto hash = Hash::from_hex(found->get<std::string>());
    return hash ? std::optional<Hash>(*hash) : std::nullopt;
}

template <size_t N>
std::optional<size_t> index_of(const std::array<std::string_view, N>& words, std::string_view word) {
    for (size_t i = 0; i < N; ++i) {
        if (words[i] == word) {
            return i;
        }
    }
    return std::nullopt;
}

// nlohmann throws; here it ends.
template <class Body>
auto guarded(std::string_view what, Body body) -> decltype(body()) {
    try {
        return body();
    } catch (const nlohmann::json::exception& exception) {
        return Error{Code::integrity, std::string(what) + " is damaged: " + exception.what(), {}, {}};
    }
}

}  // namespace

std::string_view name(SourceStatus status) {
    return kStatusNames[static_cast<size_t>(status)];
}
std::string_view name(FindingKind kind) {
    return kFindingKinds[static_cast<size_t>(kind)];
}

void SourceCounts::add(const SourceCounts& other) {
    std::array<uint64_t, 9> values{};
    size_t i = 0;
    each_count(other, [&](const char*, uint64_t value) { values[i++] = value; });
    i = 0;
    each_count(*this, [&](const char*, uint64_t& value) { value += values[i++]; });
}

std::string encode(const SourceEntry& entry) {
    Json value = {{"source", entry.source}, {"acquisition", entry.acquisition}, {"path", entry.path}};
    if (entry.object) {
        value["object"] = entry.object->hex();
    }
    value["size"] = entry.size_bytes;
    for (const record::ContainerStep& step : entry.container) {
        value["container"].push_back(Json{{"object", step.object.hex()}, {"member", step.member}});
    }
    value["status"] = name(entry.status);
    value["format"] = entry.format;
    value["format_version"] = entry.format_version;
    if (entry.settings) {
        value["settings"] = entry.settings->hex();
    }
    value["first_seq"] = entry.first_seq;
    each_count(entry.counts, [&](const char* key, uint64_t count) { value[key] = count; });
    for (const auto& [why, count] : entry.skips) {
        value["skips"][why] = count;
    }
    for (const Assumption& assumption : entry.assumptions) {
        value["assumptions"].push_back(
            Json{{"key", assumption.key}, {"value", assumption.value}, {"evidence", assumption.evidence}});
    }
    if (entry.members) {
        value["members"] = entry.members->hex();
        value["member_count"] = entry.member_count;
    }
    if (!entry.problem.empty()) {
        value["problem"] = entry.problem;
    }
    return dump(value);
}

Result<SourceEntry> decode_source(std::string_view line) {
    return guarded("journal line", [&]() -> Result<SourceEntry> {
        const Json value = Json::parse(line);
        SourceEntry entry;
        entry.source = value.at("source").get<uint64_t>();
        entry.acquisition = value.at("acquisition").get<uint32_t>();
        entry.path = value.at("path").get<std::string>();
        entry.object = hash_at(value, "object");
        entry.size_bytes = value.at("size").get<uint64_t>();
        if (value.contains("container")) {
            for (const Json& step : value.at("container")) {
                entry.container.push_back(
                    {hash_at(step, "object").value_or(Hash{}), step.at("member").get<std::string>()});
            }
        }
        const auto status = index_of(kStatusNames, value.at("status").get<std::string>());
        if (!status) {
            return Error{Code::integrity, "journal line has an unknown status", {}, {}};
        }
        entry.status = static_cast<SourceStatus>(*status);
        entry.format = value.at("format").get<std::string>();
        entry.format_version = value.at("format_version").get<uint32_t>();
        entry.settings = hash_at(value, "settings");
        entry.first_seq = value.at("first_seq").get<uint64_t>();
        each_count(entry.counts, [&](const char* key, uint64_t& count) { count = value.at(key).get<uint64_t>(); });
        if (value.contains("skips")) {
            entry.skips = value.at("skips").get<std::map<std::string, uint64_t>>();
        }
        if (value.contains("assumptions")) {
            for (const Json& assumption : value.at("assumptions")) {
                entry.assumptions.push_back({assumption.at("key").get<std::string>(),
                                             assumption.at("value").get<std::string>(),
                                             assumption.at("evidence").get<std::string>()});
            }
        }
        entry.members = hash_at(value, "members");
        entry.member_count = value.value("member_count", uint64_t{0});
        entry.problem = value.value("problem", "");
        return entry;
    });
}

std::string balance(const SourceEntry& entry) {
    const SourceCounts& c = entry.counts;
    const uint64_t sum = c.bytes_messages + c.bytes_rejected + c.bytes_skipped + c.bytes_structure + c.bytes_unread;
    if (entry.object && sum != entry.size_bytes) {
        return "source " + std::to_string(entry.source) + " (" + entry.path + ") has " +
               std::to_string(entry.size_bytes) + " bytes, its accounting adds up to " + std::to_string(sum);
    }
    uint64_t skips = 0;
    for (const auto& [why, count] : entry.skips) {
        skips += count;
    }
    if (skips != c.skipped) {
        return "source " + std::to_string(entry.source) + " (" + entry.path + ") has " + std::to_string(c.skipped) +
               " skipped rows, their reasons add up to " + std::to_string(skips);
    }
    return {};
}

std::string encode(const Finding& finding) {
    return dump(Json{{"source", finding.source},
                     {"kind", name(finding.kind)},
                     {"begin", finding.begin},
                     {"end", finding.end},
                     {"code", finding.code},
                     {"reason", finding.reason}});
}

Result<Finding> decode_finding(std::string_view line) {
    return guarded("findings line", [&]() -> Result<Finding> {
        const Json value = Json::parse(line);
        Finding finding;
        finding.source = value.at("source").get<uint64_t>();
        finding.kind =
            static_cast<FindingKind>(index_of(kFindingKinds, value.at("kind").get<std::string>()).value_or(0));
        finding.begin = value.at("begin").get<uint64_t>();
        finding.end = value.at("end").get<uint64_t>();
        finding.code = value.at("code").get<std::string>();
        finding.reason = value.at("reason").get<std::string>();
        return finding;
    });
}

std::string encode(const State& state) {
    return dump(Json{{"version", 1},
                     {"sources", state.sources},
                     {"journal_bytes", state.journal.bytes},
                     {"journal_chain", state.journal.chain.hex()},
                     {"findings_bytes", state.findings.bytes},
                     {"findings_chain", state.findings.chain.hex()},
                     {"current_messages", state.current_messages},
                     {"current_findings", state.current_findings}});
}

Result<State> decode_state(std::string_view text) {
    if (text.empty()) {
        return State{};
    }
    return guarded("ingest state of the commit point", [&]() -> Result<State> {
        const Json value = Json::parse(text);
        if (value.at("version").get<int>() != 1) {
            return Error{Code::unsupported, "case was written by a later version of Verbatim", {}, "update Verbatim"};
        }
        State state;
        state.sources = value.at("sources").get<uint64_t>();
        state.journal = {value.at("journal_bytes").get<uint64_t>(), hash_at(value, "journal_chain").value_or(Hash{})};
        state.findings = {value.at("findings_bytes").get<uint64_t>(),
                          hash_at(value, "findings_chain").value_or(Hash{})};
        state.current_messages = value.at("current_messages").get<uint64_t>();
        state.current_findings = value.at("current_findings").get<uint64_t>();
        return state;
    });
}

std::string journal_path(const std::string& case_folder) {
    return case_folder + "/ingest/sources.jsonl";
}
std::string findings_path(const std::string& case_folder) {
    return case_folder + "/ingest/findings.jsonl";
}

}  // namespace verbatim::ingest
