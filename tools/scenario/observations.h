// SPDX-License-Identifier: Apache-2.0
// Observations: cells and wireless networks that phones were seen in, for crypto phones and for the persons' own
// phones.
//
// Two tables, written day by day. With D14 a cell observation is a session with a begin and an end, hours apart, as
// packet sessions are accounted; without it a moment. The two phones of a person see the same cell in the same hours,
// save when the own phone stays at home: that is what attribution by co-location can find. They are no messages and lie
// in a folder of their own. One thread.
#pragma once

#include "scenario/output.h"
#include "scenario/sighting.h"

namespace verbatim::scenario {

class Observations {
  public:
    static Result<Observations> create(const World& world, const std::string& folder);
    // All observations of one day of true time.
    Result<void> write_day(int64_t day_number);
    Result<void> finish();

  private:
    explicit Observations(const World& world) : world_(&world) {}
    struct Device {
        std::string_view id;
        bool is_crypto;
        uint64_t key;
    };
    // Seen at `ms`, where the person was at `where_ms`.
    void observe(const Device& device, uint32_t person, int64_t ms, int64_t where_ms);
    void put_cell(const Device& device, const Cell& cell, int64_t ms, uint64_t bits);
    void put_wireless(const Device& device, const Cell& cell, int64_t ms, uint64_t bits);
    void put_moment(Cursor& cursor, int64_t ms);

    const World* world_;
    Dates dates_;
    OutputFile cells_;
    OutputFile wireless_;
};

}  // namespace verbatim::scenario
