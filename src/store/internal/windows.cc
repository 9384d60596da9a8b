// SPDX-License-Identifier: Apache-2.0
#include "store/internal/windows.h"

#include <algorithm>

#include "store/internal/engine.h"
#include "store/internal/row_reader.h"

namespace verbatim::store {
namespace {

// Parts of the first window, and how much wider each next one is.
constexpr size_t kFirstParts = 4;
constexpr size_t kWidening = 4;

}  // namespace

Result<std::shared_ptr<const std::vector<PartTimes>>> load_part_times(Engine& engine) {
    VB_TRY_ASSIGN(const Buffer rows,
                  engine.query("SELECT min(sort_ms), max(sort_ms) FROM mergeTreeIndex(currentDatabase(), messages) "
                               "GROUP BY part_name"));
    auto parts = std::make_shared<std::vector<PartTimes>>();
    RowReader reader(rows.bytes());
    while (reader.more()) {
        const auto first = reader.number<int64_t>();
        parts->push_back({first, reader.number<int64_t>()});
    }
    if (!reader.ok()) {
        return short_answer();
    }
    return std::shared_ptr<const std::vector<PartTimes>>(std::move(parts));
}

TimeBounds time_bounds(const Predicate& predicate) {
    TimeBounds bounds;
    if (predicate.kind == Predicate::Kind::time_range) {
        bounds = {predicate.begin, predicate.end};
    } else if (predicate.kind == Predicate::Kind::all_of) {
        for (const Predicate& child : predicate.children) {
            const TimeBounds inner = time_bounds(child);
            if (inner.begin && (!bounds.begin || *inner.begin > *bounds.begin)) {
                bounds.begin = inner.begin;
            }
            if (inner.end && (!bounds.end || *inner.end < *bounds.end)) {
                bounds.end = inner.end;
            }
        }
    }
    return bounds;
}

std::vector<int64_t> page_windows(const std::vector<PartTimes>& parts, Order order, const TimeBounds& within,
                                  const std::optional<Position>& after) {
    std::vector<int64_t> bounds;
    if (order == Order::sequence) {
        return bounds;
    }
    // The near end of each part that still has rows behind `after`, nearest first.
    std::vector<int64_t> ends;
    for (const PartTimes& part : parts) {
        if ((within.begin && part.last_ms < *within.begin) || (within.end && part.first_ms >= *within.end)) {
            continue;
        }
        if (order == Order::newest && (!after || part.first_ms <= after->sort_ms)) {
            ends.push_back(part.last_ms);
        } else if (order == Order::oldest && (!after || part.last_ms >= after->sort_ms)) {
            ends.push_back(part.first_ms);
        }
    }
    std::sort(ends.begin(), ends.end());
    if (order == Order::newest) {
        std::reverse(ends.begin(), ends.end());
    }
    for (size_t count = kFirstParts; count < ends.size(); count *= kWidening) {
        // The next part's near end and what lies beyond it belong to the next window.
        if (bounds.empty() || bounds.back() != ends[count]) {
            bounds.push_back(ends[count]);
        }
    }
    return bounds;
}

}  // namespace verbatim::store
