// SPDX-License-Identifier: Apache-2.0
#include "text/zone.h"

#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdio>
#include <utility>

#include "text/datetime.h"

namespace verbatim::text {
namespace {

constexpr int64_t kDayMs = 86'400'000;

}  // namespace

class Zone::Rules {
  public:
    explicit Rules(std::unique_ptr<const icu::TimeZone> zone) : zone_(std::move(zone)) {}
    int32_t offset_at(int64_t utc_ms) const {
        int32_t raw_ms = 0;
        int32_t dst_ms = 0;
        UErrorCode status = U_ZERO_ERROR;
        zone_->getOffset(static_cast<UDate>(utc_ms), static_cast<UBool>(false), raw_ms, dst_ms, status);
        return U_FAILURE(status) ? 0 : (raw_ms + dst_ms) / 1000;
    }

  private:
    std::unique_ptr<const icu::TimeZone> zone_;
};

Zone::Zone(std::string name, int32_t offset_seconds, std::shared_ptr<const Rules> rules)
    : name_(std::move(name)), fixed_offset_seconds_(offset_seconds), rules_(std::move(rules)) {}

Result<Zone> Zone::find(std::string_view name) {
    const std::optional<NameRead> offset = read_zone(name, 0);
    if (offset && offset->end == name.size()) {
        return Zone(std::string(name), offset->value, nullptr);
    }
    const Error unknown{Code::usage,
                        "unknown time zone \"" + std::string(name) + '"',
                        {},
                        "give an IANA name (Europe/Amsterdam) or an offset (+02:00)"};
    // IANA names are ASCII; ICU would read "GMT+25" as a custom zone and anything else as Etc/Unknown.
    const bool looks_custom = name.starts_with("GMT") || name.find_first_of("/") == std::string_view::npos;
    if (name.empty() || name.size() > 64 || looks_custom) {
        return unknown;
    }
    const icu::UnicodeString id =
        icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
    UBool is_system = false;
    icu::UnicodeString canonical;
    UErrorCode status = U_ZERO_ERROR;
    icu::TimeZone::getCanonicalID(id, canonical, is_system, status);
    if (U_FAILURE(status) || !is_system) {
        return unknown;
    }
    std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
    if (!zone || *zone == icu::TimeZone::getUnknown()) {
        return unknown;
    }
    return Zone(std::string(name), 0, std::make_shared<const Rules>(std::move(zone)));
}

Zone Zone::fixed(int32_t offset_seconds) {
    return Zone(offset_text(offset_seconds), offset_seconds, nullptr);
}

int32_t Zone::offset_at(int64_t utc_ms) const {
    return rules_ ? rules_->offset_at(utc_ms) : fixed_offset_seconds_;
}

Instant Zone::from_local(int64_t local_ms) const {
    const auto at_offset = [local_ms](int32_t seconds) { return local_ms - int64_t{seconds} * 1000; };
    if (!rules_) {
        return {at_offset(fixed_offset_seconds_), fixed_offset_seconds_, Fit::unique};
    }
    // The offsets a day before and after bracket any single change of the clock: each is right, or none is.
    const int32_t before = rules_->offset_at(local_ms - kDayMs);
    const int32_t after = rules_->offset_at(local_ms + kDayMs);
    if (before == after) {
        // Two changes within two days (Ramadan rules of Morocco come close) would show as a different offset here.
        const int32_t here = rules_->offset_at(at_offset(before));
        if (here == before) {
            return {at_offset(before), before, Fit::unique};
        }
        const bool fits = rules_->offset_at(at_offset(here)) == here;
        return {at_offset(fits ? here : before), fits ? here : before, fits ? Fit::unique : Fit::gap};
    }
    const bool before_fits = rules_->offset_at(at_offset(before)) == before;
    const bool after_fits = rules_->offset_at(at_offset(after)) == after;
    if (before_fits && after_fits) {
        return {at_offset(before), before, Fit::ambiguous};  // the larger offset, so the earlier instant
    }
    if (before_fits || !after_fits) {
        return {at_offset(before), before, before_fits ? Fit::unique : Fit::gap};
    }
    return {at_offset(after), after, Fit::unique};
}

std::string offset_text(int32_t offset_seconds) {
    const int32_t size = offset_seconds < 0 ? -offset_seconds : offset_seconds;
    std::array<char, 24> buffer{};
    const char sign = offset_seconds < 0 ? '-' : '+';
    if (size % 60 == 0) {
        std::snprintf(buffer.data(), buffer.size(), "%c%02d:%02d", sign, size / 3600, size / 60 % 60);
    } else {
        std::snprintf(buffer.data(), buffer.size(), "%c%02d:%02d:%02d", sign, size / 3600, size / 60 % 60, size % 60);
    }
    return buffer.data();
}

}  // namespace verbatim::text
