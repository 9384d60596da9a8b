// SPDX-License-Identifier: Apache-2.0
// Serving: a case behind an address: what `verbatim serve` runs (docs/server.md).
//
//   VB_TRY_ASSIGN(auto serving, Serving::start(*opened, {.port = 8470}, write_log_line));
//   print(serving->address());
//   VB_TRY(serving->run([] { return interrupted(); }));     // stops taking requests, lets begun ones end, returns
//
// Only this machine reaches it, unless ServingOptions::public_address says by which https address a reverse proxy leads
// to it: this server has no TLS of its own, and passwords never go over a network without. The Case must outlive it and
// is asked nothing else meanwhile. start() on one thread, run() on one; requests are answered on several.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "app/case.h"
#include "server/backend.h"

namespace verbatim::server {

struct ServingOptions {
    std::string host = "127.0.0.1";
    uint16_t port = 0;             // 0: any that is free
    std::string public_address{};  // "https://verbatim.example", of the proxy before it; empty: none
    Limits limits{};
    unsigned threads = 64;
};

// Code::usage if passwords would go over a network in the clear, or the proxy's address is none.
Result<void> check(const ServingOptions& options);

class Serving {
  public:
    static Result<std::unique_ptr<Serving>> start(app::Case& opened, const ServingOptions& options,
                                                  RequestLog::Write write);
    ~Serving();
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

    // Where a browser finds it.
    const std::string& address() const;
    Result<void> run(const std::function<bool()>& stopped);

  private:
    struct State;
    explicit Serving(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// "127.0.0.1:8470" or "[::1]:8470" in its two parts; Code::usage if it is not of this form.
Result<ServingOptions> listen_address(const std::string& text);

}  // namespace verbatim::server
