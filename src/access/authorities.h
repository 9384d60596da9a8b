// SPDX-License-Identifier: Apache-2.0
// The authorities of a case, the keys of who may issue them, and what they permit.
//
//   VB_TRY_ASSIGN(Authorities known, Authorities::load(case_folder, case_id));
//   VB_TRY_ASSIGN(Decision decision, known.decide(subject, "order-7", Operation::search, now, names));
//   if (!decision.allowed) { log decision.why; }        // else the question is within(query, decision.scope)
//
// Files: authorities/issuers/NNNN.key (verifier keys), authorities/NNNN.authority, NNNN.withdrawal (signed files as
// they came). Every file is verified each time it is loaded; one that does not verify is an error, never passed over.
// A loaded value never changes: load again to see what was added. Any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "access/authority.h"
#include "search/query.h"
#include "store/predicate.h"

namespace verbatim::access {

struct Known {
    Authority authority;
    std::optional<Withdrawal> withdrawn;
    bool confirmed = false;  // an emergency on which another authority decided
};

struct ScopeNames {
    search::Names names;
    std::function<Result<std::vector<uint32_t>>(uint64_t acquisition)> sources_of;
};

struct Decision {
    bool allowed = false;
    std::string why;  // in words, if not
    store::Predicate scope = store::nothing();
};

class Authorities {
  public:
    static Result<Authorities> load(const std::string& case_folder, std::string_view case_id);

    const std::vector<note::VerifierKey>& issuers() const { return issuers_; }
    const std::vector<Known>& all() const { return all_; }
    const Known* find(std::string_view id) const;

    // `now` like 2026-11-23T20:26:44Z. An error only if the scope cannot be compiled.
    Result<Decision> decide(const Subject& subject, std::string_view authority, Operation operation,
                            std::string_view now, const ScopeNames& names) const;

  private:
    std::vector<note::VerifierKey> issuers_;
    std::vector<Known> all_;
};

// Each checks the file against what stands there already, and keeps it durably.
Result<void> add_issuer(const std::string& case_folder, const note::VerifierKey& key);
Result<Authority> add_authority(const std::string& case_folder, std::string_view case_id, std::string_view file);
Result<Withdrawal> add_withdrawal(const std::string& case_folder, std::string_view case_id, std::string_view file);

Result<store::Predicate> scope_of(const Authority& authority, const ScopeNames& names);

// The rows of `scope` that match `query`. What the query says of other rows than the one it finds (THEN, the
// conversation of another) is held to the scope too: nothing outside decides what is found.
store::Predicate within(store::Predicate query, const store::Predicate& scope);

}  // namespace verbatim::access
