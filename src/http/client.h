// SPDX-License-Identifier: Apache-2.0
// post: one HTTP/1.1 request to one address, for the few things that a user asks of another's server.
//
//   VB_TRY_ASSIGN(const Url url, Url::parse("https://witness.example/verbatim/add-checkpoint"));
//   VB_TRY_ASSIGN(const Response response, post(url, body, "text/plain", {}));
//
// Without TLS only this machine is asked. With it the certificate must be valid for the name, by the authorities of the
// system or by those in a file. No redirect is followed, nothing is unpacked, no proxy and no environment is looked at.
// Any status is an answer; io or limit if there is none. Blocks; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace verbatim::http {

struct Url {
    bool tls = false;
    std::string host;  // without the brackets of an IPv6 address
    uint16_t port = 0;
    std::string path;  // "/" at least, without query and fragment

    // usage: not an address as above, or plain HTTP to another machine.
    static Result<Url> parse(std::string_view text);
};

struct ClientOptions {
    std::string authorities{};  // file of certificates in PEM; empty: those of the system
    size_t body_bytes = size_t{1} << 20;
    unsigned seconds = 30;  // without a byte from the other side
};

Result<Response> post(const Url& url, const std::string& body, const std::string& content_type,
                      const ClientOptions& options);

}  // namespace verbatim::http
