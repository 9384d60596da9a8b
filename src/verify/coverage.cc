// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/coverage.h"

#include <algorithm>

namespace verbatim::verify::internal {

void Coverage::open_dark(std::optional<Position> from) {
    if (!is_dark_) {
        dark_.push_back({std::move(from), {}});
        is_dark_ = true;
    }
}

void Coverage::close_dark(std::optional<Position> to) {
    if (is_dark_) {
        dark_.back().to = std::move(to);
        is_dark_ = false;
    }
}

void Coverage::gap() {
    open_dark(known_);
    last_ = Last::gap;
}

void Coverage::leaf(const Hash& key, uint64_t time) {
    const Position here{key, Place::at, time};
    // A leaf whose time is not known ends, if another key follows it at once, with its own key.
    const bool key_ended = last_ == Last::unopened && known_->key != key;
    close_dark(key_ended ? Position{known_->key, Place::after, 0} : here);
    known_ = here;
    last_ = Last::leaf;
}

void Coverage::unopened(const Hash& key) {
    if (last_ == Last::unopened && known_->key != key) {
        close_dark(Position{known_->key, Place::after, 0});
    }
    const Position lowest{key, Place::before, 0};
    open_dark(known_ && known_->key == key ? known_ : lowest);
    if (!known_ || known_->key != key) {
        known_ = lowest;
    }
    last_ = Last::unopened;
}

void Coverage::end() {
    close_dark(last_ == Last::unopened ? std::optional(Position{known_->key, Place::after, 0}) : std::nullopt);
}

bool Coverage::is_complete(const Hash& key, uint64_t first, uint64_t last) const {
    const Position begin{key, Place::at, first};
    const Position end{key, Place::at, last};
    // The first dark stretch that does not end before the scope begins; it must begin after the scope ends.
    const auto dark = std::ranges::partition_point(dark_, [&](const Dark& d) { return d.to && *d.to < begin; });
    return dark == dark_.end() || (dark->from && *dark->from > end);
}

}  // namespace verbatim::verify::internal
