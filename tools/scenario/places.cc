// SPDX-License-Identifier: Apache-2.0
#include "scenario/places.h"

#include <array>

namespace verbatim::scenario {
namespace {

constexpr Country kCountryTable[kCountries] = {
    {"NL", {60, true}, 1, 204}, {"BE", {60, true}, 1, 206}, {"DE", {60, true}, 2, 262},
    {"FR", {60, true}, 3, 208}, {"GB", {0, true}, 0, 234},  {"ES", {60, true}, 4, 214},
    {"AL", {60, true}, 5, 276}, {"IE", {0, true}, 0, 272},  {"TR", {180, false}, 6, 286},
};

constexpr Place kPlaceTable[] = {
    {"Rotterdam", 0, true, 5192, 448},   {"Vlissingen", 0, true, 5145, 358}, {"Amsterdam", 0, false, 5237, 490},
    {"Eindhoven", 0, false, 5144, 547},  {"Utrecht", 0, false, 5209, 512},   {"Antwerpen", 1, true, 5122, 440},
    {"Zeebrugge", 1, true, 5133, 321},   {"Liege", 1, false, 5063, 557},     {"Hamburg", 2, true, 5355, 1000},
    {"Bremerhaven", 2, true, 5354, 858}, {"Berlin", 2, false, 5252, 1340},   {"Duisburg", 2, false, 5143, 676},
    {"Le Havre", 3, true, 4949, 11},     {"Marseille", 3, true, 4330, 537},  {"Lyon", 3, false, 4576, 484},
    {"Lille", 3, false, 5063, 306},      {"Felixstowe", 4, true, 5196, 135}, {"Dover", 4, true, 5113, 131},
    {"London", 4, false, 5151, -13},     {"Leeds", 4, false, 5380, -155},    {"Liverpool", 4, true, 5341, -299},
    {"Algeciras", 5, true, 3613, -545},  {"Valencia", 5, true, 3947, -38},   {"Madrid", 5, false, 4042, -370},
    {"Durres", 6, true, 4132, 1945},     {"Tirana", 6, false, 4133, 1982},   {"Dublin", 7, true, 5335, -626},
    {"Cork", 7, true, 5190, -847},       {"Istanbul", 8, true, 4101, 2898},  {"Izmir", 8, true, 3842, 2714},
};

}  // namespace

std::span<const Country> countries() {
    return kCountryTable;
}

std::span<const Place> places() {
    return kPlaceTable;
}

uint8_t place_in(uint8_t country, uint32_t choice) {
    // The table is in the order of the countries.
    uint8_t begin = 0;
    while (kPlaceTable[begin].country != country) {
        ++begin;
    }
    uint8_t end = begin;
    while (end < std::size(kPlaceTable) && kPlaceTable[end].country == country) {
        ++end;
    }
    return static_cast<uint8_t>(begin + choice % static_cast<uint32_t>(end - begin));
}

}  // namespace verbatim::scenario
