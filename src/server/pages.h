// SPDX-License-Identifier: Apache-2.0
// The files of the review app as answers, and the headers that every answer of the server has. A path is compared with
// those of the files, never opened: there is nothing to climb out of. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace verbatim::server {

// "/" is the app; none if there is no such file. Without the app "/" says so in words.
std::optional<http::Response> page(std::string_view path);
// `over_tls`: browsers reach the server by https alone.
std::vector<std::pair<std::string, std::string>> security_headers(bool over_tls);

}  // namespace verbatim::server
