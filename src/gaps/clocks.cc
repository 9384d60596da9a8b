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
constexpr size_t kBlocks = 24;
constexpr size_t kBlockLeast = 3;  // samples
constexpr double kSlopeDays = 3;   // between two blocks that say something of a drift
constexpr size_t kSlopesLeast = 10;
constexpr double kDriftMost = 20'000;  // ms a day: more is no clock that runs, but one that was set
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

// A line through the medians of up to kBlocks stretches of the samples: its slope is the median of all slopes between
// them (Theil and Sen), so that days with a wrong zone or month do not bend it.
void ClockSolver::end_pair() {
    if (open_.pairs > 0) {
        struct Block {
            double at = 0;
            double difference = 0;
        };
        std::vector<Block> blocks;
        std::vector<double> values;
        const size_t count = samples_.size();
        const size_t wanted = std::clamp<size_t>(count / kBlockLeast, 1, kBlocks);
        for (size_t block = 0; block < wanted; ++block) {
            const auto begin = samples_.begin() + static_cast<std::ptrdiff_t>(block * count / wanted);
            const auto end = samples_.begin() + static_cast<std::ptrdiff_t>((block + 1) * count / wanted);
            const auto median_of = [&](auto&& value) {
                values.clear();
                std::transform(begin, end, std::back_inserter(values), value);
                return median(values);
            };
            blocks.push_back(
                {median_of(
                     [this](const Sample& sample) { return static_cast<double>(sample.at_ms - middle_ms_) / kDayMs; }),
                 median_of([](const Sample& sample) { return static_cast<double>(sample.difference_ms); })});
        }
        values.clear();
        for (const Block& block : blocks) {
            values.push_back(block.at);
        }
        open_.at = median(values);
        values.clear();
        for (size_t late = 1; late < blocks.size(); ++late) {
            for (size_t early = 0; early < late; ++early) {
                const double days = blocks[late].at - blocks[early].at;
                if (days >= kSlopeDays) {
                    values.push_back((blocks[late].difference - blocks[early].difference) / days);
                }
            }
        }
        if (values.size() >= kSlopesLeast) {
            const double slope = median(values);
            open_.has_drift = std::abs(slope) <= kDriftMost;
            open_.drift = open_.has_drift ? slope : 0;
        }
        const auto beside_line = [&](double at, double difference) {
            return difference - open_.drift * (at - open_.at);
        };
        values.clear();
        for (const Block& block : blocks) {
            values.push_back(beside_line(block.at, block.difference));
        }
        open_.difference_ms = median(values);
        values.clear();
        for (const Sample& sample : samples_) {
            const double at = static_cast<double>(sample.at_ms - middle_ms_) / kDayMs;
            values.push_back(
                std::abs(beside_line(at, static_cast<double>(sample.difference_ms)) - open_.difference_ms));
        }
        open_.spread_ms = median(values);
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
        return edge.difference_ms - (drifts[edge.a] - drifts[edge.b]) * edge.at;
    };
    const std::vector<double> offsets = gather(in_the_middle, [](const Edge&) { return true; });
    std::vector<Clock> clocks(devices);
    std::vector<std::vector<Vote>> spreads(devices);
    std::vector<std::vector<Vote>> times(devices);
    for (const Edge& edge : edges_) {
        for (const uint32_t device : {edge.a, edge.b}) {
            clocks[device].pairs += edge.pairs;
            ++clocks[device].devices;
            const double off = in_the_middle(edge) - (offsets[edge.a] - offsets[edge.b]);
            const auto weight = static_cast<double>(edge.pairs);
            spreads[device].push_back({std::max(edge.spread_ms, std::abs(off)), weight});
            times[device].push_back({edge.at, weight});
        }
    }
    for (uint32_t device = 0; device < devices; ++device) {
        Clock& clock = clocks[device];
        if (clock.pairs > 0) {
            const double at = weighted_median(times[device]);
            clock.at_ms = middle_ms_ + static_cast<int64_t>(at * kDayMs);
            clock.drift_ms_per_day = drifts[device];
            clock.offset_ms = offsets[device] + drifts[device] * at;
            clock.spread_ms = weighted_median(spreads[device]);
            clock.zone_minutes = zone_slip_minutes(clock.offset_ms);
        }
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
