// SPDX-License-Identifier: Apache-2.0
// What the later steps must know of each disclosed record: 29 bytes a record, whatever the record holds.
//
// Conversation identities and source objects are kept once each and named by number. Records are added in rising order
// of sequence. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/hash.h"

namespace verbatim::verify::internal {

// Gives each different hash a number from 0.
class HashNumbers {
  public:
    uint32_t number(const Hash& hash) { return numbers_.try_emplace(hash, numbers_.size()).first->second; }
    std::optional<uint32_t> find(const Hash& hash) const {
        const auto found = numbers_.find(hash);
        return found == numbers_.end() ? std::nullopt : std::optional(found->second);
    }

  private:
    std::unordered_map<Hash, uint32_t> numbers_;
};

class Disclosed {
  public:
    // What a record shows of itself; none: that part is withheld.
    struct Facts {
        std::optional<uint64_t> time;      // sent, sortable (statement.h)
        std::optional<uint32_t> identity;  // in identities
        std::optional<uint32_t> object;    // in objects
    };

    void reserve(size_t records);
    void add(uint64_t sequence, const Facts& facts);
    size_t size() const { return sequences_.size(); }
    std::optional<size_t> find(uint64_t sequence) const;
    uint64_t sequence(size_t index) const { return sequences_[index]; }
    Facts facts(size_t index) const;
    // False if it was covered before.
    bool cover(size_t index);
    size_t covered() const { return covered_; }
    std::optional<size_t> first_uncovered() const;

    HashNumbers identities;  // by SHA-256 of the identity
    HashNumbers objects;

  private:
    std::vector<uint64_t> sequences_;
    std::vector<uint64_t> times_;
    std::vector<uint32_t> identities_;
    std::vector<uint32_t> objects_;
    std::vector<uint8_t> flags_;
    size_t covered_ = 0;
};

}  // namespace verbatim::verify::internal
