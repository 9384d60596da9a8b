// SPDX-License-Identifier: Apache-2.0
// Clocks: from pairs of sightings of one message to each device's offset from the majority.
//
//   ClockSolver solver(middle_ms);
//   solver.add(a, b, sent_a_ms, sent_b_ms);   // grouped by (a, b), in order of sent_a_ms
//   for (Clock clock : solver.solve(devices)) ...
//
// Of each pair of devices a robust line through the differences over time is kept. Offsets are then the weighted
// medians that agree best: a device is set to the median of what its partners say, again and again. So the clock that
// most devices share is zero, and a few wrong clocks do not move it. Memory: one entry for each pair of devices.
#pragma once

#include <span>
#include <vector>

#include "gaps/gaps.h"

namespace verbatim::gaps {

class ClockSolver {
  public:
    // Offsets are those at `middle_ms`, which matters for clocks that drift.
    explicit ClockSolver(int64_t middle_ms) : middle_ms_(middle_ms) {}

    Result<void> add(uint32_t a, uint32_t b, int64_t sent_a_ms, int64_t sent_b_ms);
    // One for each device number below `devices`; those without pairs have pairs == 0. Names are left empty.
    std::vector<Clock> solve(uint32_t devices);
    uint64_t pairs() const { return pairs_; }

  private:
    static constexpr size_t kEdgesMax = 10'000'000;
    static constexpr size_t kSamplesMax = 8192;  // of one pair of devices: beyond it every second, fourth ... is taken
    struct Sample {
        int64_t at_ms;
        int64_t difference_ms;
    };
    struct Edge {
        uint32_t a = 0;
        uint32_t b = 0;
        uint64_t pairs = 0;
        double difference_ms = 0;  // clock a less clock b
        double at = 0;             // when: days after the middle
        double spread_ms = 0;
        double drift = 0;  // ms a day
        bool has_drift = false;
    };
    void end_pair();

    int64_t middle_ms_;
    uint64_t pairs_ = 0;
    Edge open_;
    uint64_t stride_ = 1;
    std::vector<Sample> samples_;
    std::vector<Edge> edges_;
};

// Offset of half an hour or more that a wrong zone or daylight saving may explain, in minutes.
std::optional<int> zone_slip_minutes(double offset_ms);

// Far enough from zero to be told, given its spread and the number of pairs.
bool is_off(const Clock& clock);

}  // namespace verbatim::gaps
