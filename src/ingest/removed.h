// SPDX-License-Identifier: Apache-2.0
// Removed: what tombstones took out of a case (docs/destroy.md), for whoever counts or reads records.
//
// Runs of sequence numbers, and for each object the byte ranges that are blank now, or that it is gone. Memory: one
// entry a run. A value; any thread may read it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/hash.h"
#include "formats/format.h"

namespace verbatim::ingest {

struct Removed {
    struct Object {
        bool gone = false;
        std::vector<formats::ByteRange> holes;  // ascending, not touching

        // Whether a row that begins there lay in what was destroyed.
        bool covers(uint64_t byte) const;
    };

    std::vector<formats::ByteRange> records;  // sequence numbers [begin, end), ascending, not touching
    std::map<Hash, Object> objects;

    bool empty() const { return records.empty() && objects.empty(); }
    bool has(uint64_t sequence) const;
    uint64_t count_below(uint64_t sequence) const;  // how many of the records 0 to sequence-1 are gone
    uint64_t next_kept(uint64_t sequence) const;    // `sequence`, or the first after it that is not gone
    void add(const std::vector<formats::ByteRange>& more);
    void add_holes(const Hash& object, const std::vector<formats::ByteRange>& more);
};

// Sorts and joins ranges that touch.
void join_ranges(std::vector<formats::ByteRange>& ranges);

}  // namespace verbatim::ingest
