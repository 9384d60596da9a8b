// SPDX-License-Identifier: Apache-2.0
#include "scenario/observations.h"

#include "scenario/purpose.h"
#include "scenario/row_json.h"
#include "scenario/sighting.h"

namespace verbatim::scenario {
namespace {

constexpr size_t kObservationBytesMax = 512;
constexpr std::array<int64_t, 3> kHoursOfDay = {2, 11, 19};
constexpr PartsPerMillion kLeftAtHome = 250'000;

std::string_view kind(bool is_crypto) {
    return is_crypto ? "crypto" : "personal";
}

}  // namespace

Result<Observations> Observations::create(const World& world, const std::string& folder) {
    Observations made(world);
    VB_TRY(io::make_directories(folder));
    VB_TRY_ASSIGN(made.cells_, OutputFile::create(folder + "/synthetic-cells.csv"));
    VB_TRY_ASSIGN(made.wireless_, OutputFile::create(folder + "/synthetic-wireless.csv"));
    made.cells_.append("synthetic,device,device_kind,begin,end,network,area,cell,latitude,longitude\r\n");
    made.wireless_.append("synthetic,device,device_kind,seen,bssid,ssid\r\n");
    return made;
}

Result<void> Observations::write_day(int64_t day_number) {
    for (const Line& line : world_->lines()) {
        for (const int64_t hour : kHoursOfDay) {
            const int64_t ms = day_number * kDay + hour * kHour;
            const uint32_t phone = world_->phone_at(static_cast<uint32_t>(&line - world_->lines().data()), ms);
            if (phone != kNone) {
                observe({world_->phones()[phone].imei_text(), true, phone}, line.person, ms, ms);
            }
        }
    }
    for (uint32_t person = 0; person < world_->persons().size(); ++person) {
        const std::string number = world_->personal_number(person);
        const bool stays = happens(
            hash(world_->seed(), +Purpose::observation, person, static_cast<uint64_t>(day_number)), kLeftAtHome);
        for (const int64_t hour : kHoursOfDay) {
            const int64_t ms = day_number * kDay + hour * kHour;
            observe({number, false, person}, person, ms, stays ? day_number * kDay : ms);
        }
    }
    VB_TRY(cells_.check());
    return wireless_.check();
}

void Observations::observe(const Device& device, uint32_t person, int64_t ms, int64_t where_ms) {
    const Cell cell = cell_of(*world_, person, where_ms);
    const uint64_t bits = hash(world_->seed(), +Purpose::observation, device.key, static_cast<uint64_t>(ms / kHour),
                               device.is_crypto ? 1 : 0);
    put_cell(device, cell, ms + below(bits, 90) * kMinute, bits);
    if ((bits & 3) == 0) {
        put_wireless(device, cell, ms, bits);
    }
}

void Observations::put_cell(const Device& device, const Cell& cell, int64_t ms, uint64_t bits) {
    const Place& place = places()[cell.place];
    // Session length differs by network: some close one every quarter of an hour, some after half a day.
    const uint32_t longest = (cell.country & 1) == 0 ? 60 : 600;
    const bool is_session = happens(mix(bits), world_->options().defects.share(Defect::d14));
    Cursor cursor = cells_.room(kObservationBytesMax);
    cursor.put("synthetic,");
    cursor.put(device.id);
    cursor.put(',');
    cursor.put(kind(device.is_crypto));
    cursor.put(',');
    put_moment(cursor, ms);
    cursor.put(',');
    put_moment(cursor, ms + (is_session ? (15 + below(mix(bits), longest)) * kMinute : 0));
    cursor.put(',');
    cursor.number(cell.country);
    cursor.put("-99,");
    cursor.number(cell.area);
    cursor.put(',');
    cursor.number(cell.number);
    for (const int32_t degrees : {place.latitude, place.longitude}) {
        // Hundredths, scattered by a few hundredths: a mast is not the middle of the town.
        const int32_t value = degrees + static_cast<int32_t>(cell.number % 9) - 4;
        cursor.put(value < 0 ? ",-" : ",");
        const auto size = static_cast<uint32_t>(value < 0 ? -value : value);
        cursor.number(size / 100);
        cursor.put('.');
        cursor.padded(size % 100, 2);
    }
    cursor.put("\r\n");
    cells_.commit(cursor);
}

void Observations::put_wireless(const Device& device, const Cell& cell, int64_t ms, uint64_t bits) {
    Cursor cursor = wireless_.room(kObservationBytesMax);
    cursor.put("synthetic,");
    cursor.put(device.id);
    cursor.put(',');
    cursor.put(kind(device.is_crypto));
    cursor.put(',');
    put_moment(cursor, ms + below(mix(bits), 3600) * kSecond);
    // A locally administered address, which no maker gives to a device.
    cursor.put(",02:53:59");
    const uint64_t address = hash(world_->seed(), +Purpose::cell, cell.number, cell.area);
    for (int shift = 0; shift < 24; shift += 8) {
        cursor.put(':');
        cursor.hex(address >> shift, 2);
    }
    cursor.put(",synthetic-");
    cursor.hex(address >> 32, 4);
    cursor.put("\r\n");
    wireless_.commit(cursor);
}

void Observations::put_moment(Cursor& cursor, int64_t ms) {
    put_time(cursor, dates_, {ms, 0, true});
}

Result<void> Observations::finish() {
    VB_TRY(cells_.close());
    return wireless_.close();
}

}  // namespace verbatim::scenario
