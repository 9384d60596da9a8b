// SPDX-License-Identifier: Apache-2.0
// Rhythm: how many talks a device begins in an hour of the week, and how improbable a silence is for it.
//
// Messages come in bursts, so talks are counted: rows with at most kTalkPauseMs between neighbours. The rate of each
// UTC hour of the day is the device's own, drawn to the whole case's daily shape while it has few talks; weekdays count
// if it was in use for four weeks. By the time-rescaling theorem the expected talks of the pauses of such a device are
// distributed exponentially with mean 1; those it really has show by how much the device is less regular (spread), and
// chances are stretched by it. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace verbatim::gaps {

inline constexpr int64_t kTalkPauseMs = 30 * 60'000;

struct Talk {
    int64_t begin_ms = 0;
    int64_t end_ms = 0;  // its last row
};

struct Span {
    int64_t begin_ms = 0;
    int64_t end_ms = 0;
};

class Rhythm {
  public:
    static constexpr size_t kTalksLeast = 20;
    // `talks` by time, not overlapping. `excluded` by time: known gaps, which are no silence of the device's own.
    Rhythm(std::span<const Talk> talks, std::span<const Span> excluded, const std::array<double, 24>& shape);

    // Enough talks to say anything by times alone.
    bool usable() const { return talks_.size() >= kTalksLeast; }
    // Talks that would begin in [begin, end); lowered where the device was quieter around it than on the whole.
    double expected_talks(int64_t begin_ms, int64_t end_ms) const;
    // That the device by itself begins no talk in [begin, end).
    double chance_of_silence(int64_t begin_ms, int64_t end_ms) const;

  private:
    double talks_until(int64_t ms) const;
    double expected_by_week(int64_t begin_ms, int64_t end_ms) const;
    void set_rates(std::span<const Span> excluded, const std::array<double, 24>& shape);
    void set_spread();

    std::span<const Talk> talks_;
    std::array<double, 168> rates_{};  // talks an hour, by UTC hour of the week from Thursday 0:00 (1970-01-01)
    std::array<double, 169> sums_{};   // of the rates before each hour
    double spread_ = 1;
};

}  // namespace verbatim::gaps
