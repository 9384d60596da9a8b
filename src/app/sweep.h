// SPDX-License-Identifier: Apache-2.0
// Sweep: everything that the same people wrote or received around an event, whatever the words, with what is already
// selected or was already disclosed marked (docs/selections.md, section 6).
//
//   VB_TRY_ASSIGN(auto sweep, open->prepare_sweep({.selection = "boxes", .after_ms = 30 * kDayMs}, control));
//   sweep.query;                                            // one query of the search language, to run and to save
//   VB_TRY(open->each_swept(sweep, each_hit, control));     // marked; sweep.by_conversation is filled on the way
//
// Nothing is cut: totals are exact, and messages of these people that have no time are counted by themselves.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/results.h"

namespace verbatim::app {

struct SweepOptions {
    std::string selection;             // may be empty if handles and event_ms are stated
    std::vector<std::string> handles;  // empty: the people of the selection's conversations
    std::optional<int64_t> event_ms;   // none: the time of the selection's last item
    int64_t before_ms = 0;
    int64_t after_ms = 0;  // 0: to the end
    bool undated = false;  // take in messages without a time
};

struct SweepCounts {
    uint64_t messages = 0;
    uint64_t selected = 0;  // in the selection
    uint64_t disclosed = 0;
};

struct Sweep {
    SweepOptions options;
    std::vector<std::string> handles;
    int64_t event_ms = 0;
    int64_t begin_ms = 0;
    std::optional<int64_t> end_ms;  // exclusive; none: open
    std::string query;
    store::Totals totals;
    uint64_t undated = 0;  // messages of these people without a time, taken in or not
    // Filled by each_swept(), by conversation and by sender.
    SweepCounts all;
    std::map<std::string, SweepCounts> by_conversation;
    std::map<std::string, SweepCounts> by_sender;
};

struct SweptHit {
    const store::Hit& hit;
    bool selected = false;
    bool removed = false;  // from the selection, by hand
    std::vector<uint64_t> disclosures;
};

}  // namespace verbatim::app
