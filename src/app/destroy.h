// SPDX-License-Identifier: Apache-2.0
// Removal by law (docs/destroy.md): what is chosen, what would go, and what became of it.
//
//   VB_TRY_ASSIGN(DestroyPlan plan, open->plan_destruction(choice, control));   // changes nothing
//   if (plan.ready()) { VB_TRY_ASSIGN(DestroyReport report, open->destroy(choice, plan.hash, control)); }
//
// A plan is a pure function of case and choice: whoever confirms it by its hash confirms these records, objects and
// byte ranges. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "note/tombstone.h"

namespace verbatim::app {

// What to do with other places that hold the same words, other sightings of a message, and attachments.
enum class DestroyOthers : uint8_t {
    ask,      // none may be there
    keep,     // they stay
    destroy,  // records and attachments go too; other places are refused
};

struct DestroyChoice {
    std::vector<uint64_t> seqs;
    std::vector<std::string> handles;  // every record with it as sender or participant
    std::vector<std::string> queries;
    std::vector<std::string> conversations;  // by key or title
    std::vector<Hash> objects;               // whole, with all that they hold
    std::string by;
    std::string order;
    std::string why;
    std::string time;  // stated in the tombstone; empty: now
    DestroyOthers others = DestroyOthers::ask;
};

struct DestroyPlan {
    struct Object {
        note::DestroyedObject what;
        std::string path;  // of its first source
        uint64_t size_bytes = 0;
        uint64_t records = 0;  // of it that go
        uint64_t of = 0;       // records of it in all its sources
    };
    // Something outside the choice that has to do with it.
    struct Elsewhere {
        std::string kind;             // "sighting", "same bytes", "same words", "attachment", "file"
        std::optional<uint64_t> seq;  // of a record
        std::string place;            // of anything else
    };

    note::Tombstone tombstone;  // as it would be signed, but for the time
    Hash hash;
    uint64_t records = 0;
    std::vector<Object> objects;
    std::vector<Elsewhere> elsewhere;  // the first 10,000
    uint64_t elsewhere_count = 0;
    std::vector<std::string> refusals;   // why it cannot be done; empty: it can
    std::vector<std::string> outside;    // files outside the case that hold an object's bytes
    std::vector<std::string> disclosed;  // what left the house and may hold it
    std::vector<std::string> words;      // to search for afterwards; secret
    uint64_t words_too_short = 0;
    uint64_t words_kept = 0;  // that stand elsewhere too

    bool ready() const { return refusals.empty(); }
};

struct DestroyReport {
    note::Tombstone tombstone;
    note::DestructionDone done;
    std::string report;  // the text that `done` names by its hash
};

}  // namespace verbatim::app
