// SPDX-License-Identifier: Apache-2.0
#include "scenario/sighting.h"

#include "scenario/purpose.h"

namespace verbatim::scenario {

std::string_view name(ZoneSlip slip) {
    constexpr std::array<std::string_view, 4> kNames = {"none", "no-zone", "hour-off", "month-off"};
    return kNames[static_cast<size_t>(slip)];
}

std::string_view name(Redelivery redelivery) {
    constexpr std::array<std::string_view, 5> kNames = {"none", "same", "missing", "changed", "added"};
    return kNames[static_cast<size_t>(redelivery)];
}

WrittenTime written_time(int64_t clock_ms, const Phone& owner, ZoneSlip slip) {
    constexpr int64_t kTwoMonths = 61 * kDay;
    const int32_t offset = offset_minutes(countries()[owner.country].zone, clock_ms);
    switch (slip) {
        case ZoneSlip::none:
            return {clock_ms, 0, true};
        case ZoneSlip::no_zone:
            return {clock_ms + offset * kMinute, 0, false};
        case ZoneSlip::hour_off:  // the clock of summer with the offset of winter
            return {clock_ms + offset * kMinute, offset - 60, true};
        case ZoneSlip::month_off:
            return {clock_ms + kTwoMonths, 0, true};
    }
    return {};
}

Cell cell_of(const World& world, uint32_t person, int64_t ms) {
    Cell cell;
    cell.place = world.whereabouts(person, ms / kDay);
    const Place& place = places()[cell.place];
    // Three cells a day: home in the night, two others by day.
    const auto part = static_cast<uint64_t>(ms % kDay / (8 * kHour));
    const uint64_t bits = part == 0
                              ? hash(world.seed(), +Purpose::cell, person, cell.place)
                              : hash(world.seed(), +Purpose::cell, person, static_cast<uint64_t>(ms / kDay), part);
    cell.country = countries()[place.country].mobile_code;
    cell.area = static_cast<uint16_t>(1000 + cell.place * 40 + below(bits, 12));
    cell.number = 10'000 + below(mix(bits), 400) * 7;
    return cell;
}

}  // namespace verbatim::scenario
