// SPDX-License-Identifier: Apache-2.0
// Journal: what became of each source, in ingest order: the accounting of a case (R4).
//
// One JSON line a source in ingest/sources.jsonl; one line a rejected row, remark or source-level finding in
// ingest/findings.jsonl. Both are chained files that move with the log's commit point (State).
// For every source: size = bytes in messages + rejected + skipped + structure + unread, and
// first_seq of the next = first_seq + messages of this: balance() says so or names what does not add up.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "ingest/chained_file.h"
#include "record/record.h"

namespace verbatim::ingest {

enum class SourceStatus : uint8_t {
    parsed = 0,        // every byte accounted for
    container = 1,     // opened; its members are sources of their own
    partial = 2,       // the parser stopped or died; `problem` says where and why, the rest is unread
    unrecognised = 3,  // no chat format claims it (pictures, documents); kept in the vault
    empty = 4,         // no bytes
    absent = 5,        // not in the vault: a link, a folder, unreadable, encrypted
};
std::string_view name(SourceStatus status);

struct Assumption {
    std::string key;
    std::string value;
    std::string evidence;
};

struct SourceCounts {
    uint64_t messages = 0;
    uint64_t rejected = 0;
    uint64_t skipped = 0;
    uint64_t remarks = 0;
    uint64_t bytes_messages = 0;
    uint64_t bytes_rejected = 0;
    uint64_t bytes_skipped = 0;
    uint64_t bytes_structure = 0;
    uint64_t bytes_unread = 0;
    void add(const SourceCounts& other);
};

struct SourceEntry {
    uint64_t source = 0;  // 0, 1, ... in ingest order
    uint32_t acquisition = 0;
    std::string path;
    std::optional<Hash> object;
    uint64_t size_bytes = 0;
    std::vector<record::ContainerStep> container;
    SourceStatus status = SourceStatus::parsed;
    std::string format;  // registry name, or container kind
    uint32_t format_version = 0;
    std::optional<Hash> settings;
    uint64_t first_seq = 0;
    SourceCounts counts;
    std::map<std::string, uint64_t> skips;  // by reason
    std::vector<Assumption> assumptions;
    std::optional<Hash> members;  // hash of the member list, for containers
    uint64_t member_count = 0;
    std::string problem;
};

std::string encode(const SourceEntry& entry);
Result<SourceEntry> decode_source(std::string_view line);
// Empty if the entry adds up, else what does not.
std::string balance(const SourceEntry& entry);

enum class FindingKind : uint8_t { rejected = 0, remark = 1, source = 2 };
std::string_view name(FindingKind kind);

struct Finding {
    uint64_t source = 0;
    FindingKind kind = FindingKind::rejected;
    uint64_t begin = 0;  // bytes of the source
    uint64_t end = 0;
    std::string code;
    std::string reason;
};

std::string encode(const Finding& finding);
Result<Finding> decode_finding(std::string_view line);

// What the log's commit point carries for ingest: how far everything is.
struct State {
    uint64_t sources = 0;  // complete ones: lines of the journal
    ChainPoint journal;
    ChainPoint findings;
    uint64_t current_messages = 0;  // of source number `sources`, already in the log
    uint64_t current_findings = 0;  // of it, already in findings.jsonl
    bool operator==(const State&) const = default;
};

std::string encode(const State& state);
Result<State> decode_state(std::string_view text);  // empty text: a new case

std::string journal_path(const std::string& case_folder);
std::string findings_path(const std::string& case_folder);

}  // namespace verbatim::ingest
