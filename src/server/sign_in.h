// SPDX-License-Identifier: Apache-2.0
// SignIn: who is there. Takes name, password and code for a session, and a session's token for the user.
//
//   VB_TRY_ASSIGN(const Entry entry, sign_in.enter(name, password, code));       // entry.answer: entered, wrong,
//   locked VB_TRY_ASSIGN(const auto user, sign_in.find(session_token(request)));        // none: nobody
//
// What is said and how long it takes is the same whether a name exists or not, and whether name, password or code was
// wrong. After some failures a name is locked, for twice as long each time, also for the right password. A code is good
// once. A session ends when it was not used for a while, after some hours, and when the password, the second factor or
// the account is changed. Threads: any; at most two passwords are hashed at a time, as each takes 64 MiB.
#pragma once

#include <functional>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>

#include "http/message.h"
#include "server/call.h"
#include "server/limits.h"
#include "workbench/accounts.h"

namespace verbatim::server {

inline constexpr std::string_view kCookie = "verbatim-session";

struct Entry {
    enum class Answer : uint8_t { entered, wrong, locked };
    Answer answer = Answer::wrong;
    std::string token;  // for the cookie
    SignedIn user;      // entered: who; wrong or locked: with a name only if there is such a user
    int64_t retry_ms = 0;
};

class SignIn {
  public:
    using Clock = std::function<int64_t()>;  // milliseconds since 1970
    static Result<std::unique_ptr<SignIn>> make(workbench::Accounts& accounts, const Limits& limits, Clock clock);

    Result<Entry> enter(const std::string& name, std::string_view password, std::string_view code);
    Result<std::optional<SignedIn>> find(std::string_view token);
    Result<void> leave(const SignedIn& user);

  private:
    SignIn(workbench::Accounts& accounts, const Limits& limits, Clock clock, std::string no_password)
        : accounts_(accounts), limits_(limits), clock_(std::move(clock)), no_password_(std::move(no_password)) {}
    Result<bool> is_right(const std::optional<workbench::Account>& account, std::string_view password,
                          std::string_view code);
    Result<Entry> fail(const std::string& name, workbench::Failures failures, Entry entry);
    Result<Entry> begin_session(const workbench::Account& account);

    workbench::Accounts& accounts_;
    const Limits limits_;
    Clock clock_;
    std::string no_password_;  // the hash that a name without an account is checked against
    std::counting_semaphore<2> hashing_{2};
};

// The value of the session's cookie; empty if there is none, or more than one.
std::string_view session_token(const http::Request& request);

// Roles by their words; Code::usage if there are none, one is unknown, or they do not go together: the defence, the
// data-protection officer and the administrator have no other role beside their own.
Result<std::vector<access::Role>> roles_of(const std::vector<std::string>& words);
// As the contract writes it: "case_officer".
std::string role_word(access::Role role);
std::optional<access::Role> role_of_word(std::string_view word);

}  // namespace verbatim::server
