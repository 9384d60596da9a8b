// SPDX-License-Identifier: Apache-2.0
// Steps 9 and 10 of docs/bundle.md, section 1: the walks of the sorted trees, and whether each scope is complete.
//
//   ScopeChecker scopes(statement, disclosed);
//   VB_TRY(scopes.check(conversations, participations, log_size, selection_hash));
//
// The participations are read first, because a handle's scope is made of its conversations; a failure in them is
// reported after one in the conversations, as the document orders it. Memory: by the number of scopes, of gaps, and of
// the conversations of the handles. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "verify/internal/coverage.h"
#include "verify/internal/disclosed.h"
#include "verify/internal/keyed_walk.h"
#include "verify/internal/statement.h"

namespace verbatim::verify::internal {

// What the walks have opened of a scope, for the report.
struct ScopeResult {
    std::optional<std::string> text;  // the conversation's identity, or the handle
    uint64_t conversations = 0;       // of a handle
};

class ScopeChecker : private ConversationUser, private ParticipationUser {
  public:
    ScopeChecker(const Statement& statement, Disclosed& disclosed);
    // Walks that the bundle does not have are none; `selection`: hash of verify/selection.json.
    Result<void> check(std::optional<Walk> conversations, std::optional<Walk> participations, uint64_t log_size,
                       std::optional<Hash> selection);
    const std::vector<ScopeResult>& results() const { return results_; }

  private:
    // Sortable times, both ends included, that scope number `scope` (from 0) asks for.
    struct Stretch {
        uint64_t first;
        uint64_t last;
        size_t scope;
    };
    struct Reading;  // which of the two walks is being read

    void gap() override;
    void key(const OpenedKey& key) override;
    void unopened() override;
    void entry(uint64_t time, uint64_t sequence) override;
    void with(const Hash& conversation) override;

    void add_stretches();
    std::optional<size_t> scope_of(uint64_t time) const;
    std::string entry_fault(uint64_t time, uint64_t sequence);
    Result<void> outcome(size_t scope, const std::optional<Hash>& selection) const;

    const Statement& statement_;
    Disclosed& disclosed_;
    std::vector<ScopeResult> results_;
    bool reading_participations_ = false;
    Coverage conversations_;
    Coverage participations_;
    std::unordered_map<Hash, std::vector<size_t>> handle_scopes_;
    std::unordered_map<Hash, std::vector<size_t>> conversation_scopes_;
    std::unordered_map<Hash, std::vector<Hash>> of_handle_;
    std::unordered_map<Hash, std::vector<Stretch>> stretches_;  // by conversation, sorted by scope
    OpenedKey key_;
    std::optional<uint32_t> identity_;               // of key_, if it is opened and a disclosed record has it
    const std::vector<Stretch>* current_ = nullptr;  // of key_
    // The first scope with an entry that has no record or contradicts it.
    size_t faulty_scope_ = ~size_t{0};
    std::string fault_;
};

}  // namespace verbatim::verify::internal
