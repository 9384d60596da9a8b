// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "app/internal/disclose_sources.h"

namespace verbatim::app {
namespace {

disclose::SourceFacts facts_of(const ingest::SourceEntry& entry) {
    disclose::SourceFacts facts;
    facts.number = entry.source;
    facts.path = entry.path;
    facts.sha256 = entry.object ? entry.object->hex() : "not taken in";
    facts.claimed_hash = disclose::kNoHash;
    facts.format = entry.format.empty() ? "not read" : entry.format + " " + std::to_string(entry.format_version);
    facts.bytes = entry.size_bytes;
    facts.messages = entry.counts.messages;
    facts.rejected = entry.counts.rejected;
    facts.skipped = entry.counts.skipped;
    facts.unread_bytes = entry.counts.bytes_unread;
    return facts;
}

// Who brought the sources of one acquisition, and what he claimed. A member of a container goes by the container.
Result<void> add_acquisition(Case& door, uint32_t number, const std::vector<disclose::SourceFacts*>& sources) {
    std::map<std::string, disclose::SourceFacts*, std::less<>> by_path;
    for (disclose::SourceFacts* facts : sources) {
        by_path.emplace(facts->path, facts);
    }
    VB_TRY(door.each_item(number, [&](const vault::AcquisitionItem& item) -> Result<void> {
        if (item.claimed_hash == vault::kNoneSupplied) {
            return {};
        }
        for (auto at = by_path.lower_bound(item.path); at != by_path.end() && at->first.starts_with(item.path); ++at) {
            if (at->first.size() == item.path.size()) {
                at->second->claimed_hash = item.claimed_hash;
            } else if (at->first[item.path.size()] == '/') {
                at->second->claimed_hash = item.claimed_hash + " (of " + item.path + ")";
            }
        }
        return {};
    }));
    return door.each_acquisition([&](const vault::AcquisitionHead& head, uint64_t, uint64_t) -> Result<void> {
        if (head.number == number) {
            for (disclose::SourceFacts* facts : sources) {
                facts->delivered_by = head.delivered_by;
                facts->received = head.received;
                facts->taken_by = head.taken_by;
                facts->ingested = head.ingested_at;
                facts->channel = head.channel;
                facts->authority = head.authority;
                facts->note = head.note;
            }
        }
        return {};
    });
}

}  // namespace

Result<std::vector<disclose::SourceFacts>> source_facts(Case& door, std::span<const uint64_t> numbers) {
    std::vector<disclose::SourceFacts> out;
    std::vector<uint32_t> acquisitions;
    VB_TRY(door.each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        if (std::binary_search(numbers.begin(), numbers.end(), entry.source)) {
            out.push_back(facts_of(entry));
            acquisitions.push_back(entry.acquisition);
        }
        return {};
    }));
    if (out.size() != numbers.size()) {
        return Error{Code::integrity, "the journal lacks sources that the seal has", {}, "run `verbatim verify`"};
    }
    std::map<uint32_t, std::vector<disclose::SourceFacts*>> by_acquisition;
    for (size_t i = 0; i < out.size(); ++i) {
        by_acquisition[acquisitions[i]].push_back(&out[i]);
    }
    for (const auto& [number, sources] : by_acquisition) {
        VB_TRY(add_acquisition(door, number, sources));
    }
    return out;
}

Result<std::vector<std::string>> objects_of_path(Case& door, std::string_view path) {
    if (path.starts_with("source:")) {
        path.remove_prefix(std::string_view("source:").size());
    }
    std::vector<std::string> out;
    VB_TRY(door.each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        if (entry.object && entry.path == path) {
            const std::string hex = entry.object->hex();
            if (std::find(out.begin(), out.end(), hex) == out.end()) {
                out.push_back(hex);
            }
        }
        return {};
    }));
    return out;
}

}  // namespace verbatim::app
