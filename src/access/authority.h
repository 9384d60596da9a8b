// SPDX-License-Identifier: Apache-2.0
// Authority: a court's or prosecutor's order as a signed object, and its withdrawal (docs/access.md). One spelling
// each.
//
//   VB_TRY_ASSIGN(std::string file, sign_authority(authority, issuer));
//   VB_TRY_ASSIGN(Authority read, open_authority(file));     // form and signature by the key that it states
//
// Whether that key is an issuer's of this case is for Authorities (access/authorities.h). Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/roles.h"
#include "base/hash.h"
#include "note/key.h"

namespace verbatim::access {

struct Authority {
    std::string case_id;
    std::string id;  // one word, the issuer's own; unique in the case
    std::string issuer;
    std::string key;  // the issuer's verifier key
    std::string reference;
    std::string issued;  // times like 2026-11-23T20:26:44Z
    std::string begins;
    std::string expires;
    std::string decision_by;  // an emergency: locked after this time unless another authority confirms it
    std::string confirms;     // id of the emergency that this one decides on
    // Who may use it; at least one of both lists.
    std::vector<Role> roles;
    std::vector<std::string> users;
    std::vector<std::string> offences;  // at least one
    // The scope: of each list any, of all lists that are not empty each.
    std::vector<uint64_t> acquisitions;
    std::vector<uint64_t> sources;
    std::vector<std::string> handles;                           // exactly as written in the evidence
    std::optional<std::pair<std::string, std::string>> period;  // [begin, end); a message without a time is outside
    std::vector<std::string> terms;                             // queries
    std::vector<std::string> kinds;                             // of message: record::name(Kind)
    // Shown, not enforced.
    std::vector<std::string> territories;
    std::vector<std::string> conditions;

    std::string to_text() const;
    static Result<Authority> parse(std::string_view text);
    bool operator==(const Authority&) const = default;
};

struct Withdrawal {
    std::string case_id;
    std::string authority;  // its id
    std::string key;        // the same that signed the authority
    std::string time;
    std::string reason;

    std::string to_text() const;
    static Result<Withdrawal> parse(std::string_view text);
    bool operator==(const Withdrawal&) const = default;
};

// The key is set to the signer's.
Result<std::string> sign_authority(Authority authority, const note::Signer& signer);
Result<Authority> open_authority(std::string_view file);
Result<std::string> sign_withdrawal(Withdrawal withdrawal, const note::Signer& signer);
Result<Withdrawal> open_withdrawal(std::string_view file);

}  // namespace verbatim::access
