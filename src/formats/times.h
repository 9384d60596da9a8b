// SPDX-License-Identifier: Apache-2.0
// TimeReader: parsed clock times to record::Time under the zone that a user or profile states.
//
// A time that states its zone keeps it (ZoneBasis::stated). One that states none is read in the configured zone
// (ZoneBasis::configured), or without one as if UTC (ZoneBasis::none): never guessed. A wall clock that occurs twice or
// not at all because clocks changed is reported in `fit`, for a remark. Immutable, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "record/message.h"
#include "text/datetime.h"
#include "text/zone.h"

namespace verbatim::formats {

class TimeReader {
  public:
    // `zone` empty: none is configured. Code::usage if it is unknown.
    static Result<TimeReader> create(std::string_view zone);

    // `raw` is kept as written; views point into it or into this reader.
    record::Time from_parsed(std::string_view raw, const text::ParsedTime& parsed, text::Fit* fit = nullptr) const;
    // RFC 3339 and its ISO 8601 neighbours; without utc_ms if `raw` is none.
    record::Time from_rfc3339(std::string_view raw, text::Fit* fit = nullptr) const;
    // Milliseconds since 1970 in UTC, as a source wrote them.
    static record::Time from_epoch_ms(std::string_view raw, int64_t utc_ms);

  private:
    std::optional<text::Zone> zone_;
};

// What to remark about a time; empty: nothing.
std::string_view fit_code(text::Fit fit);  // "time-ambiguous", "time-in-gap"
std::string_view fit_reason(text::Fit fit);

}  // namespace verbatim::formats
