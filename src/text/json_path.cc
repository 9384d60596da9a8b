// SPDX-License-Identifier: Apache-2.0
#include "text/json_reader.h"

namespace verbatim::text {

Result<JsonPath> JsonPath::parse(std::string_view text) {
    const auto fault = [text](std::string_view at, std::string_view what) {
        const auto offset = static_cast<uint64_t>(at.data() - text.data());
        return Error{Code::usage,
                     "JSON path \"" + std::string(text) + "\": " + std::string(what),
                     {{}, offset},
                     "write it like chats.list[*].messages[*]"};
    };
    JsonPath path;
    std::string_view rest = text;
    if (rest.starts_with('$')) {
        rest.remove_prefix(1);
        if (rest.starts_with('.')) {
            rest.remove_prefix(1);
        }
    }
    bool first = true;
    while (!rest.empty()) {
        if (rest.starts_with("[*]")) {
            // Items of a top-level array are top-level values already.
            if (!first) {
                path.steps_.push_back({Step::Type::items, {}});
            }
            rest.remove_prefix(3);
        } else {
            const std::string_view key = rest.substr(0, rest.find_first_of(".["));
            if (key.empty()) {
                return fault(rest, "a key is missing");
            }
            path.steps_.push_back(
                {key == "*" ? Step::Type::any_key : Step::Type::key, key == "*" ? std::string() : std::string(key)});
            rest.remove_prefix(key.size());
        }
        first = false;
        if (rest.starts_with('.')) {
            rest.remove_prefix(1);
            if (rest.empty()) {
                return fault(rest, "it ends with a dot");
            }
        } else if (!rest.empty() && !rest.starts_with("[*]")) {
            return fault(rest, "only [*] may stand in brackets");
        }
    }
    return path;
}

}  // namespace verbatim::text
