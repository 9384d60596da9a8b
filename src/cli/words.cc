// SPDX-License-Identifier: Apache-2.0
#include "cli/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace verbatim::cli {

std::string duration_text(double seconds) {
    if (seconds < 1) {
        return fmt::format("{:.2f} s", std::max(seconds, 0.0));
    }
    const auto whole = static_cast<uint64_t>(std::llround(std::min(seconds, 1e9)));
    if (whole < 60) {
        return fmt::format("{} s", whole);
    }
    if (whole < 3600) {
        return fmt::format("{} min {} s", whole / 60, whole % 60);
    }
    return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string time_text(int64_t ms, record::ZoneBasis basis) {
    if (ms == store::kNoTime) {
        return "no time";
    }
    switch (basis) {
        case record::ZoneBasis::none:
            return clock_text(ms) + " (zone not stated)";
        case record::ZoneBasis::assumed:
            return clock_text(ms) + " UTC (zone assumed)";
        case record::ZoneBasis::stated:
        case record::ZoneBasis::configured:
            break;
    }
    return clock_text(ms) + " UTC";
}

std::string time_iso(int64_t ms, record::ZoneBasis basis) {
    if (ms == store::kNoTime) {
        return {};
    }
    std::string out = clock_text(ms);
    std::replace(out.begin(), out.end(), ' ', 'T');
    if (basis != record::ZoneBasis::none) {
        out += 'Z';
    }
    return out;
}

std::string_view zone_word(record::ZoneBasis basis) {
    return basis == record::ZoneBasis::none ? "not stated" : record::name(basis);
}

std::string skew_text(int64_t ms) {
    if (ms == 0) {
        return "at the same time";
    }
    const uint64_t size = ms < 0 ? 0 - static_cast<uint64_t>(ms) : static_cast<uint64_t>(ms);
    const std::string amount =
        size < 1000 ? fmt::format("{} ms", size) : duration_text(static_cast<double>(size) / 1000);
    return amount + (ms < 0 ? " earlier" : " later");
}

std::string period_text(int64_t begin_ms, store::Period period) {
    if (begin_ms == store::kNoTime) {
        return "no time";
    }
    const text::CivilTime at = text::civil_from_ms(begin_ms);
    switch (period) {
        case store::Period::hour:
            return fmt::format("{:04}-{:02}-{:02} {:02}:00", at.year, at.month, at.day, at.hour);
        case store::Period::day:
            return fmt::format("{:04}-{:02}-{:02}", at.year, at.month, at.day);
        case store::Period::month:
            return fmt::format("{:04}-{:02}", at.year, at.month);
        case store::Period::year:
            return fmt::format("{:04}", at.year);
    }
    return {};
}

namespace {

// Where `word` stands among words joined by "|".
std::optional<uint8_t> index_of(std::string_view words, std::string_view word) {
    for (uint8_t index = 0; !words.empty(); ++index) {
        const size_t end = std::min(words.find('|'), words.size());
        if (words.substr(0, end) == word) {
            return index;
        }
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return std::nullopt;
}

}  // namespace

std::optional<store::Period> period_of(std::string_view word) {
    const auto index = index_of(kPeriodWords, word);
    return index ? std::optional(static_cast<store::Period>(*index)) : std::nullopt;
}

std::optional<store::GroupKey> group_key_of(std::string_view word) {
    const auto index = index_of(kGroupWords, word);
    return index ? std::optional(static_cast<store::GroupKey>(*index)) : std::nullopt;
}

std::string_view reason_text(store::LinkReason reason) {
    switch (reason) {
        case store::LinkReason::none:
            return "the first sighting";
        case store::LinkReason::duplicate_row:
            return "written twice in one source";
        case store::LinkReason::same_message_other_source:
            return "the same message in another source";
    }
    return "";
}

std::string_view reason_word(store::LinkReason reason) {
    switch (reason) {
        case store::LinkReason::none:
            return "first";
        case store::LinkReason::duplicate_row:
            return "duplicate-row";
        case store::LinkReason::same_message_other_source:
            return "other-source";
    }
    return "";
}

}  // namespace verbatim::cli
