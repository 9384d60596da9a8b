// SPDX-License-Identifier: Apache-2.0
// The parameters of questions about messages, beside those of server/json.h; errors are Code::usage and name the
// parameter.
//
// A cursor is good for the question that it was given for and no other: it carries a fingerprint of the path and of all
// parameters but `cursor` and `limit`. It grants nothing: every page is decided and scoped anew. Pure; any thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "server/json.h"

namespace verbatim::server {

inline constexpr uint64_t kLimitDefault = 50;
inline constexpr uint64_t kLimitMost = 500;

// A name that is not among these, or stands twice, is refused: a misspelt `q` would ask for everything.
Result<void> only_parameters(const http::Request& request, std::initializer_list<std::string_view> names);
// `limit`: 1 to kLimitMost.
Result<uint64_t> limit_parameter(const http::Request& request, uint64_t otherwise = kLimitDefault);
bool has_parameter(const http::Request& request, const std::string& name);

// `place` is the caller's own text.
std::string make_cursor(const http::Request& request, std::string_view place);
// The place; none if no cursor was given.
Result<std::optional<std::string>> cursor_place(const http::Request& request);
Error bad_cursor();
// For lists that go on at a number.
Result<uint64_t> cursor_number(const http::Request& request, uint64_t otherwise);

// "2020-04-01T16:54:30.250Z", "2020-04-01T18:54+02:00", "2020-04-01": milliseconds since 1970; without a zone it is
// UTC.
Result<int64_t> time_of(std::string_view text, const std::string& name);

}  // namespace verbatim::server
