// SPDX-License-Identifier: Apache-2.0
// Requests and answers as files: signed notes of lines (docs/requests.md). One spelling each.
//
//   VB_TRY_ASSIGN(std::string file, sign_request(request, signer));
//   VB_TRY_ASSIGN(SignedRequest read, open_request(file));               // signature and form checked
//   VB_TRY_ASSIGN(Answer answer, open_answer(bytes, {&case_key, 1}));
//
// A request is signed by its maker, whose key the reader may not know: open_request() checks it against the key that
// the request itself states, and the caller compares that key with those it trusts. Values; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "note/key.h"

namespace verbatim::workbench {

inline constexpr size_t kTermsMax = 10'000;

struct Request {
    std::string case_id;
    uint64_t number = 0;  // the requester's own, from 1
    std::string time;
    std::string by;
    std::string purpose;
    std::string scope = "*";         // a query within which the terms are run
    std::vector<std::string> terms;  // queries
    std::string key;                 // the requester's verifier key

    std::string to_text() const;  // the note text
    static Result<Request> parse(std::string_view text);
    bool operator==(const Request&) const = default;
};

struct SignedRequest {
    Request request;
    note::VerifierKey key;
    Hash hash;  // SHA-256 of the file
};

// What a term of the request gave: counts, or why it could not be run.
struct TermAnswer {
    uint64_t messages = 0;
    uint64_t sightings = 0;
    Hash list_hash;       // of the messages' numbers, oldest first
    std::string refused;  // empty: it was run
    bool operator==(const TermAnswer&) const = default;
};

struct Answer {
    std::string case_id;
    Hash request;  // SHA-256 of the request's file
    std::string requester;
    bool key_trusted = false;
    std::string time;
    std::string by;
    std::string authority;
    std::string scope;  // as it was run, in canonical form
    uint64_t log_size = 0;
    Hash log_root;
    std::string version;
    std::vector<TermAnswer> terms;  // in the order of the request

    std::string to_text() const;
    static Result<Answer> parse(std::string_view text);
    bool operator==(const Answer&) const = default;
};

Result<std::string> sign_request(Request request, const note::Signer& signer);
Result<SignedRequest> open_request(std::string_view file);
Result<std::string> sign_answer(const Answer& answer, const note::Signer& signer);
Result<Answer> open_answer(std::string_view file, std::span<const note::VerifierKey> known);

}  // namespace verbatim::workbench
