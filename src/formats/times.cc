// SPDX-License-Identifier: Apache-2.0
#include "formats/times.h"

namespace verbatim::formats {

Result<TimeReader> TimeReader::create(std::string_view zone) {
    TimeReader reader;
    if (!zone.empty()) {
        VB_TRY_ASSIGN(reader.zone_, text::Zone::find(zone));
    }
    return reader;
}

record::Time TimeReader::from_parsed(std::string_view raw, const text::ParsedTime& parsed, text::Fit* fit) const {
    record::Time time;
    time.raw = raw;
    time.precision = static_cast<record::Precision>(parsed.precision);
    if (parsed.zone_stated) {
        time.utc_ms = parsed.utc_ms();
        time.zone = parsed.zone_text;
        time.basis = record::ZoneBasis::stated;
    } else if (zone_) {
        const text::Instant instant = zone_->from_local(parsed.local_ms);
        time.utc_ms = instant.utc_ms;
        time.zone = zone_->name();
        time.basis = record::ZoneBasis::configured;
        if (fit != nullptr) {
            *fit = instant.fit;
        }
    } else {
        time.utc_ms = parsed.local_ms;
    }
    return time;
}

record::Time TimeReader::from_rfc3339(std::string_view raw, text::Fit* fit) const {
    if (const auto parsed = text::parse_rfc3339(raw)) {
        return from_parsed(raw, *parsed, fit);
    }
    record::Time time;
    time.raw = raw;
    return time;
}

record::Time TimeReader::from_epoch_ms(std::string_view raw, int64_t utc_ms) {
    return {raw, utc_ms, "Z", record::ZoneBasis::stated, record::Precision::millisecond};
}

std::string_view fit_code(text::Fit fit) {
    switch (fit) {
        case text::Fit::ambiguous:
            return "time-ambiguous";
        case text::Fit::gap:
            return "time-in-gap";
        case text::Fit::unique:
            break;
    }
    return {};
}

std::string_view fit_reason(text::Fit fit) {
    switch (fit) {
        case text::Fit::ambiguous:
            return "the clock showed this time twice when it was put back; the earlier instant is taken";
        case text::Fit::gap:
            return "the clock never showed this time because it was put forward; the offset before the change is used";
        case text::Fit::unique:
            break;
    }
    return {};
}

}  // namespace verbatim::formats
