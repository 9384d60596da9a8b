// SPDX-License-Identifier: Apache-2.0
// Words: numbers, sizes, durations and times as the commands write them, the same on every machine.
//
// Times for people carry the full year and say what is known of the zone; times for programs are ISO 8601, with "Z" if
// the zone is known and without if it is not. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/message.h"
#include "store/results.h"
#include "text/datetime.h"
#include "text/numbers.h"

namespace verbatim::cli {

using text::bytes_text;
using text::clock_text;
using text::counted;
using text::grouped;
std::string duration_text(double seconds);  // "4 s", "2 min 5 s", "3 h 10 min"

// "2020-04-02 18:03:28 UTC", "... (zone not stated)", "... UTC (zone assumed)", "no time".
std::string time_text(int64_t ms, record::ZoneBasis basis);
// "2020-04-02T18:03:28.118Z", without Z if the zone is not known; empty for store::kNoTime.
std::string time_iso(int64_t ms, record::ZoneBasis basis);
// "stated", "configured", "assumed", "not stated".
std::string_view zone_word(record::ZoneBasis basis);
// "3 min 2 s later", "at the same time", "250 ms earlier".
std::string skew_text(int64_t ms);
// The beginning of a period: "2020-04-02", "2020-04-02 18:00", "2020-04", "2020"; "no time".
std::string period_text(int64_t begin_ms, store::Period period);

// The words of --histogram and --by.
inline constexpr std::string_view kPeriodWords = "hour|day|month|year";
inline constexpr std::string_view kGroupWords = "sender|conversation|platform|account|source|kind";
std::optional<store::Period> period_of(std::string_view word);
std::optional<store::GroupKey> group_key_of(std::string_view word);

// The reason that links a sighting, in words for people and for programs.
std::string_view reason_text(store::LinkReason reason);
std::string_view reason_word(store::LinkReason reason);

}  // namespace verbatim::cli
