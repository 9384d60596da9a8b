// SPDX-License-Identifier: Apache-2.0
#include "ingest/removed.h"

#include <algorithm>

namespace verbatim::ingest {
namespace {

using Ranges = std::vector<formats::ByteRange>;

// The first range that ends after `place`.
Ranges::const_iterator reaching(const Ranges& ranges, uint64_t place) {
    return std::ranges::partition_point(ranges, [&](const formats::ByteRange& range) { return range.end <= place; });
}

bool contains(const Ranges& ranges, uint64_t place) {
    const auto found = reaching(ranges, place);
    return found != ranges.end() && found->begin <= place;
}

}  // namespace

void join_ranges(std::vector<formats::ByteRange>& ranges) {
    std::ranges::sort(ranges, {}, &formats::ByteRange::begin);
    size_t kept = 0;
    for (const formats::ByteRange& range : ranges) {
        if (kept > 0 && range.begin <= ranges[kept - 1].end) {
            ranges[kept - 1].end = std::max(ranges[kept - 1].end, range.end);
        } else {
            ranges[kept++] = range;
        }
    }
    ranges.resize(kept);
}

bool Removed::Object::covers(uint64_t byte) const {
    return gone || contains(holes, byte);
}

bool Removed::has(uint64_t sequence) const {
    return contains(records, sequence);
}

uint64_t Removed::count_below(uint64_t sequence) const {
    uint64_t count = 0;
    for (const formats::ByteRange& run : records) {
        if (run.begin >= sequence) {
            break;
        }
        count += std::min(run.end, sequence) - run.begin;
    }
    return count;
}

uint64_t Removed::next_kept(uint64_t sequence) const {
    const auto found = reaching(records, sequence);
    return found != records.end() && found->begin <= sequence ? found->end : sequence;
}

void Removed::add(const std::vector<formats::ByteRange>& more) {
    records.insert(records.end(), more.begin(), more.end());
    join_ranges(records);
}

void Removed::add_holes(const Hash& object, const std::vector<formats::ByteRange>& more) {
    Ranges& holes = objects[object].holes;
    holes.insert(holes.end(), more.begin(), more.end());
    join_ranges(holes);
}

}  // namespace verbatim::ingest
