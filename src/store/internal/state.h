// SPDX-License-Identifier: Apache-2.0
// What an open Store holds, shared by its parts: store.cc (open, write, account), cursor.cc (hits), questions.cc
// (counts and lists), link.cc (sightings).
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "store/internal/conversation_positions.h"
#include "store/internal/engine.h"
#include "store/internal/folder_lock.h"
#include "store/internal/following.h"
#include "store/internal/remembered.h"
#include "store/internal/vocabulary.h"
#include "store/internal/windows.h"
#include "store/store.h"

namespace verbatim::store {

struct Store::State {
    std::string folder;
    Options options;
    FolderLock lock;  // dies after the engine
    std::unique_ptr<Engine> engine;
    // Rows in `links`: zero spares every question the look-up.
    std::atomic<uint64_t> link_rows{0};
    // Of the page that is turned, the conversation that is read, the THEN that is counted and then shown; all words.
    Remembered<std::monostate, std::vector<PartTimes>> part_times;
    Remembered<std::string, ConversationPositions> conversation_positions;
    Remembered<FollowingQuestion, std::vector<Position>> followings;
    Remembered<std::monostate, Vocabulary> vocabulary;

    // After rows or links were written or dropped, also in part.
    void forget_answers() {
        part_times.forget();
        conversation_positions.forget();
        followings.forget();
        vocabulary.forget();
    }

    Result<uint64_t> number(const std::string& sql, const Control& control = {});
    Result<void> run(const std::string& sql, const Control& control = {});
    Result<Totals> totals(const std::string& condition, const Control& control);
};

// The rows that a SQL condition on `messages` picks, as hits. `condition` must not depend on the page; `within` is
// what is known of the rows' times, to look in the right place first.
Result<std::unique_ptr<HitCursor>> make_cursor(Store::State& state, std::string condition, const Page& page,
                                               const Control& control, const TimeBounds& within = {});

// Totals per key: `key_sql` is an expression on `messages`, perhaps an arrayJoin; `order_sql` orders (k, messages,
// sightings).
struct GroupedQuestion {
    std::string condition;
    std::string key_sql;
    std::string order_sql;
    bool several_keys = false;  // a message may have several, and counts once for each
};
std::string grouped_sql(const GroupedQuestion& question, bool with_links);

}  // namespace verbatim::store
