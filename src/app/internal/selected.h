// SPDX-License-Identifier: Apache-2.0
// What the changes by hand make of a selection's list.
#pragma once

#include <map>

#include "app/selections.h"

namespace verbatim::app {

class Decisions {
  public:
    explicit Decisions(const std::vector<workbench::Change>& changes);

    // The item that a number of the query's list is.
    SelectionItem found(uint64_t seq);
    // After all of found(): what only people named, in the order of their last changes.
    std::vector<SelectionItem> by_hand() const;
    // Every number that a change names, ascending.
    std::vector<uint64_t> named() const;

  private:
    struct Last {
        const workbench::Change* change;
        bool found = false;
    };
    std::map<uint64_t, Last> last_;
};

// An item and the message that it shows: 16 bytes, as there is one for each hit.
struct Placed {
    uint64_t message = UINT64_MAX;
    uint64_t seq_and_status = 0;

    static Placed of(uint64_t seq, SelectionItem::Status status) {
        return {UINT64_MAX, seq << 2 | static_cast<uint64_t>(status)};
    }
    uint64_t seq() const { return seq_and_status >> 2; }
    SelectionItem::Status status() const { return static_cast<SelectionItem::Status>(seq_and_status & 3); }
};

}  // namespace verbatim::app
