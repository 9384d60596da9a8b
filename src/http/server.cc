// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <map>
#include <memory>
#include <thread>

#include "http/internal/limited_stream.h"

namespace verbatim::http {
namespace {

using namespace std::chrono_literals;

constexpr std::pair<const char*, const char*> kAlways[] = {
    {"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}};

// Without SO_REUSEPORT, which the library sets: another program could listen beside us and be given our requests.
void socket_options(socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

Request from_library(const httplib::Request& request) {
    Request out;
    out.method = request.method == "HEAD" ? "GET" : request.method;
    out.path = request.path;
    out.query.insert(request.params.begin(), request.params.end());
    out.headers.assign(request.headers.begin(), request.headers.end());
    out.body = request.body;
    if (request.progress) {
        out.gone = [is_there = request.progress] { return !is_there(0, 0); };
    }
    return out;
}

// The body goes as a provider of stated length: the library compresses any other, slowly.
void to_library(Response&& response, httplib::Response& out) {
    out.status = response.status;
    for (const auto& [name, value] : response.headers) {
        out.headers.erase(name);  // what every answer has, unless this one says otherwise
    }
    for (const auto& [name, value] : response.headers) {
        out.set_header(name, value);
    }
    if (response.body.empty()) {
        out.set_header("Content-Type", response.content_type);
        return;
    }
    const auto body = std::make_shared<const std::string>(std::move(response.body));
    out.set_content_provider(body->size(), response.content_type,
                             [body](size_t offset, size_t length, httplib::DataSink& sink) {
                                 return sink.write(body->data() + offset, length);
                             });
}

constexpr int kWaitingConnections = 512;

bool is_method(std::string_view method) {
    return method == "GET" || method == "POST" || method == "DELETE";
}

// The library's server over a LimitedStream.
class Library : public httplib::Server {
  public:
    explicit Library(const http::Options& options) : options_(options) {}
    // The library lets five connections wait, and those beyond are tried again a second later.
    void let_wait() { ::listen(svr_sock_, kWaitingConnections); }

  private:
    bool process_and_close_socket(socket_t socket) override {
        LimitedStream stream(socket, options_);
        bool closed = false;
        const auto prepare = [&](httplib::Request& request) {
            // A field that only the library's client uses; it is passed on to the handler untouched.
            request.progress = [socket](uint64_t, uint64_t) { return !is_gone(socket); };
            stream.expect_body(request.has_header("Content-Length")
                                   ? std::strtoull(request.get_header_value("Content-Length").c_str(), nullptr, 10)
                                   : 0);
        };
        const bool good = process_request(stream, true, closed, prepare);
        stream.drain();
        ::shutdown(socket, SHUT_RDWR);
        ::close(socket);
        return good;
    }
    const http::Options options_;
};

}  // namespace

struct Server::State {
    explicit State(const Options& options) : library(options) {}
    Library library;
    uint16_t port = 0;
    Guard guard;
    std::map<std::string, std::map<std::string, Handler>> routes;  // by path, then method
    Handler otherwise;
    std::atomic<bool> stopping{false};

    void configure(const Options& options);
    const Handler* find(const Request& request) const;
    std::optional<Response> refuse(const httplib::Request& raw, const Request& request) const;
    Response answer(const Request& request) const;
    httplib::Server::HandlerResponse before_body(const httplib::Request& raw, httplib::Response& out) const;
};

const Handler* Server::State::find(const Request& request) const {
    const auto path = routes.find(request.path);
    if (path == routes.end()) {
        return otherwise && is_method(request.method) ? &otherwise : nullptr;
    }
    const auto handler = path->second.find(request.method);
    return handler == path->second.end() ? nullptr : &handler->second;
}

// What the library would do with a request that no handler of ours expects: unpack a body without a limit, cut an
// answer into ranges.
std::optional<Response> Server::State::refuse(const httplib::Request& raw, const Request& request) const {
    if (guard) {
        if (auto refused = guard(request)) {
            return refused;
        }
    }
    if (!otherwise && !routes.contains(request.path)) {
        return plain(404, "There is no such page.");
    }
    if (find(request) == nullptr) {
        return plain(405, "This page does not take " + request.method + ".");
    }
    if (raw.has_header("Range")) {
        return plain(416, "There are no ranges here.");
    }
    if (raw.has_header("Content-Encoding") || raw.is_multipart_form_data()) {
        return plain(415, "The body is to be sent as it is, neither packed nor in parts.");
    }
    return std::nullopt;
}

Response Server::State::answer(const Request& request) const {
    try {
        return (*find(request))(request);
    } catch (const std::exception& thrown) {
        return plain(500, std::string("Internal error: ") + thrown.what());
    }
}

httplib::Server::HandlerResponse Server::State::before_body(const httplib::Request& raw, httplib::Response& out) const {
    const Request request = from_library(raw);
    auto refused = refuse(raw, request);
    if (!refused && request.method == "POST") {
        return httplib::Server::HandlerResponse::Unhandled;
    }
    to_library(refused ? std::move(*refused) : answer(request), out);
    return httplib::Server::HandlerResponse::Handled;
}

void Server::State::configure(const Options& options) {
    httplib::Headers headers;
    for (const auto& [name, value] : kAlways) {
        headers.emplace(name, value);
    }
    headers.insert(options.headers.begin(), options.headers.end());
    library.set_default_headers(std::move(headers));
    library.set_socket_options(socket_options);
    library.set_keep_alive_max_count(1);  // a refused body that nobody read is never taken for the next request
    library.set_read_timeout(options.read_seconds);
    library.set_write_timeout(options.read_seconds);
    library.set_payload_max_length(options.body_bytes);
    library.new_task_queue = [threads = options.threads] { return new httplib::ThreadPool(threads); };
    library.set_pre_routing_handler(
        [this](const httplib::Request& raw, httplib::Response& out) { return before_body(raw, out); });
    // Only for paths that before_body() has found.
    library.Post("/.*", [this](const httplib::Request& raw, httplib::Response& out) {
        to_library(answer(from_library(raw)), out);
    });
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(const std::string& host, uint16_t port, const Options& options) {
    auto state = std::make_unique<State>(options);
    state->configure(options);
    const int bound =
        port == 0 ? state->library.bind_to_any_port(host) : (state->library.bind_to_port(host, port) ? port : -1);
    if (bound <= 0) {
        return Error{Code::conflict,
                     "cannot listen there: the port is taken, or this machine has no such address",
                     {host + ":" + std::to_string(port), {}},
                     "choose another port"};
    }
    state->library.let_wait();
    state->port = static_cast<uint16_t>(bound);
    return std::unique_ptr<Server>(new Server(std::move(state)));
}

void Server::set_guard(Guard guard) {
    state_->guard = std::move(guard);
}

void Server::route(const std::string& method, const std::string& path, Handler handler) {
    VB_ASSERT(is_method(method));
    state_->routes[path][method] = std::move(handler);
}

void Server::otherwise(Handler handler) {
    state_->otherwise = std::move(handler);
}

uint16_t Server::port() const {
    return state_->port;
}

Result<void> Server::run(const std::function<bool()>& stopped) {
    std::atomic<bool> ended{false};
    std::atomic<bool> good{false};
    std::thread serving([&] {
        good = state_->library.listen_after_bind();
        ended = true;
    });
    while (!ended && !state_->stopping && !(stopped && stopped())) {
        std::this_thread::sleep_for(100ms);
    }
    while (!ended && !state_->library.is_running()) {
        std::this_thread::sleep_for(1ms);  // stop() is heard only from here on
    }
    state_->library.stop();
    serving.join();
    return good ? Result<void>() : Error{Code::io, "the server could not go on listening", {}, {}};
}

void Server::stop() {
    state_->stopping = true;
}

}  // namespace verbatim::http
