// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/scopes.h"

#include <algorithm>

#include "crypto/sha256.h"
#include "verify/internal/lines.h"

namespace verbatim::verify::internal {
namespace {

uint64_t first_of(const Scope& scope) {
    return scope.from ? sortable(*scope.from) : 0;
}

uint64_t last_of(const Scope& scope) {
    return (scope.to ? sortable(*scope.to) : kUndated) - 1;
}

}  // namespace

ScopeChecker::ScopeChecker(const Statement& statement, Disclosed& disclosed)
    : statement_(statement), disclosed_(disclosed), results_(statement.scopes.size()) {
    for (size_t i = 0; i < statement.scopes.size(); ++i) {
        const Scope& scope = statement.scopes[i];
        if (scope.kind == Scope::Kind::handle) {
            handle_scopes_[scope.key].push_back(i);
        } else if (scope.kind == Scope::Kind::conversation) {
            conversation_scopes_[scope.key].push_back(i);
        }
    }
}

void ScopeChecker::gap() {
    (reading_participations_ ? participations_ : conversations_).gap();
}

void ScopeChecker::key(const OpenedKey& key) {
    key_ = key;
    const auto& by_key = reading_participations_ ? handle_scopes_ : conversation_scopes_;
    if (const auto found = by_key.find(key.key); found != by_key.end() && key.text) {
        for (const size_t scope : found->second) {
            results_[scope].text = key.text;
        }
    }
    if (reading_participations_) {
        return;
    }
    const auto stretches = stretches_.find(key.key);
    current_ = stretches == stretches_.end() ? nullptr : &stretches->second;
    identity_ = key.text ? disclosed_.identities.find(crypto::sha256(as_bytes(*key.text))) : std::nullopt;
}

void ScopeChecker::with(const Hash& conversation) {
    participations_.leaf(key_.key, 0);
    if (handle_scopes_.contains(key_.key)) {
        of_handle_[key_.key].push_back(conversation);
    }
}

void ScopeChecker::unopened() {
    conversations_.unopened(key_.key);
}

std::optional<size_t> ScopeChecker::scope_of(uint64_t time) const {
    if (current_ == nullptr) {
        return std::nullopt;
    }
    const auto found = std::ranges::find_if(
        *current_, [time](const Stretch& stretch) { return stretch.first <= time && time <= stretch.last; });
    return found == current_->end() ? std::nullopt : std::optional(found->scope);
}

// Why the disclosed record does not fit its entry; empty: it does.
std::string ScopeChecker::entry_fault(uint64_t time, uint64_t sequence) {
    const std::string name = "record " + std::to_string(sequence);
    const auto index = disclosed_.find(sequence);
    if (!index) {
        return name + " belongs to the scope, but is not disclosed";
    }
    if (!disclosed_.cover(*index)) {
        return name + " stands in two places of the conversations";
    }
    const Disclosed::Facts facts = disclosed_.facts(*index);
    if (facts.time && *facts.time != time) {
        return name + " shows another time than its entry";
    }
    if (facts.identity && !key_.text) {
        return name + " shows its conversation, but the key of the conversation is not opened";
    }
    if (facts.identity && facts.identity != identity_) {
        return name + " shows another conversation than its key";
    }
    return {};
}

void ScopeChecker::entry(uint64_t time, uint64_t sequence) {
    conversations_.leaf(key_.key, time);
    const auto scope = scope_of(time);
    if (!scope) {
        return;
    }
    if (std::string fault = entry_fault(time, sequence); !fault.empty() && *scope < faulty_scope_) {
        faulty_scope_ = *scope;
        fault_ = std::move(fault);
    }
}

void ScopeChecker::add_stretches() {
    for (size_t i = 0; i < statement_.scopes.size(); ++i) {
        const Scope& scope = statement_.scopes[i];
        if (scope.kind == Scope::Kind::handle) {
            const auto& with = of_handle_[scope.key];
            results_[i].conversations = with.size();
            for (const Hash& conversation : with) {
                stretches_[conversation].push_back({0, kUndated, i});
            }
        } else if (scope.kind == Scope::Kind::conversation) {
            auto& stretches = stretches_[scope.key];
            stretches.push_back({first_of(scope), last_of(scope), i});
            if (scope.undated) {
                stretches.push_back({kUndated, kUndated, i});
            }
        }
    }
}

Result<void> ScopeChecker::outcome(size_t number, const std::optional<Hash>& selection) const {
    const Scope& scope = statement_.scopes[number];
    const auto fail = [&](std::string why) { return failure("scope " + std::to_string(number + 1), std::move(why)); };
    if (scope.kind == Scope::Kind::selection) {
        return selection == scope.key ? Result<void>()
                                      : fail("verify/selection.json is not the selection that is named");
    }
    if (scope.kind == Scope::Kind::handle) {
        if (!participations_.is_complete(scope.key, 0, kUndated)) {
            return fail("not all conversations of the handle are shown");
        }
        const auto found = of_handle_.find(scope.key);
        const bool whole = found == of_handle_.end() || std::ranges::all_of(found->second, [&](const Hash& key) {
                               return conversations_.is_complete(key, 0, kUndated);
                           });
        if (!whole) {
            return fail("a conversation of the handle is not shown wholly");
        }
    } else {
        if (!conversations_.is_complete(scope.key, first_of(scope), last_of(scope))) {
            return fail(
                "the conversation is not shown without a gap over the whole period, with what stands before "
                "and after it");
        }
        if (scope.undated && !conversations_.is_complete(scope.key, kUndated, kUndated)) {
            return fail("the undated records of the conversation are not all shown");
        }
    }
    return number == faulty_scope_ ? Result<void>(fail(fault_)) : Result<void>();
}

Result<void> ScopeChecker::check(std::optional<Walk> conversations, std::optional<Walk> participations,
                                 uint64_t log_size, std::optional<Hash> selection) {
    Result<void> read_handles;
    if (participations) {
        reading_participations_ = true;
        read_handles = read_participations(std::move(*participations), *this);
        reading_participations_ = false;
        participations_.end();
    }
    add_stretches();
    if (conversations) {
        VB_TRY(read_conversations(std::move(*conversations), log_size, *this));
        conversations_.end();
    }
    VB_TRY(read_handles);
    for (size_t i = 0; i < statement_.scopes.size(); ++i) {
        VB_TRY(outcome(i, selection));
    }
    if (const auto left = disclosed_.first_uncovered(); left && !statement_.has(Scope::Kind::selection)) {
        return failure("scope", "record " + std::to_string(disclosed_.sequence(*left)) + " lies in no scope");
    }
    return {};
}

}  // namespace verbatim::verify::internal
