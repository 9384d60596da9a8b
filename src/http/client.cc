// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include <httplib.h>

#include <algorithm>
#include <charconv>
#include <exception>

namespace verbatim::http {
namespace {

constexpr uint16_t kPortPlain = 80;
constexpr uint16_t kPortTls = 443;

Error bad_url(std::string_view text, std::string what) {
    return {Code::usage, std::move(what), {std::string(text), {}}, "write it like https://witness.example/path"};
}

bool is_this_machine(std::string_view host) {
    return host == "127.0.0.1" || host == "::1" || host == "localhost";
}

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

// "host", "host:port", "[::1]:port" into `url`; false if it is none.
bool take_authority(std::string_view text, Url& url) {
    std::string_view port;
    if (text.starts_with('[')) {
        const size_t end = text.find(']');
        if (end == std::string_view::npos) {
            return false;
        }
        url.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        const size_t colon = std::min(text.find(':'), text.size());
        url.host = text.substr(0, colon);
        port = text.substr(colon);
    }
    if (url.host.empty() || url.host.find('@') != std::string::npos) {
        return false;
    }
    if (port.empty()) {
        return true;
    }
    const auto parsed = std::from_chars(port.data() + 1, port.data() + port.size(), url.port);
    return port[0] == ':' && parsed.ec == std::errc() && parsed.ptr == port.data() + port.size() && url.port != 0;
}

// What a request came to.
struct Outcome {
    bool too_large = false;
    std::string body;
};

Result<Response> send(httplib::ClientImpl& client, const Url& url, const std::string& body,
                      const std::string& content_type, const ClientOptions& options) {
    client.set_connection_timeout(options.seconds);
    client.set_read_timeout(options.seconds);
    client.set_write_timeout(options.seconds);
    client.set_follow_location(false);
    client.set_decompress(false);
    Outcome outcome;
    httplib::Request request;
    request.method = "POST";
    request.path = url.path;
    request.body = body;
    request.set_header("Content-Type", content_type);
    request.set_header("Accept-Encoding", "identity");
    request.content_receiver = [&](const char* data, size_t size, uint64_t, uint64_t) {
        outcome.too_large = size > options.body_bytes - outcome.body.size();
        if (!outcome.too_large) {
            outcome.body.append(data, size);
        }
        return !outcome.too_large;
    };
    httplib::Response response;
    httplib::Error error = httplib::Error::Success;
    const bool good = client.send(request, response, error);
    const std::string where = url.host + ":" + std::to_string(url.port);
    if (outcome.too_large) {
        return Error{Code::limit,
                     "the answer is larger than " + std::to_string(options.body_bytes) + " bytes",
                     {where, {}},
                     "this is not the server that is meant"};
    }
    if (!good) {
        return Error{Code::io,
                     "the request was not answered: " + httplib::to_string(error),
                     {where, {}},
                     "see that the server runs, and that its certificate is valid for this name"};
    }
    Response out{response.status, response.get_header_value("Content-Type"), std::move(outcome.body), {}};
    out.headers.assign(response.headers.begin(), response.headers.end());
    return out;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
    Url url;
    std::string_view rest = text;
    for (const auto& [scheme, tls] : {std::pair{std::string_view("https://"), true}, {"http://", false}}) {
        if (text.starts_with(scheme)) {
            url.tls = tls;
            rest = text.substr(scheme.size());
        }
    }
    if (rest.size() == text.size() || !is_plain(text) || text.find_first_of("?#") != std::string_view::npos) {
        return bad_url(text, "not the address of a server");
    }
    url.port = url.tls ? kPortTls : kPortPlain;
    const size_t slash = std::min(rest.find('/'), rest.size());
    url.path = slash == rest.size() ? "/" : rest.substr(slash);
    if (!take_authority(rest.substr(0, slash), url)) {
        return bad_url(text, "not the address of a server");
    }
    if (!url.tls && !is_this_machine(url.host)) {
        return bad_url(text, "another machine is asked by https alone");
    }
    return url;
}

Result<Response> post(const Url& url, const std::string& body, const std::string& content_type,
                      const ClientOptions& options) {
    try {
        if (!url.tls) {
            httplib::ClientImpl client(url.host, url.port);
            return send(client, url, body, content_type, options);
        }
        httplib::SSLClient client(url.host, url.port);
        client.enable_server_certificate_verification(true);
        if (!options.authorities.empty()) {
            client.set_ca_cert_path(options.authorities);
        }
        return send(client, url, body, content_type, options);
    } catch (const std::exception& thrown) {
        return Error{Code::internal, std::string("the request failed: ") + thrown.what(), {url.host, {}}, {}};
    }
}

}  // namespace verbatim::http
