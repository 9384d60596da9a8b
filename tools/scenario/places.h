// SPDX-License-Identifier: Apache-2.0
// Places: countries, ports and cities between which the made-up goods travel.
//
// Names and positions are those of real towns (common knowledge, to a hundredth of a degree), so that maps and
// corridors can be tried; nothing that happens there is real. A country has a zone, a main language and a mobile
// country code. Constant data; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "scenario/calendar.h"

namespace verbatim::scenario {

struct Country {
    std::string_view code;  // ISO 3166-1
    Zone zone;
    uint8_t language = 0;  // see language()
    uint16_t mobile_code = 0;
};

struct Place {
    std::string_view name;
    uint8_t country = 0;
    bool is_port = false;
    int32_t latitude = 0;  // hundredths of a degree
    int32_t longitude = 0;
};

inline constexpr uint8_t kCountries = 9;
std::span<const Country> countries();
std::span<const Place> places();
// A place of the country: `choice` picks among them.
uint8_t place_in(uint8_t country, uint32_t choice);

}  // namespace verbatim::scenario
