// SPDX-License-Identifier: Apache-2.0
// A gap in a walk (docs/seals.md, section 3): leaves that are not shown, divided into the largest perfect subtrees.
//
//   VB_TRY(each_subtree(begin, end, [&](unsigned level, uint64_t index) -> Result<void> { ... nodes(level, index) ...
//   })); each_subtree(begin, end, [&](unsigned level, uint64_t) { frontier.append_subtree(level, *next_hash++); });
//
// The maker writes one hash per subtree, in order; the reader appends them to a Frontier of `begin` leaves. A node
// (level, index) stands above the leaves [index << level, (index + 1) << level), as in merkle/proof.h. At most 126
// subtrees for any gap. Pure; any thread.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <type_traits>

#include "base/result.h"

namespace verbatim::merkle {

// The level of the largest perfect subtree that begins at leaf `begin` and does not pass `end`; begin < end.
inline unsigned subtree_level(uint64_t begin, uint64_t end) {
    const auto fits = static_cast<unsigned>(std::bit_width(end - begin) - 1);
    return std::min(fits, static_cast<unsigned>(std::countr_zero(begin)));
}

// Calls f(level, index) for each subtree of the leaves [begin, end), in order. If f returns Result<void>, so does this,
// and the first error ends it.
template <class Use>
auto each_subtree(uint64_t begin, uint64_t end, Use&& use) -> std::invoke_result_t<Use&, unsigned, uint64_t> {
    using Outcome = std::invoke_result_t<Use&, unsigned, uint64_t>;
    while (begin < end) {
        const unsigned level = subtree_level(begin, end);
        if constexpr (std::is_void_v<Outcome>) {
            use(level, begin >> level);
        } else {
            VB_TRY(use(level, begin >> level));
        }
        begin += uint64_t{1} << level;
    }
    return Outcome();
}

}  // namespace verbatim::merkle
