// SPDX-License-Identifier: Apache-2.0
// Accounts: who may sign in to a case's server, their sessions and tasks, in `users.db` of the case's folder.
//
//   VB_TRY_ASSIGN(auto accounts, Accounts::open(case_folder + "/users.db"));
//   VB_TRY(accounts->add({.name = "ada", .roles = {"analyst"}, .password = hash_password(...), .made = made}));
//
// It keeps rows and decides nothing: passwords come as the text of a slow hash, tokens as their SHA-256, times as
// milliseconds since 1970 by the caller's clock. Of a session only the hash of its token is kept: whoever reads the
// file cannot use it. The secret of the second factor stands as it is; the file is for its owner alone (mode 0600).
// What a function returned survives a power loss. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "workbench/workbench.h"

namespace verbatim::workbench {

struct Account {
    uint64_t id = 0;  // filled in
    std::string name;
    std::vector<std::string> roles;
    std::string password;     // a slow hash with its parameters
    std::string totp_secret;  // bytes; empty: no second factor
    bool disabled = false;
    int64_t locked_until_ms = 0;
    int64_t last_seen_ms = 0;  // 0: never
    Made made;
};

struct StoredSession {
    Hash token;  // SHA-256
    uint64_t account = 0;
    std::string csrf;
    int64_t begun_ms = 0;
    int64_t used_ms = 0;
};

struct StoredTask {
    uint64_t id = 0;  // filled in
    uint64_t account = 0;
    std::string authority;
    std::string purpose;
    std::string role;
    std::string opened_at;
};

// Failures to sign in under a name, whether or not there is such a user.
struct Failures {
    uint64_t count = 0;
    int64_t last_ms = 0;
    int64_t locked_until_ms = 0;
};

class Accounts {
  public:
    // Makes the file if there is none.
    static Result<std::unique_ptr<Accounts>> open(const std::string& file);
    ~Accounts();
    Accounts(const Accounts&) = delete;
    Accounts& operator=(const Accounts&) = delete;

    // --- accounts; never removed, so that a name in the audit log always means one person
    Result<Account> add(Account account);  // Code::conflict if the name is taken
    Result<std::optional<Account>> find(const std::string& name);
    Result<std::optional<Account>> find(uint64_t id);
    Result<std::vector<Account>> all();  // by name
    // These three end the account's sessions. Code::not_found if there is no such account.
    Result<void> set_password(const std::string& name, const std::string& password);
    Result<void> set_totp_secret(const std::string& name, const std::string& secret);
    Result<void> set_disabled(const std::string& name, bool disabled);
    Result<void> seen(uint64_t account, int64_t now_ms);
    // False if a code of this or a later step was taken before: each is good once.
    Result<bool> take_code(uint64_t account, uint64_t step);

    // --- failures, by the hash of a name: there are at most 65,536 rows of them
    Result<Failures> failures(const std::string& name);
    Result<void> set_failures(const std::string& name, const Failures& failures);

    // --- sessions
    Result<void> add_session(const StoredSession& session, size_t most_of_account);  // the oldest go
    Result<std::optional<StoredSession>> session(const Hash& token);
    Result<void> use_session(const Hash& token, int64_t now_ms);
    Result<void> end_session(const Hash& token);
    Result<void> end_sessions_before(int64_t begun_ms, int64_t used_ms);

    // --- tasks
    Result<StoredTask> add_task(StoredTask task);
    Result<std::optional<StoredTask>> task(uint64_t account, uint64_t id);
    Result<std::vector<StoredTask>> tasks(uint64_t account, size_t most);  // newest first

  private:
    struct State;
    explicit Accounts(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace verbatim::workbench
