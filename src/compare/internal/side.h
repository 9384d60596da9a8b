// SPDX-License-Identifier: Apache-2.0
// Side: reads every source of one delivery through the sandboxed worker and keeps of each row what matching needs.
//
// Of a row stay: one byte in memory (its kind), its place and a check value in `places`, its hashes in `entries`, and
// for rows that are no message the reason in `reasons`. One thread reads a side; Progress is read by others meanwhile.
#pragma once

#include <atomic>
#include <memory>

#include "compare/compare.h"
#include "compare/internal/spool.h"
#include "crypto/sha256.h"
#include "ingest/parse_process.h"
#include "ingest/read_source.h"

namespace verbatim::compare {

// Rows, and groups of equal rows on both sides, are numbered in 31 bits.
inline constexpr uint64_t kRowsMax = (uint64_t{1} << 30) - 1;

struct Place {
    uint64_t begin;
    uint64_t end;
    uint64_t check;  // part of the meaning's hash: a second reading must give it again
};

// A row that is no message: why. The two texts follow.
struct ReasonHead {
    uint64_t row;
    uint32_t code_bytes;
    uint32_t reason_bytes;
};

struct SideProgress {
    std::atomic<uint64_t> bytes_total{0};
    std::atomic<uint64_t> bytes_done{0};
    std::atomic<uint64_t> rows{0};
    std::atomic<uint64_t> rejected{0};
    std::atomic<uint64_t> sources_total{0};
    std::atomic<uint64_t> sources_done{0};
};

struct Side {
    Delivery delivery;
    SideReport report;
    std::vector<RowKind> kinds;  // of each row
    Spool places;
    Spool reasons;
    Partitions entries;

    uint64_t rows() const { return kinds.size(); }
    // The source that holds a row.
    size_t source_of(uint64_t row) const;
};

Result<Side> read_side(const Input& input, const Options& options, const Stop& stop, SideProgress& progress);

// Appends "key, kind, value" to be hashed.
void add_keyed(crypto::HashBatch& batch, const std::array<uint8_t, 16>& key, char kind, std::string_view value);
uint64_t word_of(const Hash& hash, size_t index);

}  // namespace verbatim::compare
