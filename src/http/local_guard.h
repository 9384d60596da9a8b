// SPDX-License-Identifier: Apache-2.0
// LocalGuard: lets one browser of this machine's user in, and no other page, program or machine.
//
//   VB_TRY_ASSIGN(LocalGuard guard, LocalGuard::make(server->port()));
//   server->set_guard([&](const Request& request) { return guard.refuse(request); });
//   server->route("GET", kEnterPath, [&](const Request& request) { return guard.enter(request); });
//   print(guard.url());                             // http://127.0.0.1:4711/enter?token=...
//
// - The Host header must be ours: a foreign name that was made to lead to 127.0.0.1 does not reach us.
// - The token in the printed address is good once. For it the browser gets a cookie that no script can read and that
//   no other site can send; without the cookie everything is refused.
// - What changes something (POST) must come from our own page, by its Origin.
// Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace verbatim::http {

inline constexpr std::string_view kEnterPath = "/enter";

class LocalGuard {
  public:
    static Result<LocalGuard> make(uint16_t port);
    // The answer if the request may not go on.
    std::optional<Response> refuse(const Request& request) const;
    // The handler of kEnterPath: takes the token, sets the cookie, leads to "/".
    Response enter(const Request& request);
    std::string url() const;  // with the token: for the user's eyes and browser alone
    std::string cookie() const { return cookie_name_ + "=" + session_; }

  private:
    LocalGuard() = default;
    bool is_ours(std::string_view host) const;
    bool has_cookie(const Request& request) const;

    std::string port_;
    std::string cookie_name_;  // cookies are shared by all ports of a host
    std::string token_;
    std::string session_;
    std::unique_ptr<std::atomic<bool>> token_used_;
};

}  // namespace verbatim::http
