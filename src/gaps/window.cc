// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/window.h"

#include <algorithm>

namespace verbatim::gaps {
namespace {

constexpr uint64_t kShareOfUsual = 25;
constexpr int64_t kAroundDays = 3;
constexpr int64_t kQuietDays = 8;
constexpr uint64_t kShareOutside = 20;

struct Day {
    int64_t begin_ms = 0;
    uint64_t rows = 0;
};

std::vector<Day> days_of(std::span<const store::HourCount> hours) {
    std::vector<Day> days;
    for (const store::HourCount& hour : hours) {
        const int64_t begin = floor_to(hour.begin_ms, kDayMs);
        if (days.empty() || days.back().begin_ms != begin) {
            days.push_back({begin, 0});
        }
        days.back().rows += hour.rows;
    }
    return days;
}

// The rows of the day on which a row picked at random stands.
uint64_t usual_rows(const std::vector<Day>& days, uint64_t total) {
    std::vector<uint64_t> rows;
    rows.reserve(days.size());
    for (const Day& day : days) {
        rows.push_back(day.rows);
    }
    std::sort(rows.begin(), rows.end());
    uint64_t sum = 0;
    for (const uint64_t count : rows) {
        sum += count;
        if (sum * 2 >= total) {
            return count;
        }
    }
    return 0;
}

}  // namespace

Window find_window(std::span<const store::HourCount> hours) {
    const std::vector<Day> days = days_of(hours);
    uint64_t total = 0;
    for (const Day& day : days) {
        total += day.rows;
    }
    if (total == 0) {
        return {};
    }
    // Seven days at a time: a quiet weekend is no end, a single displaced day no continuation.
    const uint64_t usual_day = usual_rows(days, total);
    std::vector<Day> busy;
    for (size_t i = 0; i < days.size(); ++i) {
        uint64_t around = 0;
        const auto add_near = [&](size_t at) {
            const int64_t apart = std::abs(days[at].begin_ms - days[i].begin_ms);
            around += apart <= kAroundDays * kDayMs ? days[at].rows : 0;
            return apart <= kAroundDays * kDayMs;
        };
        for (size_t at = i; at < days.size() && add_near(at); ++at) {
        }
        for (size_t at = i; at > 0 && add_near(at - 1); --at) {
        }
        if (around * kShareOfUsual >= usual_day * (2 * kAroundDays + 1) && days[i].rows * kShareOfUsual >= usual_day) {
            busy.push_back(days[i]);
        }
    }
    size_t first = 0;
    for (uint64_t sum = 0; first < busy.size(); ++first) {
        sum += busy[first].rows;
        if (sum * 2 >= total) {
            break;
        }
    }
    first = std::min(first, busy.size() - 1);
    size_t last = first;
    uint64_t inside = busy[first].rows;
    const auto gap_before = [&] { return busy[first].begin_ms - busy[first - 1].begin_ms; };
    const auto gap_after = [&] { return busy[last + 1].begin_ms - busy[last].begin_ms; };
    while (first > 0 || last + 1 < busy.size()) {
        const bool left = first > 0 && (last + 1 == busy.size() || gap_before() <= gap_after());
        if ((left ? gap_before() : gap_after()) > kQuietDays * kDayMs && (total - inside) * kShareOutside < total) {
            break;
        }
        inside += left ? busy[--first].rows : busy[++last].rows;
    }
    // To the hour: the window of half a day is half a day.
    const auto in_days = [&](const store::HourCount& hour) {
        return hour.begin_ms >= busy[first].begin_ms && hour.begin_ms < busy[last].begin_ms + kDayMs;
    };
    const auto begin = std::find_if(hours.begin(), hours.end(), in_days);
    const auto end = std::find_if(hours.rbegin(), hours.rend(), in_days);
    return {begin->begin_ms, end->begin_ms + kHourMs, false, false};
}

std::array<double, 24> shape_of_day(std::span<const store::HourCount> hours, const Window& window) {
    std::array<double, 24> shape{};
    double total = 0;
    for (const store::HourCount& hour : hours) {
        if (hour.begin_ms >= window.begin_ms && hour.begin_ms < window.end_ms) {
            const auto of_day = static_cast<size_t>((hour.begin_ms - floor_to(hour.begin_ms, kDayMs)) / kHourMs);
            shape[of_day] += static_cast<double>(hour.rows);
            total += static_cast<double>(hour.rows);
        }
    }
    for (double& share : shape) {
        share = total > 0 ? share * 24 / total : 1;
        // Nothing may be impossible: the quietest hour has a fiftieth of a usual one.
        share = std::max(share, 0.02);
    }
    return shape;
}

}  // namespace verbatim::gaps
