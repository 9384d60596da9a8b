// SPDX-License-Identifier: Apache-2.0
// Which stretches of a sorted tree a walk leaves in the dark, and so which keys and periods it shows wholly
// (docs/seals.md, section 4).
//
// The walk is told item by item: gaps, leaves whose time is known, leaves of which only the key is. A *dark* stretch
// runs from the last leaf that is known before it to the first after it; a scope is complete if no dark stretch may
// hold a leaf of it. Memory: two positions for each dark stretch. One thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/hash.h"

namespace verbatim::verify::internal {

class Coverage {
  public:
    void gap();
    void leaf(const Hash& key, uint64_t time);
    void unopened(const Hash& key);  // its time is not known
    void end();

    // After end(): whether every leaf of `key` with first <= time <= last has been shown.
    bool is_complete(const Hash& key, uint64_t first, uint64_t last) const;

  private:
    // A place in the order of leaves. before/after: in front of, behind all times of the key.
    enum class Place : uint8_t { before, at, after };
    struct Position {
        Hash key;
        Place place = Place::before;
        uint64_t time = 0;
        auto operator<=>(const Position&) const = default;
    };
    struct Dark {
        std::optional<Position> from;  // none: the beginning of the tree
        std::optional<Position> to;    // none: its end
    };
    enum class Last : uint8_t { begin, gap, leaf, unopened };
    void open_dark(std::optional<Position> from);
    void close_dark(std::optional<Position> to);

    std::vector<Dark> dark_;  // in order
    bool is_dark_ = false;    // the last of dark_ is not closed yet
    Last last_ = Last::begin;
    std::optional<Position> known_;  // the last leaf, as far as it is known
};

}  // namespace verbatim::verify::internal
