// SPDX-License-Identifier: Apache-2.0
// Match: which row of A is which row of B.
//
//   join()    equal meaning, part by part on several threads; rows that occur once on each side are paired at once
//   align()   rows that occur several times are told apart by their neighbours, what is left pairs in order
//   Ordering  marks the fewest pairs that must have moved, within each pair of sources
//
// A row's state is one number: the row it is paired with, or a candidate (kFlag | index) that has no equal row on the
// other side. join() uses the flag for rows that occur several times until align() has settled them.
#pragma once

#include "compare/internal/side.h"

namespace verbatim::compare {

inline constexpr uint32_t kFlag = uint32_t{1} << 31;
inline constexpr uint32_t kUnpaired = ~uint32_t{0};

// Of a row of A.
inline constexpr uint8_t kOtherBytes = 1;
inline constexpr uint8_t kMoved = 2;

struct Matching {
    std::vector<uint32_t> a;
    std::vector<uint32_t> b;
    std::vector<uint8_t> flags;  // of rows of A

    // For rows that occur several times: groups of equal bytes, and to which group of equal meaning each belongs.
    std::vector<uint32_t> meaning_of_group;

    void pair(uint32_t row_a, uint32_t row_b, bool equal_bytes) {
        a[row_a] = row_b;
        b[row_b] = row_a;
        flags[row_a] = equal_bytes ? 0 : kOtherBytes;
    }
};

Result<Matching> join(const Side& a, const Side& b, unsigned threads, const Stop& stop);
// Afterwards each row is paired or kUnpaired.
void align(Matching& matching);

// `partner(row of A)` gives its row of B or kUnpaired. Sets kMoved.
void mark_moved(const Side& a, const Side& b, const std::function<uint32_t(uint32_t)>& partner,
                std::vector<uint8_t>& flags);

}  // namespace verbatim::compare
