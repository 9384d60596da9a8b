// SPDX-License-Identifier: Apache-2.0
// Zone: wall clock times to instants under an IANA time zone or a fixed offset.
//
//   VB_TRY_ASSIGN(Zone zone, Zone::find("Europe/Amsterdam"));
//   Instant instant = zone.from_local(local_ms);   // instant.fit says whether the wall clock was unambiguous
//
// Zone data are those of the ICU library, never of the system or of the TZ variable. Where a clock was put back, the
// wall clock names two instants: the earlier is taken and Fit::ambiguous says so. Where it was put forward, the wall
// clock names none: the offset before the change is used and Fit::gap says so. A caller turns both into a remark.
// Threads: a Zone is immutable; copies are cheap and share the data.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace verbatim::text {

enum class Fit : uint8_t { unique, ambiguous, gap };

struct Instant {
    int64_t utc_ms = 0;
    int32_t offset_seconds = 0;  // east of UTC, as used
    Fit fit = Fit::unique;
};

class Zone {
  public:
    // "Europe/Amsterdam", "UTC", "Z", "+02:00", "-0330", "UTC+2"; usage error if unknown. Never a guess: ICU's own
    // fall-back zone for unknown names is refused.
    static Result<Zone> find(std::string_view name);
    static Zone fixed(int32_t offset_seconds);

    // local_ms: milliseconds of the wall clock as if it were UTC.
    Instant from_local(int64_t local_ms) const;
    int32_t offset_at(int64_t utc_ms) const;
    // As it was asked for.
    const std::string& name() const { return name_; }

  private:
    class Rules;
    Zone(std::string name, int32_t offset_seconds, std::shared_ptr<const Rules> rules);
    std::string name_;
    int32_t fixed_offset_seconds_ = 0;
    std::shared_ptr<const Rules> rules_;  // null: fixed offset
};

// "+02:00", "-03:30", "+00:00"; seconds are shown only if there are any.
std::string offset_text(int32_t offset_seconds);

}  // namespace verbatim::text
