// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_times.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "text/datetime.h"

namespace verbatim::disclose {
namespace {

using record::Precision;
using record::ZoneBasis;

constexpr int64_t kDayMs = 86'400'000;
// Years 0001 to 9999, a day off each end for the zones.
constexpr int64_t kFirstMs = -62'135'596'800'000 + kDayMs;
constexpr int64_t kLastMs = 253'402'300'799'999 - kDayMs;
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

void append_date(const text::CivilTime& time, Precision precision, std::string& out) {
    auto to = std::back_inserter(out);
    const std::string_view month = kMonths[static_cast<size_t>(time.month - 1)];
    if (precision == Precision::year) {
        fmt::format_to(to, "{}", time.year);
    } else if (precision == Precision::month) {
        fmt::format_to(to, "{} {}", month, time.year);
    } else {
        fmt::format_to(to, "{} {} {}", time.day, month, time.year);
    }
}

bool has_clock(Precision precision) {
    return precision != Precision::year && precision != Precision::month && precision != Precision::day;
}

void append_clock(const text::CivilTime& time, Precision precision, std::string& out) {
    auto to = std::back_inserter(out);
    fmt::format_to(to, "{:02}:{:02}", time.hour, time.minute);
    if (precision == Precision::minute || precision == Precision::hour) {
        return;
    }
    fmt::format_to(to, ":{:02}", time.second);
    if (time.nanosecond != 0) {
        fmt::format_to(to, ".{:03}", time.nanosecond / 1'000'000);
    }
}

std::string_view basis_words(ZoneBasis basis) {
    switch (basis) {
        case ZoneBasis::stated:
            return "stated by the source";
        case ZoneBasis::configured:
            return "set by hand for this source";
        case ZoneBasis::assumed:
            return "assumed, stated by nobody";
        case ZoneBasis::none:
            break;
    }
    return "not stated";
}

std::string_view precision_words(Precision precision) {
    switch (precision) {
        case Precision::year:
            return ", to the year";
        case Precision::month:
            return ", to the month";
        case Precision::day:
            return ", to the day";
        case Precision::hour:
            return ", to the hour";
        case Precision::minute:
            return ", to the minute";
        default:
            return "";
    }
}

void append_iso(int64_t ms, bool zoned, std::string& out) {
    const text::CivilTime time = text::civil_from_ms(ms);
    fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T", time.year, time.month, time.day);
    append_clock(time, Precision::second, out);
    if (zoned) {
        out += 'Z';
    }
}

bool names_utc(std::string_view zone) {
    return zone == "Z" || zone == "UTC" || zone == "GMT" || zone == "+00:00";
}

bool is_offset(std::string_view zone) {
    return zone.starts_with('+') || zone.starts_with('-') || zone.starts_with("UTC");
}

}  // namespace

std::string_view time_name(record::TimeKind kind) {
    return record::name(kind);
}

int32_t TimeWords::offset_of(const record::Time& time) {
    if (time.zone != zone_name_) {
        zone_name_ = time.zone;
        auto zone = text::Zone::find(time.zone);
        last_zone_ = zone ? std::optional(*zone) : std::nullopt;
    }
    return last_zone_ ? last_zone_->offset_at(*time.utc_ms) : 0;
}

void TimeWords::set(const record::Time& time) {
    plain_.clear();
    iso_.clear();
    zone_.clear();
    day_.clear();
    if (!time.present()) {
        return;
    }
    if (!time.utc_ms) {
        plain_ = "not readable as a time";
        return;
    }
    if (*time.utc_ms < kFirstMs || *time.utc_ms > kLastMs) {
        plain_ = fmt::format("{} ms since 1 January 1970, UTC: outside the calendar", *time.utc_ms);
        return;
    }
    const bool zoned = time.basis != ZoneBasis::none;
    const int32_t offset = zoned ? offset_of(time) : 0;
    const text::CivilTime local = text::civil_from_ms(*time.utc_ms + int64_t{offset} * 1000);
    append_date(local, time.precision, day_);
    plain_ = day_;
    if (has_clock(time.precision)) {
        plain_ += ", ";
        append_clock(local, time.precision, plain_);
    }
    if (!zoned) {
        plain_ += " (zone not stated)";
    } else if (names_utc(time.zone) || !last_zone_) {
        plain_ += " UTC";
    } else {
        const std::string utc = "UTC" + text::offset_text(offset);
        plain_ += is_offset(time.zone) ? " (" + utc + ")" : " (" + std::string(time.zone) + ", " + utc + ")";
    }
    append_iso(*time.utc_ms, zoned, iso_);
    zone_ = zoned ? std::string(time.zone) + ", " : "";
    zone_ += basis_words(time.basis);
    zone_ += precision_words(time.precision);
}

}  // namespace verbatim::disclose
