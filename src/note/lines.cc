// SPDX-License-Identifier: Apache-2.0
#include "note/lines.h"

#include <charconv>

namespace verbatim::note {

std::optional<std::string_view> take_line(std::string_view& rest) {
    const size_t newline = rest.find('\n');
    if (newline == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view line = rest.substr(0, newline);
    rest.remove_prefix(newline + 1);
    return line;
}

std::optional<uint64_t> decimal(std::string_view text) {
    if (text.empty() || text[0] < '0' || text[0] > '9' || (text[0] == '0' && text.size() > 1)) {
        return std::nullopt;
    }
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

}  // namespace verbatim::note
