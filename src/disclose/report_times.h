// SPDX-License-Identifier: Apache-2.0
// Times in words: full year, zone, and how the zone is known, so that no reader has to guess (R7, R8).
//
//   TimeWords words; words.set(time);
//   words.plain()   "2 April 2020, 20:03:28 (Europe/Amsterdam, UTC+02:00)"; "2 April 2020, 20:03:28 (zone not stated)"
//   words.iso()     "2020-04-02T18:03:28.118Z"; without Z if the zone is not stated; empty if it could not be read
//   words.zone()    "+02:00, stated by the source"
// As precise as the source is. A value is reused and remembers the last zone, so that a hot loop looks up none. One
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/message.h"
#include "text/zone.h"

namespace verbatim::disclose {

class TimeWords {
  public:
    void set(const record::Time& time);
    const std::string& plain() const { return plain_; }
    const std::string& iso() const { return iso_; }
    const std::string& zone() const { return zone_; }
    // "2 April 2020": the day of plain(), for headings; empty if there is none.
    const std::string& day() const { return day_; }

  private:
    int32_t offset_of(const record::Time& time);

    std::string plain_;
    std::string iso_;
    std::string zone_;
    std::string day_;
    std::string zone_name_;
    std::optional<text::Zone> last_zone_;
};

// "sent", "received", "read", "edited", "deleted", "expires".
std::string_view time_name(record::TimeKind kind);

}  // namespace verbatim::disclose
