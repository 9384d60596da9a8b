// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/rhythm.h"

#include <algorithm>
#include <cmath>

#include "gaps/internal/window.h"

namespace verbatim::gaps {
namespace {

constexpr double kShapeTalks = 3;     // what the case's shape weighs in each hour of the day
constexpr double kWeekdayTalks = 10;  // what "every day is alike" weighs in each weekday
constexpr int64_t kWeekMs = 7 * kDayMs;
constexpr int64_t kAroundMs = kWeekMs;  // on either side: what "around" a silence means
constexpr double kAroundTalks = 3;
// Chances below this mark pauses as suspicious: they are left out when the rhythm is estimated.
constexpr double kSuspicious = 0.001;

size_t hour_of_week(int64_t ms) {
    return static_cast<size_t>((ms - floor_to(ms, kWeekMs)) / kHourMs);
}

// Calls visit(hour of the week, hours) for each piece of [begin, end).
template <class Visit>
void each_hour(int64_t begin_ms, int64_t end_ms, Visit&& visit) {
    for (int64_t at = begin_ms; at < end_ms;) {
        const int64_t next = std::min(end_ms, floor_to(at, kHourMs) + kHourMs);
        visit(hour_of_week(at), static_cast<double>(next - at) / kHourMs);
        at = next;
    }
}

}  // namespace

Rhythm::Rhythm(std::span<const Talk> talks, std::span<const Span> excluded, const std::array<double, 24>& shape)
    : talks_(talks) {
    if (talks_.empty()) {
        return;
    }
    set_rates(excluded, shape);
    set_spread();
    // Long silences made the rates too low and the spread too large: once more without them.
    std::vector<Span> without(excluded.begin(), excluded.end());
    for (size_t i = 1; i < talks_.size(); ++i) {
        const Span pause{talks_[i - 1].end_ms + kTalkPauseMs, talks_[i].begin_ms};
        if (chance_of_silence(pause.begin_ms, pause.end_ms) < kSuspicious) {
            without.push_back(pause);
        }
    }
    if (without.size() > excluded.size()) {
        std::sort(without.begin(), without.end(), [](const Span& a, const Span& b) { return a.begin_ms < b.begin_ms; });
        set_rates(without, shape);
        set_spread();
    }
}

void Rhythm::set_rates(std::span<const Span> excluded, const std::array<double, 24>& shape) {
    std::array<double, 24> talks{};
    std::array<double, 24> hours{};
    std::array<double, 7> day_talks{};
    for (const Talk& talk : talks_) {
        const size_t hour = hour_of_week(talk.begin_ms);
        ++talks[hour % 24];
        ++day_talks[hour / 24];
    }
    const int64_t begin = talks_.front().begin_ms;
    const int64_t end = talks_.back().end_ms + kTalkPauseMs;
    std::array<double, 168> exposure{};
    const auto add = [&](int64_t from, int64_t to, double sign) {
        each_hour(std::max(from, begin), std::min(to, end),
                  [&](size_t hour, double length) { exposure[hour] += sign * length; });
    };
    add(begin, end, 1);
    int64_t done = begin;
    for (const Span& span : excluded) {
        add(std::max(span.begin_ms, done), span.end_ms, -1);
        done = std::max(done, span.end_ms);
    }
    double weighted_hours = 0;
    for (size_t hour = 0; hour < 168; ++hour) {
        exposure[hour] = std::max(exposure[hour], 0.0);
        hours[hour % 24] += exposure[hour];
        weighted_hours += exposure[hour] * shape[hour % 24];
    }
    const double level = static_cast<double>(talks_.size()) / std::max(weighted_hours, 1.0);
    std::array<double, 7> day_expected{};
    for (size_t hour = 0; hour < 168; ++hour) {
        const double usual = level * shape[hour % 24];
        rates_[hour] = (talks[hour % 24] + kShapeTalks) / (hours[hour % 24] + kShapeTalks / usual);
        day_expected[hour / 24] += rates_[hour] * exposure[hour];
    }
    const bool by_weekday = end - begin >= 4 * kWeekMs;
    for (size_t hour = 0; hour < 168; ++hour) {
        const size_t day = hour / 24;
        rates_[hour] *= by_weekday ? (day_talks[day] + kWeekdayTalks) / (day_expected[day] + kWeekdayTalks) : 1;
        sums_[hour + 1] = sums_[hour] + rates_[hour];
    }
}

void Rhythm::set_spread() {
    spread_ = 1;
    std::vector<double> pauses;
    for (size_t i = 1; i < talks_.size(); ++i) {
        pauses.push_back(expected_talks(talks_[i - 1].end_ms + kTalkPauseMs, talks_[i].begin_ms));
    }
    if (pauses.empty()) {
        return;
    }
    std::sort(pauses.begin(), pauses.end());
    // Where the pauses of a regular device stand: -ln(1 - share). Few gaps among many pauses do not move these places.
    for (const double share : {0.8, 0.9, 0.95}) {
        const auto at = static_cast<size_t>(share * static_cast<double>(pauses.size()));
        spread_ = std::max(spread_, pauses[std::min(at, pauses.size() - 1)] / -std::log(1 - share));
    }
}

// Talks from the week that `ms` lies in, up to `ms`; whole weeks are alike.
double Rhythm::talks_until(int64_t ms) const {
    const size_t hour = hour_of_week(ms);
    const double part = static_cast<double>(ms - floor_to(ms, kHourMs)) / kHourMs;
    const int64_t whole_weeks = floor_to(ms, kWeekMs) / kWeekMs;
    const auto weeks = static_cast<double>(whole_weeks);
    return weeks * sums_[168] + sums_[hour] + part * rates_[hour];
}

double Rhythm::expected_by_week(int64_t begin_ms, int64_t end_ms) const {
    return talks_until(end_ms) - talks_until(begin_ms);
}

double Rhythm::expected_talks(int64_t begin_ms, int64_t end_ms) const {
    if (talks_.empty() || end_ms <= begin_ms) {
        return 0;
    }
    const auto first_at = [&](int64_t ms) {
        return std::lower_bound(talks_.begin(), talks_.end(), ms,
                                [](const Talk& talk, int64_t time) { return talk.begin_ms < time; });
    };
    const int64_t from = std::max(begin_ms - kAroundMs, talks_.front().begin_ms);
    const int64_t to = std::min(end_ms + kAroundMs, talks_.back().end_ms);
    double expected = 0;
    double seen = 0;
    if (from < begin_ms) {
        expected += expected_by_week(from, begin_ms);
        seen += static_cast<double>(first_at(begin_ms) - first_at(from));
    }
    if (end_ms < to) {
        expected += expected_by_week(end_ms, to);
        seen += static_cast<double>(first_at(to) - first_at(end_ms));
    }
    const double local = std::min(1.0, (seen + kAroundTalks) / (expected + kAroundTalks));
    return local * expected_by_week(begin_ms, end_ms);
}

double Rhythm::chance_of_silence(int64_t begin_ms, int64_t end_ms) const {
    return std::exp(-expected_talks(begin_ms, end_ms) / spread_);
}

}  // namespace verbatim::gaps
