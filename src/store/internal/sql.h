// SPDX-License-Identifier: Apache-2.0
// The one place where text of a user becomes part of SQL. Bound parameters are not used: the engine does not keep them
// apart between connections of one process.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace verbatim::store {

// A string literal. Any bytes; the result is ASCII where it matters: quotes, backslashes and control characters are
// escaped, so nothing in `text` can end the literal.
std::string quote(std::string_view text);
std::string quote_list(std::span<const std::string> texts);  // ['a', 'b']
std::string quote_set(std::span<const std::string> texts);   // ('a', 'b'), for IN; not empty
// A value of sort_ms; kNoTime too.
std::string time_literal(int64_t ms);
std::string number_list(std::span<const uint64_t> numbers);  // (1, 2)

// RE2: `text` matches itself only.
std::string quote_regex(std::string_view text);

}  // namespace verbatim::store
