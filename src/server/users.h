// SPDX-License-Identifier: Apache-2.0
// Users: changes to who may sign in, each with its entry in the audit log before it is made. The way of both the server
// and `verbatim user`.
//
//   VB_TRY(Users(accounts, *opened, "ada", "holder").add({.name = "bob", .password = ..., .roles = {"analyst"}}));
//
// No entry holds a password or a secret. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/case.h"
#include "workbench/accounts.h"

namespace verbatim::server {

struct NewUser {
    std::string name;
    std::string password;
    std::vector<std::string> roles;  // as access::name(Role) has them, or with underscores
};

class Users {
  public:
    Users(workbench::Accounts& accounts, app::Case& opened, std::string who, std::string_view role)
        : accounts_(accounts), opened_(opened), who_(std::move(who)), role_(role) {}

    Result<void> add(const NewUser& user);
    Result<void> set_password(const std::string& name, std::string_view password);
    // The secret as it is typed into a program for codes; the account needs a code from now on.
    Result<std::string> new_totp_secret(const std::string& name);
    Result<void> drop_totp(const std::string& name);
    Result<void> set_disabled(const std::string& name, bool disabled);

  private:
    Result<void> need_user(const std::string& name);
    Result<void> note(const std::string& operation, const std::string& name, const std::string& detail);

    workbench::Accounts& accounts_;
    app::Case& opened_;
    std::string who_;
    std::string role_;
};

}  // namespace verbatim::server
