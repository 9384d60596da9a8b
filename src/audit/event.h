// SPDX-License-Identifier: Apache-2.0
// Event: who did what with the evidence, why and under what authority; and its one line in the audit log.
//
//   VB_TRY_ASSIGN(std::string line, to_line({number, "2026-11-24T01:06:10.123Z", event}));   // without its newline
//   VB_TRY_ASSIGN(Entry entry, parse_line(line));
//
// A line is a JSON object with its keys in alphabetical order and no white space: one spelling, parse_line() refuses
// every other (docs/audit.md). Bytes that are not UTF-8 become U+FFFD when a line is made. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace verbatim::audit {

// The six kinds of processing that the law has logged (Directive (EU) 2016/680, article 25).
enum class LegalName : uint8_t { collection, alteration, consultation, disclosure, combination, erasure };
std::string_view name(LegalName value);
std::optional<LegalName> legal_name(std::string_view word);

enum class Outcome : uint8_t {
    allowed,
    partly,  // some of what matched is outside the scope: counted, not shown
    denied,
};
std::string_view name(Outcome value);
std::optional<Outcome> outcome(std::string_view word);

struct Event {
    LegalName name = LegalName::consultation;
    std::string who;
    std::string role;
    std::string operation;  // "search", "message", "export" ...
    std::string authority;  // the id of a signed authority; empty: none was named
    std::string task;
    std::string purpose;  // empty: not stated
    std::string query;    // as it was asked
    std::string target;   // what was touched: record numbers "3,17-20", a file, a name
    Outcome outcome = Outcome::allowed;
    uint64_t shown = 0;    // messages given out
    uint64_t outside = 0;  // messages that matched and were withheld
    std::string detail;

    bool operator==(const Event&) const = default;
};

// An event in its place.
struct Entry {
    uint64_t number = 0;
    std::string time;  // UTC, like 2026-11-24T01:06:10.123Z
    Event event;

    bool operator==(const Entry&) const = default;
};

inline constexpr size_t kLineBytesMax = size_t{8} << 20;  // a query of the largest size, with every byte escaped

Result<std::string> to_line(const Entry& entry);  // Code::limit if the line would be longer than kLineBytesMax
Result<Entry> parse_line(std::string_view line);

// "2026-11-24T01:06:10.123Z" of milliseconds since 1970.
std::string utc_time(int64_t ms);

}  // namespace verbatim::audit
