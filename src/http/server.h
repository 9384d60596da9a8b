// SPDX-License-Identifier: Apache-2.0
// Server: a small HTTP/1.1 server on one address, for pages, for a witness and for `verbatim serve`.
//
//   VB_TRY_ASSIGN(auto server, Server::listen("127.0.0.1", 0, {}));        // 0: any free port
//   server->set_guard([&](const Request& request) { return guard.refuse(request); });
//   server->route("GET", "/api/search", [&](const Request& request) { return answer(request); });
//   VB_TRY(server->run([] { return interrupted(); }));
//
// A path is matched whole, never as a pattern; otherwise() takes every path that has no route. The guard sees a request
// before its body is read; what it returns is the answer. One request a connection. Bounded: the line and each header
// (8 KiB), line and headers together, their number, the body, and the time that each of head, request and answer may
// take as a whole: a client that sends a byte now and then holds a thread no longer than one that sends none. No TLS,
// no ranges, no compression, no files from the disk. Handlers run on several threads at once and may throw nothing;
// set_guard(), route() and otherwise() come before run(). stop() may be called from any thread.
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
    size_t head_bytes = size_t{32} << 10;
    size_t head_lines = 100;
    unsigned head_seconds = 10;     // from the connection to the end of the headers
    unsigned request_seconds = 60;  // ... to the end of the body
    unsigned answer_seconds = 300;  // for writing the answer
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
    // `method` is GET, POST or DELETE (of which no body is read).
    void route(const std::string& method, const std::string& path, Handler handler);
    // Every method of these for every path that has no route; it says itself what there is not.
    void otherwise(Handler handler);
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
