// SPDX-License-Identifier: Apache-2.0
// Server: a small HTTP/1.1 server on one address, for pages on the user's own machine and for a witness.
//
//   VB_TRY_ASSIGN(auto server, Server::listen("127.0.0.1", 0, {}));        // 0: any free port
//   server->set_guard([&](const Request& request) { return guard.refuse(request); });
//   server->route("GET", "/api/search", [&](const Request& request) { return answer(request); });
//   VB_TRY(server->run([] { return interrupted(); }));
//
// A path is matched whole, never as a pattern. The guard sees a request before its body is read; what it returns is the
// answer. One request a connection; its line and each header are at most 8 KiB, the body at most Options::body_bytes.
// The number of headers is not bounded: for a network that is not trusted, put a reverse proxy before it. No TLS, no
// ranges, no compression, no files from the disk. Handlers run on several threads at once and may throw nothing;
// set_guard() and route() come before run(). stop() may be called from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace verbatim::http {

using Handler = std::function<Response(const Request&)>;
using Guard = std::function<std::optional<Response>(const Request&)>;

struct Options {
    size_t body_bytes = size_t{1} << 20;
    unsigned threads = 4;
    unsigned read_seconds = 10;  // without a byte from the other side
    // Sent with every response, of errors too; beside these always `nosniff`, `no-store` and `no-referrer`.
    std::vector<std::pair<std::string, std::string>> headers = {};
};

class Server {
  public:
    // Code::conflict if the address is taken. Port 0: whichever is free.
    static Result<std::unique_ptr<Server>> listen(const std::string& host, uint16_t port, const Options& options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void set_guard(Guard guard);
    // `method` is GET or POST.
    void route(const std::string& method, const std::string& path, Handler handler);
    uint16_t port() const;

    // Serves until stop() is called or `stopped` (may be empty; looked at ten times a second) says so; then what was
    // begun is finished.
    Result<void> run(const std::function<bool()>& stopped);
    void stop();

  private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace verbatim::http
