// SPDX-License-Identifier: Apache-2.0
// One request and one response, as a handler of http/server.h sees them.
//
// Everything in a Request comes from whoever connected: a path is decoded but otherwise as sent. Values; any thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace verbatim::http {

struct Request {
    std::string method;                             // GET, POST or DELETE; a HEAD comes as GET
    std::string path;                               // "/api/search"
    std::multimap<std::string, std::string> query;  // decoded
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::function<bool()> gone = {};  // whether the client has closed the connection; may be empty

    // The first of that name, whatever its case; none if there is not exactly one.
    std::optional<std::string_view> header(std::string_view name) const;
    // Empty if it was not given; the first if it was given twice.
    std::string_view parameter(const std::string& name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

// A sentence as plain text.
Response plain(int status, std::string sentence);

}  // namespace verbatim::http
