// SPDX-License-Identifier: Apache-2.0
#include "server/serving.h"

#include <limits>

#include "http/server.h"
#include "note/lines.h"
#include "server/dispatch.h"
#include "server/pages.h"

namespace verbatim::server {
namespace {

constexpr std::string_view kHttps = "https://";

bool is_loopback(const std::string& host) {
    return host == "127.0.0.1" || host == "::1";
}

std::string in_address(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

DispatchOptions names_of(const ServingOptions& options, uint16_t port) {
    if (!options.public_address.empty()) {
        return {{options.public_address.substr(kHttps.size())}, "https"};
    }
    const std::string end = ":" + std::to_string(port);
    return {{in_address(options.host) + end, "localhost" + end}, "http"};
}

}  // namespace

Result<void> check(const ServingOptions& options) {
    const std::string& address = options.public_address;
    if (address.empty()) {
        return is_loopback(options.host)
                   ? Result<void>()
                   : Error{Code::usage,
                           "this server has no TLS of its own, so only this machine may reach it as it is",
                           {options.host, {}},
                           "put a reverse proxy with TLS before it and name its address: --behind-proxy https://NAME"};
    }
    const std::string_view host = std::string_view(address).substr(std::min(kHttps.size(), address.size()));
    if (!address.starts_with(kHttps) || host.empty() || host.find_first_of("/?# @") != std::string_view::npos) {
        return Error{Code::usage,
                     "the address of the proxy is https:// and a name, with a port if it is not 443",
                     {address, {}},
                     "like https://verbatim.example"};
    }
    return {};
}

struct Serving::State {
    std::unique_ptr<Backend> backend;
    std::unique_ptr<http::Server> server;
    std::unique_ptr<Dispatch> dispatch;
    std::string address;
};

Serving::Serving(std::unique_ptr<State> state) : state_(std::move(state)) {}
Serving::~Serving() = default;

Result<std::unique_ptr<Serving>> Serving::start(app::Case& opened, const ServingOptions& options,
                                                RequestLog::Write write) {
    VB_TRY(check(options));
    auto state = std::make_unique<State>();
    Limits limits = options.limits;
    limits.over_tls = !options.public_address.empty();
    VB_TRY_ASSIGN(state->backend, Backend::open(opened, limits, std::move(write)));
    http::Options how;
    how.threads = options.threads;
    how.headers = security_headers(limits.over_tls);
    VB_TRY_ASSIGN(state->server, http::Server::listen(options.host, options.port, how));
    const DispatchOptions names = names_of(options, state->server->port());
    state->address = names.scheme + "://" + names.hosts.front() + "/";
    state->dispatch = std::make_unique<Dispatch>(*state->backend, names,
                                                 std::vector<std::span<const Route>>{own_routes(), reading_routes()});
    state->server->set_guard(
        [dispatch = state->dispatch.get()](const http::Request& request) { return dispatch->refuse(request); });
    state->server->otherwise(
        [dispatch = state->dispatch.get()](const http::Request& request) { return dispatch->answer(request); });
    return std::unique_ptr<Serving>(new Serving(std::move(state)));
}

const std::string& Serving::address() const {
    return state_->address;
}

Result<void> Serving::run(const std::function<bool()>& stopped) {
    return state_->server->run([&] {
        const bool stops = stopped && stopped();
        if (stops) {
            state_->backend->stop();  // questions that run end early
        }
        return stops;
    });
}

Result<ServingOptions> listen_address(const std::string& text) {
    ServingOptions out;
    const size_t colon = text.rfind(':');
    out.host = text.substr(0, colon);
    if (out.host.size() > 2 && out.host.front() == '[' && out.host.back() == ']') {
        out.host = out.host.substr(1, out.host.size() - 2);
    }
    const auto port =
        colon == std::string::npos ? std::nullopt : note::decimal(std::string_view(text).substr(colon + 1));
    if (out.host.empty() || !port || *port > std::numeric_limits<uint16_t>::max()) {
        return Error{Code::usage, "where to listen is an address and a port", {text, {}}, "like 127.0.0.1:8470"};
    }
    out.port = static_cast<uint16_t>(*port);
    return out;
}

}  // namespace verbatim::server
