// SPDX-License-Identifier: Apache-2.0
// Backend: what all requests to a server share: the open case, users with their sessions and tasks, tags and notes.
//
//   VB_TRY_ASSIGN(auto backend, Backend::open(*opened, {}));
//   VB_TRY_ASSIGN(const auto tags, backend->marks(call.role).tags_of(seqs));
//
// The defence has tags, notes and selections of its own, which nobody else is shown, and is not shown those of others.
// Threads: everything here from any number of threads. The Case must outlive it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "app/case.h"
#include "server/limits.h"
#include "workbench/accounts.h"
#include "workbench/marks.h"
#include "workbench/notes.h"

namespace verbatim::server {

class Backend {
  public:
    static Result<std::unique_ptr<Backend>> open(app::Case& opened, const Limits& limits);

    app::Case& opened() { return opened_; }
    workbench::Accounts& accounts() { return *accounts_; }
    workbench::NoteBook& notes(access::Role role) { return *(is_defence(role) ? defence_ : common_).notes; }
    workbench::MarkBook& marks(access::Role role) { return *(is_defence(role) ? defence_ : common_).marks; }
    // Held while the workbench of the case is used: it is for one thread at a time.
    std::mutex& workbench_turn() { return workbench_turn_; }
    const Limits& limits() const { return limits_; }
    int64_t now_ms() const;  // since 1970
    bool stopping() const { return stopping_; }
    void stop() { stopping_ = true; }

  private:
    struct Books {
        std::unique_ptr<workbench::NoteBook> notes;
        std::unique_ptr<workbench::MarkBook> marks;
    };
    Backend(app::Case& opened, const Limits& limits) : opened_(opened), limits_(limits) {}
    static bool is_defence(access::Role role) { return role == access::Role::defence; }
    static Result<Books> open_books(const std::string& folder, const std::string& suffix);

    app::Case& opened_;
    Limits limits_;
    std::unique_ptr<workbench::Accounts> accounts_;
    Books common_;
    Books defence_;
    std::mutex workbench_turn_;
    std::atomic<bool> stopping_{false};
};

}  // namespace verbatim::server
