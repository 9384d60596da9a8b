// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/clocks.h"

#include <algorithm>
#include <cmath>

#include "gaps/internal/window.h"

namespace verbatim::gaps {
namespace {

constexpr int kRounds = 60;
constexpr double kSettledMs = 0.5;
constexpr uint64_t kWeightMax = 50;  // so that one busy partner does not outvote ten
constexpr size_t kDriftPairsLeast = 20;
constexpr int64_t kDriftSpanMs = 7 * kDayMs;
constexpr double kOffsetLeastMs = 2'000;
constexpr double kDriftLeast = 250;  // ms a day
constexpr uint64_t kPairsLeast = 5;
constexpr uint64_t kDriftPairsToTell = 50;
constexpr int kSlipStepMinutes = 30;
constexpr double kSlipNearMinutes = 3;
constexpr int kSlipMostMinutes = 14 * 60;

double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) {
        return *middle;
    }
    const double upper = *middle;
    return (upper + *std::max_element(values.begin(), middle)) / 2;
}

struct Vote {
    double value = 0;
    double weight = 0;
};

double weighted_median(std::vector<Vote>& votes) {
    std::sort(votes.begin(), votes.end(), [](const Vote& x, const Vote& y) { return x.value < y.value; });
    double total = 0;
    for (const Vote& vote : votes) {
        total += vote.weight;
    }
    double sum = 0;
    for (const Vote& vote : votes) {
        sum += vote.weight;
        if (sum * 2 >= total) {
            return vote.value;
        }
    }
    return 0;
}

// One end of an edge, seen from a device: "my clock less the partner's".
struct Link {
    uint32_t partner = 0;
    double difference = 0;
    double weight = 0;
};

// Values of the devices that agree best with the differences; `begins[i]` to `begins[i + 1]` are the links of device i.
std::vector<double> agree(const std::vector<size_t>& begins, const std::vector<Link>& links) {
    std::vector<double> values(begins.size() - 1, 0);
    std::vector<Vote> votes;
    for (int round = 0; round < kRounds; ++round) {
        double moved = 0;
        for (size_t device = 0; device + 1 < begins.size(); ++device) {
            votes.clear();
            for (size_t i = begins[device]; i < begins[device + 1]; ++i) {
                votes.push_back({values[links[i].partner] + links[i].difference, links[i].weight});
            }
            if (!votes.empty()) {
                const double value = weighted_median(votes);
                moved = std::max(moved, std::abs(value - values[device]));
                values[device] = value;
            }
        }
        if (moved < kSettledMs) {
            break;
        }
    }
    return values;
}

}  // namespace

Result<void> ClockSolver::add(uint32_t a, uint32_t b, int64_t sent_a_ms, int64_t sent_b_ms) {
    if (open_.pairs == 0 || open_.a != a || open_.b != b) {
        end_pair();
        if (edges_.size() == kEdgesMax) {
            return Error{Code::limit,
                         "more than " + std::to_string(kEdgesMax) + " pairs of devices share messages",
                         {},
                         "leave clocks out: --kind without clock"};
        }
        open_.a = a;
        open_.b = b;
    }
    if (open_.pairs % stride_ == 0) {
        if (samples_.size() == kSamplesMax) {
            for (size_t i = 0; i < kSamplesMax / 2; ++i) {
                samples_[i] = samples_[2 * i];
            }
            samples_.resize(kSamplesMax / 2);
            stride_ *= 2;
        }
        samples_.push_back({sent_a_ms, sent_a_ms - sent_b_ms});
    }
    ++open_.pairs;
    ++pairs_;
    return {};
}

