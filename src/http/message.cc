// SPDX-License-Identifier: Apache-2.0
#include "http/message.h"

#include <algorithm>

namespace verbatim::http {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const {
    std::optional<std::string_view> found;
    for (const auto& [key, value] : headers) {
        if (!std::ranges::equal(key, name, {}, lower, lower)) {
            continue;
        }
        if (found) {
            return std::nullopt;
        }
        found = value;
    }
    return found;
}

std::string_view Request::parameter(const std::string& name) const {
    const auto found = query.lower_bound(name);
    return found != query.end() && found->first == name ? std::string_view(found->second) : std::string_view();
}

Response plain(int status, std::string sentence) {
    sentence += '\n';
    return {status, "text/plain; charset=utf-8", std::move(sentence), {}};
}

}  // namespace verbatim::http
