// SPDX-License-Identifier: Apache-2.0
#include "server/parameters.h"

#include <algorithm>

#include "crypto/sha256.h"
#include "note/lines.h"
#include "text/datetime.h"

namespace verbatim::server {
namespace {

constexpr size_t kFingerprintDigits = 16;

std::string fingerprint(const http::Request& request) {
    crypto::Sha256 hash;
    const auto add = [&](std::string_view text) {
        const std::string size = std::to_string(text.size()) + ":";
        hash.update(as_bytes(size));
        hash.update(as_bytes(text));
    };
    add(request.path);
    for (const auto& [name, value] : request.query) {
        if (name != "cursor" && name != "limit") {
            add(name);
            add(value);
        }
    }
    return hash.finish().hex().substr(0, kFingerprintDigits);
}

Error bad(const std::string& what) {
    return {Code::usage, what, {}, {}};
}

}  // namespace

Result<void> only_parameters(const http::Request& request, std::initializer_list<std::string_view> names) {
    for (auto at = request.query.begin(); at != request.query.end(); ++at) {
        if (std::ranges::find(names, at->first) == names.end()) {
            return bad("there is a parameter that is not known here");
        }
        if (request.query.count(at->first) > 1) {
            return bad("`" + at->first + "` stands twice");
        }
    }
    return {};
}

Result<uint64_t> limit_parameter(const http::Request& request, uint64_t otherwise) {
    VB_TRY_ASSIGN(const uint64_t limit, number_parameter(request, "limit", otherwise, kLimitMost));
    return limit > 0 ? Result<uint64_t>(limit) : bad("`limit` is at least 1");
}

bool has_parameter(const http::Request& request, const std::string& name) {
    return request.query.contains(name);
}

std::string make_cursor(const http::Request& request, std::string_view place) {
    return fingerprint(request) + "." + std::string(place);
}

Result<std::optional<std::string>> cursor_place(const http::Request& request) {
    const std::string_view given = request.parameter("cursor");
    if (given.empty()) {
        return std::optional<std::string>();
    }
    if (!given.starts_with(fingerprint(request) + ".")) {
        return bad_cursor();
    }
    return std::optional(std::string(given.substr(kFingerprintDigits + 1)));
}

Error bad_cursor() {
    return {Code::usage, "the cursor is not of this question", {}, "begin at the first page again"};
}

Result<uint64_t> cursor_number(const http::Request& request, uint64_t otherwise) {
    VB_TRY_ASSIGN(const std::optional<std::string> place, cursor_place(request));
    if (!place) {
        return otherwise;
    }
    const auto number = note::decimal(*place);
    return number ? Result<uint64_t>(*number) : bad_cursor();
}

Result<int64_t> time_of(std::string_view text, const std::string& name) {
    const std::string with_time = std::string(text) + (text.find(':') == std::string_view::npos ? "T00:00:00Z" : "");
    const auto parsed = text::parse_rfc3339(with_time);
    return parsed && parsed->date_complete ? Result<int64_t>(parsed->utc_ms())
                                           : bad("`" + name + "` is a time like 2020-04-01T16:54:30.250Z, or a date");
}

}  // namespace verbatim::server
