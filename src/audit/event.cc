// SPDX-License-Identifier: Apache-2.0
#include "audit/event.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "audit/internal/entry.h"
#include "text/datetime.h"

namespace verbatim::audit {
namespace {

using Json = nlohmann::json;  // sorts keys by their bytes

constexpr std::array<std::string_view, 6> kLegalNames = {"collection", "alteration",  "consultation",
                                                         "disclosure", "combination", "erasure"};
constexpr std::array<std::string_view, 3> kOutcomes = {"allowed", "partly", "denied"};
constexpr size_t kTimeSize = 24;  // 2026-11-24T01:06:10.123Z

template <class Value, size_t kCount>
std::optional<Value> find(const std::array<std::string_view, kCount>& words, std::string_view word) {
    for (size_t i = 0; i < kCount; ++i) {
        if (words[i] == word) {
            return static_cast<Value>(i);
        }
    }
    return std::nullopt;
}

bool is_time(std::string_view text) {
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd.dddZ";
    static_assert(kShape.size() == kTimeSize);
    if (text.size() != kTimeSize) {
        return false;
    }
    for (size_t i = 0; i < kTimeSize; ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) {
            return false;
        }
    }
    return true;
}

Error malformed(std::string what) {
    return {Code::malformed, "not an entry of an audit log: " + std::move(what), {}, {}};
}

Result<Entry> from_json(const Json& json) {
    Entry entry;
    try {
        entry.number = json.at("number").get<uint64_t>();
        entry.time = json.at("time").get<std::string>();
        Event& event = entry.event;
        const auto legal = legal_name(json.at("name").get<std::string>());
        const auto result = outcome(json.at("outcome").get<std::string>());
        if (!legal || !result || !is_time(entry.time)) {
            return malformed("its name, outcome or time is none");
        }
        event.name = *legal;
        event.outcome = *result;
        event.who = json.at("who").get<std::string>();
        event.role = json.at("role").get<std::string>();
        event.operation = json.at("operation").get<std::string>();
        event.authority = json.at("authority").get<std::string>();
        event.task = json.at("task").get<std::string>();
        event.purpose = json.at("purpose").get<std::string>();
        event.query = json.at("query").get<std::string>();
        event.target = json.at("target").get<std::string>();
        event.shown = json.at("shown").get<uint64_t>();
        event.outside = json.at("outside").get<uint64_t>();
        event.detail = json.at("detail").get<std::string>();
    } catch (const Json::exception&) {
        return malformed("a field is missing or of another kind");
    }
    return entry;
}

}  // namespace

std::string_view name(LegalName value) {
    return kLegalNames[static_cast<size_t>(value)];
}
std::optional<LegalName> legal_name(std::string_view word) {
    return find<LegalName>(kLegalNames, word);
}
std::string_view name(Outcome value) {
    return kOutcomes[static_cast<size_t>(value)];
}
std::optional<Outcome> outcome(std::string_view word) {
    return find<Outcome>(kOutcomes, word);
}

Result<std::string> to_line(const Entry& entry) {
    const Event& event = entry.event;
    const Json json = {{"number", entry.number},       {"time", entry.time},
                       {"name", name(event.name)},     {"who", event.who},
                       {"role", event.role},           {"operation", event.operation},
                       {"authority", event.authority}, {"task", event.task},
                       {"purpose", event.purpose},     {"query", event.query},
                       {"target", event.target},       {"outcome", name(event.outcome)},
                       {"shown", event.shown},         {"outside", event.outside},
                       {"detail", event.detail}};
    std::string line = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (line.size() > kLineBytesMax) {
        return Error{Code::limit,
                     "the audit log takes entries of at most " + std::to_string(kLineBytesMax) + " bytes, this has " +
                         std::to_string(line.size()),
                     {},
                     "ask for less at a time: what cannot be logged is not shown"};
    }
    return line;
}

Result<Entry> internal::parse_entry(std::string_view line) {
    if (line.size() > kLineBytesMax) {
        return malformed("it is too long");
    }
    const Json json = Json::parse(line, nullptr, false);
    return json.is_object() ? from_json(json) : malformed("it is no JSON object");
}

Result<Entry> parse_line(std::string_view line) {
    VB_TRY_ASSIGN(Entry entry, internal::parse_entry(line));
    VB_TRY_ASSIGN(const std::string again, to_line(entry));
    if (again != line) {
        return malformed("it is spelled in another way");
    }
    return entry;
}

std::string utc_time(int64_t ms) {
    const text::CivilTime at = text::civil_from_ms(ms);
    std::array<char, 48> text{};
    const int size = std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", at.year, at.month,
                                   at.day, at.hour, at.minute, at.second, at.nanosecond / 1'000'000);
    return {text.data(), static_cast<size_t>(size)};
}

}  // namespace verbatim::audit
