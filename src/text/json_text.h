// SPDX-License-Identifier: Apache-2.0
// Small repairs and checks of one JSON text before or after the strict parser.
//
// Real dumps hold escapes of half a surrogate pair ("\ud83d" where an emoji was cut in two), which strict parsers
// refuse. repair_surrogate_escapes() turns each into \ufffd, of the same length, so that all offsets stay; the caller
// remarks it, and the original bytes stay reachable by the record's locator. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim::text {

struct RepairedJson {
    std::string_view
        text;  // the input itself if nothing was replaced, else `scratch`, with ByteWindow::kPadding behind it
    size_t replaced = 0;
};
RepairedJson repair_surrogate_escapes(std::string_view json, std::string& scratch);

// Whether `json` is one JSON value by the grammar of RFC 8259 (UTF-8 is not looked at), nested at most
// limits::kJsonDepthMax deep.
enum class JsonCheck : uint8_t { valid, invalid, too_deep };
JsonCheck check_json(std::string_view json);

// Copies `json` into scratch with readable padding behind it, for parsers that read past the end.
std::string_view with_padding(std::string_view json, std::string& scratch);

// Appends `text` (valid UTF-8) as a JSON string with its quotes; control characters escaped.
void append_json_string(std::string& out, std::string_view text);

}  // namespace verbatim::text
