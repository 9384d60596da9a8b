// SPDX-License-Identifier: Apache-2.0
// Silence: which long silences of one device are gaps. docs/gaps.md states the rules.
//
// With numbers: a silence is a gap if numbers are missing in it, and real if they run on. One direction alone is said
// to be gone if the other went on between several holes, longer than it ever does by itself. Without numbers: each
// silence gets the chance that the device's rhythm alone makes it; what is improbable enough is decided over all
// devices together (false_discovery_limit). Pure.
#pragma once

#include <span>
#include <vector>

#include "gaps/internal/device_scan.h"

namespace verbatim::gaps {

struct SilenceCounts {
    uint64_t all = 0;
    uint64_t explained = 0;
    uint64_t real = 0;
    uint64_t usual = 0;
};

// What one device adds. Silence::device is left empty: the caller owns names.
struct SilenceVerdict {
    std::vector<Silence> confirmed;
    std::vector<Silence> candidates;  // by rhythm, with chances below kCandidateChance
    SilenceCounts counts;             // `usual` without the candidates
};
inline constexpr double kCandidateChance = 0.01;

SilenceVerdict judge_by_numbers(const DeviceActivity& seen, const std::array<double, 24>& shape);
// Nothing if the device has too few talks for a rhythm.
std::optional<SilenceVerdict> judge_by_rhythm(const DeviceActivity& seen, const std::array<double, 24>& shape);

// The chance up to which silences are reported, so that of those reported at most `false_share` are false on average
// (Benjamini and Hochberg 1995). `chances` are the small ones of `tests` looked at.
double false_discovery_limit(std::vector<double> chances, uint64_t tests, double false_share);

}  // namespace verbatim::gaps
