// SPDX-License-Identifier: Apache-2.0
// Privilege locks: messages that nobody but the filter officer is shown until it is decided on them (docs/access.md).
//
//   VB_TRY(add_lock(case_folder, lock));
//   VB_TRY_ASSIGN(Locks locks, Locks::load(case_folder));
//   predicate = within(query, locks.unlocked(names));
//
// A lock on a handle hides every conversation that it is party to, one on a term the rows that match, one on records
// those rows. Files: authorities/NNNN.lock and NNNN.release, never changed. A loaded value never changes. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "search/query.h"
#include "store/predicate.h"

namespace verbatim::access {

struct Lock {
    enum class Kind : uint8_t { handle, term, records };
    uint64_t number = 0;  // given by add_lock()
    Kind kind = Kind::handle;
    std::string value;  // the handle as written, a query, or record numbers separated by spaces
    std::string time;   // like 2026-11-23T20:26:44Z
    std::string by;
    std::string reason;

    std::string to_text() const;
    static Result<Lock> parse(std::string_view text);
    bool operator==(const Lock&) const = default;
};

// A filter officer's decision to show what a lock hides.
struct Release {
    uint64_t lock = 0;
    std::string time;
    std::string by;
    std::string reason;

    std::string to_text() const;
    static Result<Release> parse(std::string_view text);
    bool operator==(const Release&) const = default;
};

class Locks {
  public:
    static Result<Locks> load(const std::string& case_folder);
    const std::vector<Lock>& in_force() const { return in_force_; }
    // The rows that no lock hides; everything if there is none.
    Result<store::Predicate> unlocked(const search::Names& names) const;

  private:
    std::vector<Lock> in_force_;
};

// The record numbers in the value of a lock on records.
Result<std::vector<uint64_t>> locked_records(std::string_view value);

Result<Lock> add_lock(const std::string& case_folder, Lock lock);
Result<void> add_release(const std::string& case_folder, const Release& release);

}  // namespace verbatim::access
