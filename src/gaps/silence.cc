// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/silence.h"

#include <algorithm>

namespace verbatim::gaps {
namespace {

// That the other direction runs on between holes for so long by itself.
constexpr double kOneSideChance = 0.1;

constexpr std::array kOneSides = {Side::incoming, Side::outgoing};

size_t index(Side side) {
    return static_cast<size_t>(side);
}

const Runs& runs_of_other(const DeviceActivity& seen, Side side) {
    return seen.runs[index(side == Side::incoming ? Side::outgoing : Side::incoming)];
}

Silence silence_of(const DeviceActivity& seen, const Rhythm& rhythm, const Interval& interval, Side side) {
    Silence silence;
    silence.side = side;
    silence.before = interval.before;
    silence.after = interval.after;
    silence.missing = interval.missing;
    silence.holes = interval.holes;
    silence.other_rows = interval.other_rows;
    const double rows_each_talk =
        static_cast<double>(seen.side_rows[index(side)]) / static_cast<double>(std::max<size_t>(seen.talks.size(), 1));
    silence.expected_rows = rows_each_talk * rhythm.expected_talks(interval.before.ms, interval.end_ms);
    silence.chance = side == Side::both ? rhythm.chance_of_silence(interval.before.ms + kTalkPauseMs, interval.end_ms)
                                        : runs_of_other(seen, side).chance_of(interval.other_rows);
    return silence;
}

bool lies_in(const Interval& inner, const Interval& outer) {
    return inner.before.ms >= outer.before.ms && inner.end_ms <= outer.end_ms;
}

}  // namespace

SilenceVerdict judge_by_numbers(const DeviceActivity& seen, const std::array<double, 24>& shape) {
    SilenceVerdict verdict;
    std::vector<std::pair<Side, const Interval*>> gaps;
    for (const Side side : kOneSides) {
        for (const Interval& interval : seen.intervals[index(side)]) {
            if (interval.other_rows == 0) {
                continue;  // a silence of both directions, looked at below
            }
            ++verdict.counts.all;
            if (interval.missing == 0) {
                ++verdict.counts.real;
            } else if (interval.holes >= 2 &&
                       runs_of_other(seen, side).chance_of(interval.between_rows) <= kOneSideChance) {
                gaps.emplace_back(side, &interval);
            } else {
                ++verdict.counts.explained;
            }
        }
    }
    const size_t one_sided = gaps.size();
    for (const Interval& interval : seen.intervals[index(Side::both)]) {
        ++verdict.counts.all;
        if (interval.missing == 0) {
            ++verdict.counts.real;
            continue;
        }
        const bool within = std::any_of(gaps.begin(), gaps.begin() + static_cast<std::ptrdiff_t>(one_sided),
                                        [&](const auto& gap) { return lies_in(interval, *gap.second); });
        if (within) {
            ++verdict.counts.explained;
        } else {
            gaps.emplace_back(Side::both, &interval);
        }
    }
    std::vector<Span> spans;
    spans.reserve(gaps.size());
    for (const auto& [side, interval] : gaps) {
        spans.push_back({interval->before.ms, interval->end_ms});
    }
    const auto by_begin = [](const Span& a, const Span& b) { return a.begin_ms < b.begin_ms; };
    std::sort(spans.begin(), spans.end(), by_begin);
    const Rhythm rhythm(seen.talks, spans, shape);
    for (const auto& [side, interval] : gaps) {
        verdict.confirmed.push_back(silence_of(seen, rhythm, *interval, side));
        verdict.confirmed.back().basis = Basis::numbers;
    }
    return verdict;
}

std::optional<SilenceVerdict> judge_by_rhythm(const DeviceActivity& seen, const std::array<double, 24>& shape) {
    const Rhythm rhythm(seen.talks, {}, shape);
    if (!rhythm.usable()) {
        return std::nullopt;
    }
    SilenceVerdict verdict;
    for (const Side side : {Side::both, Side::incoming, Side::outgoing}) {
        for (const Interval& interval : seen.intervals[index(side)]) {
            if (side != Side::both && interval.other_rows == 0) {
                continue;
            }
            ++verdict.counts.all;
            Silence silence = silence_of(seen, rhythm, interval, side);
            if (silence.chance < kCandidateChance) {
                verdict.candidates.push_back(silence);
            } else {
                ++verdict.counts.usual;
            }
        }
    }
    return verdict;
}

double false_discovery_limit(std::vector<double> chances, uint64_t tests, double false_share) {
    std::sort(chances.begin(), chances.end());
    double limit = 0;
    for (size_t i = 0; i < chances.size(); ++i) {
        if (chances[i] <= false_share * static_cast<double>(i + 1) / static_cast<double>(tests)) {
            limit = chances[i];
        }
    }
    return limit;
}

}  // namespace verbatim::gaps
