// SPDX-License-Identifier: Apache-2.0
// Limits of a server: how long sessions and questions last, how many of them at once, and how it is reached. Values.
#pragma once

#include <cstddef>
#include <cstdint>

namespace verbatim::server {

struct Limits {
    int64_t session_idle_ms = int64_t{30} * 60'000;
    int64_t session_ms = int64_t{12} * 3'600'000;
    int64_t question_ms = 60'000;  // then a question is stopped
    int64_t slow_ms = 2'000;       // from then on a question counts as a slow one
    unsigned questions = 16;       // quick ones at a time; more wait their turn
    unsigned slow_questions = 4;   // at a time; one more is stopped and may be asked again
    int64_t turn_ms = 10'000;      // waiting longer for a turn is answered with 503
    size_t sessions_of_user = 16;  // the oldest ends when there is one more
    size_t tasks_of_user = 64;     // that are listed
    bool over_tls = false;         // browsers reach the server by https alone
};

}  // namespace verbatim::server
