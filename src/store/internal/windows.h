// SPDX-License-Identifier: Apache-2.0
// Windows: where in time a page is looked for first, so that its cost does not grow with the store.
//
//   auto bounds = page_windows(part_times, Order::newest, within, after);
//   // newest first: [bounds[0], ...), then [bounds[1], bounds[0]), ..., at last everything before bounds.back()
//
// Asking the index costs some time for each part, and an ingest of 100 million messages leaves 400. A page is therefore
// asked for in the few parts that hold its end of time, then in four times as many, and so on; the union of all windows
// is everything, whatever the parts are. The parts' times come from the primary index in memory and are kept until rows
// are written; that they may be out of date costs time, never rows.
// Threads: any.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "store/predicate.h"
#include "store/results.h"

namespace verbatim::store {

class Engine;

// First and last sort_ms of each part.
struct PartTimes {
    int64_t first_ms;
    int64_t last_ms;
};
Result<std::shared_ptr<const std::vector<PartTimes>>> load_part_times(Engine& engine);

// The time in which all rows of a question lie, as far as its predicate says so: [begin, end).
struct TimeBounds {
    std::optional<int64_t> begin;
    std::optional<int64_t> end;
};
TimeBounds time_bounds(const Predicate& predicate);

// Bounds between the windows, in the order in which they are searched; none: one window holds everything. For
// Order::sequence there are none. Parts outside `within` are not looked at.
std::vector<int64_t> page_windows(const std::vector<PartTimes>& parts, Order order, const TimeBounds& within,
                                  const std::optional<Position>& after);

}  // namespace verbatim::store
