// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/disclosed.h"

#include <algorithm>

namespace verbatim::verify::internal {
namespace {

constexpr uint8_t kHasTime = 1;
constexpr uint8_t kHasIdentity = 2;
constexpr uint8_t kHasObject = 4;
constexpr uint8_t kCovered = 8;

}  // namespace

void Disclosed::reserve(size_t records) {
    sequences_.reserve(records);
    times_.reserve(records);
    identities_.reserve(records);
    objects_.reserve(records);
    flags_.reserve(records);
}

void Disclosed::add(uint64_t sequence, const Facts& facts) {
    sequences_.push_back(sequence);
    times_.push_back(facts.time.value_or(0));
    identities_.push_back(facts.identity.value_or(0));
    objects_.push_back(facts.object.value_or(0));
    flags_.push_back(static_cast<uint8_t>((facts.time ? kHasTime : 0) | (facts.identity ? kHasIdentity : 0) |
                                          (facts.object ? kHasObject : 0)));
}

std::optional<size_t> Disclosed::find(uint64_t sequence) const {
    const auto found = std::ranges::lower_bound(sequences_, sequence);
    if (found == sequences_.end() || *found != sequence) {
        return std::nullopt;
    }
    return static_cast<size_t>(found - sequences_.begin());
}

Disclosed::Facts Disclosed::facts(size_t index) const {
    Facts facts;
    if ((flags_[index] & kHasTime) != 0) {
        facts.time = times_[index];
    }
    if ((flags_[index] & kHasIdentity) != 0) {
        facts.identity = identities_[index];
    }
    if ((flags_[index] & kHasObject) != 0) {
        facts.object = objects_[index];
    }
    return facts;
}

bool Disclosed::cover(size_t index) {
    if ((flags_[index] & kCovered) != 0) {
        return false;
    }
    flags_[index] |= kCovered;
    ++covered_;
    return true;
}

std::optional<size_t> Disclosed::first_uncovered() const {
    const auto found = std::ranges::find_if(flags_, [](uint8_t flags) { return (flags & kCovered) == 0; });
    return found == flags_.end() ? std::nullopt : std::optional(static_cast<size_t>(found - flags_.begin()));
}

}  // namespace verbatim::verify::internal
