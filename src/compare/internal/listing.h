// SPDX-License-Identifier: Apache-2.0
// Listing: counts every row of both sides into its class and hands the differences out in order.
#pragma once

#include "compare/internal/candidates.h"

namespace verbatim::compare {

struct Compared {
    Side& a;
    Side& b;
    const Matching& matching;
    const Candidates& of_a;
    const Candidates& of_b;
};

// Fills the counts of `report`, whose sides are set.
Result<void> list(const Compared& compared, const Options& options, const Receiver& receiver,
                  const std::function<bool(uint64_t row)>& go_on, Report& report);

// Files that could not be read to their end: compared as wholes.
void compare_files(Report& report);

}  // namespace verbatim::compare
