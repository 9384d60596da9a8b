// SPDX-License-Identifier: Apache-2.0
// Predicate to SQL: the condition of a WHERE clause on the table `messages`.
//
// Wildcards and fuzzy words are expanded over the dictionary of the index first (a statement of its own), so that the
// index answers them too; a pattern that more than kExpansionsMax words match is compared row by row instead: the same
// rows, more slowly. Depth is limited by limits::kQueryDepthMax.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/predicate.h"
#include "store/store.h"

namespace verbatim::store {

inline constexpr size_t kExpansionsMax = 10'000;
inline constexpr uint32_t kNearDistanceMax = 100;
inline constexpr uint32_t kFuzzyEditsMax = 2;
inline constexpr uint32_t kFollowedMessagesMax = 1000;

Result<std::string> to_sql(Store::State& state, const Predicate& predicate, const Control& control);
// The rows of one conversation.
std::string conversation_sql(std::string_view key);

}  // namespace verbatim::store
