// SPDX-License-Identifier: Apache-2.0
// Answers as JSON, and what was asked: query parameters and bodies, read strictly.
//
//   VB_TRY_ASSIGN(const uint64_t limit, number_parameter(request, "limit", 50, 500));
//   return json_answer({{"total", total}});
//
// Evidence goes out as it is, with invalid UTF-8 replaced by U+FFFD: whoever shows it makes it visible. Offsets count
// UTF-16 units. Pure functions; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace verbatim::server {

using Json = nlohmann::ordered_json;
using Answer = Result<http::Response>;

std::string to_bytes(const Json& value);  // invalid UTF-8 becomes U+FFFD
http::Response json_answer(const Json& value, int status = 200);
http::Response no_content();  // 204
// `bytes` for saving as a file, never shown as a page. `name`: letters, digits, dot and dash.
http::Response download(std::string_view name, std::string_view type, std::string bytes);
// {"error":{what,where,position,todo}} with the fitting status. `query`: in which error.where.offset counts bytes.
http::Response error_answer(const Error& error, std::string_view query = {});

// The same form, for what is refused before anything is asked. `todo` may be empty.
http::Response refusal(int status, const std::string& what, const std::string& todo);

// How many UTF-16 units the first `bytes` bytes of `text` are; invalid bytes count as U+FFFD each maximal part.
uint64_t utf16_units(std::string_view text, uint64_t bytes);
// "2020-04-02T18:03:28.118Z".
std::string time_text(int64_t ms);

// --- what was asked. Errors are Code::usage and name the parameter.
// `otherwise` if it was not given; none: it must be.
Result<uint64_t> number_parameter(const http::Request& request, const std::string& name,
                                  std::optional<uint64_t> otherwise, uint64_t most = UINT64_MAX);
Result<uint64_t> path_number(std::string_view path_value);
// One of `words`; the first if it was not given.
Result<std::string_view> word_parameter(const http::Request& request, const std::string& name,
                                        std::initializer_list<std::string_view> words);

// The body as a JSON object with no other keys than these. At most 32 levels deep; a key given twice is refused.
Result<Json> body_object(const http::Request& request, std::initializer_list<std::string_view> keys);
// The text at `key`: UTF-8 of `least` to `most` code points.
Result<std::string> text_of(const Json& object, const char* key, size_t least, size_t most);
Result<std::string> text_or_empty(const Json& object, const char* key, size_t most);
Result<std::vector<std::string>> texts_of(const Json& object, const char* key, size_t items, size_t most);
Result<uint64_t> number_of(const Json& object, const char* key);
Result<std::vector<uint64_t>> numbers_of(const Json& object, const char* key, size_t items);

}  // namespace verbatim::server
