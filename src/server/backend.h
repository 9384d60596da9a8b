// SPDX-License-Identifier: Apache-2.0
// Backend: what all requests to a server share: the open case, users with their sessions and tasks, tags and notes.
//
//   VB_TRY_ASSIGN(auto backend, Backend::open(*opened, {}, write_log_line));
//   VB_TRY_ASSIGN(const auto tags, backend->marks(call.role).tags_of(seqs));
//
// The defence has tags, notes and selections of its own, which nobody else is shown, and is not shown those of others.
// Threads: everything here from any number of threads. The Case must outlive it.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "app/case.h"
#include "server/limits.h"
#include "server/request_log.h"
#include "server/sign_in.h"
#include "server/turns.h"
#include "workbench/accounts.h"
#include "workbench/marks.h"
#include "workbench/notes.h"

namespace verbatim::server {

class Backend {
  public:
    static Result<std::unique_ptr<Backend>> open(app::Case& opened, const Limits& limits, RequestLog::Write write);

    app::Case& opened() { return opened_; }
    workbench::Accounts& accounts() { return *accounts_; }
    SignIn& sign_in() { return *sign_in_; }
    workbench::NoteBook& notes(access::Role role) { return *books(role).notes; }
    workbench::MarkBook& marks(access::Role role) { return *books(role).marks; }
    // Held while the workbench of the case is used: it is for one thread at a time.
    std::mutex& workbench_turn() { return workbench_turn_; }
    Turns& turns() { return turns_; }
    RequestLog& log() { return log_; }
    const Limits& limits() const { return limits_; }

    static int64_t now_ms();  // since 1970, by this machine's clock
    // An entry in the audit log of everybody, or that of the defence if it is the defence's.
    Result<void> audit(const audit::Event& event);

    // Whether browsers reach the server by https alone: then its cookie goes no other way.
    bool over_tls() const { return limits_.over_tls; }
    bool stopping() const { return stopping_; }
    void stop() { stopping_ = true; }

  private:
    struct Books {
        std::unique_ptr<workbench::NoteBook> notes;
        std::unique_ptr<workbench::MarkBook> marks;
    };
    Backend(app::Case& opened, const Limits& limits, RequestLog::Write write)
        : opened_(opened), limits_(limits), turns_(limits), log_(std::move(write)) {}
    Books& books(access::Role role) { return role == access::Role::defence ? defence_ : common_; }
    static Result<Books> open_books(const std::string& folder, const std::string& suffix);

    app::Case& opened_;
    const Limits limits_;
    Turns turns_;
    RequestLog log_;
    std::unique_ptr<workbench::Accounts> accounts_;
    std::unique_ptr<SignIn> sign_in_;
    Books common_;
    Books defence_;
    std::mutex workbench_turn_;
    std::atomic<bool> stopping_{false};
};

// The file of users of a case; the other files stand beside it.
std::string accounts_file(const app::Case& opened);
// "2026-11-23T20:26:44Z".
std::string utc_seconds(int64_t ms);
workbench::Made made_by(const std::string& who);

}  // namespace verbatim::server
