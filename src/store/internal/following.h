// SPDX-License-Identifier: Apache-2.0
// Following: which messages come after others in their conversation.
//
//   VB_TRY_ASSIGN(auto rows, following_rows(engine, {first_sql, second_sql, 10, 0}, linked, control));
//   // rows that match second_sql, at most ten messages after one that matches first_sql
//
// The rows of the rarer side are read, then those of the other that lie near enough, and, where messages are counted,
// what stands between them; they are put in order and gone over once. If they are too many for memory, it is done for
// one part of the conversations after the other. A message with several sightings counts once, where its first sighting
// stands. Rows without a time have no place in the order and are left out. Memory: the rows found, at most
// kFollowingMax, and half a gigabyte.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/results.h"

namespace verbatim::store {

class Engine;

inline constexpr size_t kFollowingMax = 1'000'000;

struct FollowingQuestion {
    std::string first_sql;  // conditions on messages
    std::string second_sql;
    uint32_t messages = 0;  // 0: `ms` counts
    int64_t ms = 0;
    std::string between_sql = "1";  // of the rows that stand between them

    bool operator==(const FollowingQuestion&) const = default;
};

// By time, then seq. Code::limit if more than kFollowingMax are found.
Result<std::shared_ptr<const std::vector<Position>>> following_rows(Engine& engine, const FollowingQuestion& question,
                                                                    bool linked, const Control& control);

}  // namespace verbatim::store
