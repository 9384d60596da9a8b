// SPDX-License-Identifier: Apache-2.0
// Requests: search terms that the defence hands in as a signed file, and the signed answer with their counts
// (docs/requests.md). Both files are kept in the workbench, and each side keeps its own copy.
//
//   VB_TRY_ASSIGN(auto answered, open->answer_request(bytes, {.authority = "Order 7", .made = made}, control));
//   answered.file;   // hand it back
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "workbench/request.h"
#include "workbench/workbench.h"

namespace verbatim::app {

struct AnswerOptions {
    std::string scope;                      // a query that narrows the scope of the request; empty: no further
    std::string authority;                  // empty: "not stated"
    std::vector<std::string> trusted_keys;  // verifier keys known to be the requester's
    workbench::Made made;
};

struct AnsweredTerms {
    workbench::Request request;
    workbench::Answer answer;
    std::string file;     // the signed answer
    uint64_t number = 0;  // in the workbench
};

}  // namespace verbatim::app