void ClockSolver::end_pair() {
    if (open_.pairs > 0) {
        std::vector<double> values;
        const auto median_of = [&](size_t from, size_t to, auto&& value) {
            values.clear();
            for (size_t i = from; i < to; ++i) {
                values.push_back(value(samples_[i]));
            }
            return median(values);
        };
        const auto difference = [](const Sample& sample) { return static_cast<double>(sample.difference_ms); };
        const auto time = [this](const Sample& sample) { return static_cast<double>(sample.at_ms - middle_ms_); };
        const size_t count = samples_.size();
        open_.difference_ms = median_of(0, count, difference);
        const size_t third = count / 3;
        if (count >= kDriftPairsLeast) {
            const double early = median_of(0, third, time);
            const double late = median_of(count - third, count, time);
            if (late - early >= kDriftSpanMs) {
                const double change = median_of(count - third, count, difference) - median_of(0, third, difference);
                open_.drift = change / ((late - early) / kDayMs);
                open_.has_drift = true;
            }
        }
        open_.at_ms = median_of(0, count, time);
        open_.spread_ms = median_of(0, count, [&](const Sample& sample) {
            const double drifted = open_.drift * (time(sample) - open_.at_ms) / kDayMs;
            return std::abs(difference(sample) - open_.difference_ms - drifted);
        });
        edges_.push_back(open_);
    }
    open_ = {};
    samples_.clear();
    stride_ = 1;
}

std::vector<Clock> ClockSolver::solve(uint32_t devices) {
    end_pair();
    const auto gather = [&](auto&& value, auto&& takes) {
        std::vector<size_t> begins(devices + 1, 0);
        for (const Edge& edge : edges_) {
            if (takes(edge)) {
                ++begins[edge.a + 1];
                ++begins[edge.b + 1];
            }
        }
        for (size_t i = 1; i < begins.size(); ++i) {
            begins[i] += begins[i - 1];
        }
        std::vector<Link> links(begins.back());
        std::vector<size_t> next(begins.begin(), begins.end() - 1);
        for (const Edge& edge : edges_) {
            if (takes(edge)) {
                const auto weight = static_cast<double>(std::min(edge.pairs, kWeightMax));
                links[next[edge.a]++] = {edge.b, value(edge), weight};
                links[next[edge.b]++] = {edge.a, -value(edge), weight};
            }
        }
        return agree(begins, links);
    };
    const std::vector<double> drifts =
        gather([](const Edge& edge) { return edge.drift; }, [](const Edge& edge) { return edge.has_drift; });
    // Pairs of other weeks are moved to the middle by the drifts that all pairs together gave.
    const auto in_the_middle = [&](const Edge& edge) {
        return edge.difference_ms - (drifts[edge.a] - drifts[edge.b]) * edge.at_ms / kDayMs;
    };
    const std::vector<double> offsets = gather(in_the_middle, [](const Edge&) { return true; });
    std::vector<Clock> clocks(devices);
    for (const Edge& edge : edges_) {
        for (const uint32_t device : {edge.a, edge.b}) {
            Clock& clock = clocks[device];
            clock.pairs += edge.pairs;
            ++clock.devices;
            const double off = in_the_middle(edge) - (offsets[edge.a] - offsets[edge.b]);
            clock.spread_ms += static_cast<double>(edge.pairs) * std::max(edge.spread_ms, std::min(std::abs(off), 1e3));
        }
    }
    for (uint32_t device = 0; device < devices; ++device) {
        Clock& clock = clocks[device];
        clock.offset_ms = offsets[device];
        clock.drift_ms_per_day = drifts[device];
        clock.spread_ms /= static_cast<double>(std::max<uint64_t>(clock.pairs, 1));
        clock.zone_minutes = zone_slip_minutes(clock.offset_ms);
    }
    return clocks;
}

std::optional<int> zone_slip_minutes(double offset_ms) {
    const double minutes = offset_ms / 60'000;
    const int nearest = static_cast<int>(std::lround(minutes / kSlipStepMinutes)) * kSlipStepMinutes;
    const bool near = std::abs(minutes - nearest) <= kSlipNearMinutes;
    return near && nearest != 0 && std::abs(nearest) <= kSlipMostMinutes ? std::optional(nearest) : std::nullopt;
}

bool is_off(const Clock& clock) {
    if (clock.pairs < kPairsLeast) {
        return false;
    }
    const double doubt = 4 * clock.spread_ms / std::sqrt(static_cast<double>(clock.pairs));
    return std::abs(clock.offset_ms) >= kOffsetLeastMs + doubt ||
           (clock.pairs >= kDriftPairsToTell && std::abs(clock.drift_ms_per_day) >= kDriftLeast + doubt);
}

}  // namespace verbatim::gaps
