// SPDX-License-Identifier: Apache-2.0
// Dates of the query language: 2020, 2020-04, 2020-04-01, 2020-04-01T16:54, ...:30, ...:30.250, each with an optional
// zone (Z or +02:00; none is UTC). A date is the period it names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace verbatim::search {

struct Moment {
    int64_t begin_ms = 0;  // [begin, end)
    int64_t end_ms = 0;
};

// Units of a duration, largest first: d, h, m, s.
inline constexpr std::pair<char, int64_t> kDurationUnits[] = {
    {'d', 86'400'000}, {'h', 3'600'000}, {'m', 60'000}, {'s', 1000}};

std::optional<Moment> parse_date(std::string_view text);
std::string format_instant(int64_t ms);  // "2020-04-01T00:00:00.000Z"; years 1 to 9999

}  // namespace verbatim::search
