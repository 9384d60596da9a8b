// SPDX-License-Identifier: Apache-2.0
// run(): makes the world of some options and writes everything that they ask for.
//
// The order is: world, truth about it, then hour by hour messages -> derivation -> sinks. Memory is bounded by the
// persons; the number of messages does not matter. The folder must not exist or must be empty: nothing is overwritten.
// One thread.
#pragma once

#include <functional>

#include "scenario/options.h"

namespace verbatim::scenario {

struct Summary {
    uint64_t messages = 0;  // written in the world
    uint64_t rows = 0;      // sightings that passed the defects, before copies
    uint64_t lost = 0;      // sightings of captured phones that did not
    uint32_t persons = 0;
    uint32_t phones = 0;
    uint32_t captured_phones = 0;
    uint32_t handles = 0;
};

// Called about once for each day of the window, with the share done in thousandths.
using Progress = std::function<void(uint32_t thousandths)>;

// `options` as completed() gave them.
Result<Summary> run(const Options& options, const Progress& progress);

}  // namespace verbatim::scenario
