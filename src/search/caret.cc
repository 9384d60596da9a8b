// SPDX-License-Identifier: Apache-2.0
#include "search/query.h"

namespace verbatim::search {
namespace {

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

std::string caret(std::string_view query, const Error& error) {
    std::string line;
    std::string pointer;
    const size_t at = static_cast<size_t>(error.where.offset.value_or(0));
    size_t column = 1;
    for (size_t i = 0; i < query.size(); ++i) {
        const auto byte = static_cast<unsigned char>(query[i]);
        // Bytes that could steer a terminal: C0, DEL, and C1 (0xC2 0x80..0x9F).
        const bool c1 = byte == 0xC2 && i + 1 < query.size() && static_cast<unsigned char>(query[i + 1]) < 0xA0 &&
                        is_continuation(query[i + 1]);
        const bool control = byte < 0x20 || byte == 0x7F || c1;
        line += control ? ' ' : query[i];
        if (i < at && !is_continuation(query[i])) {
            pointer += ' ';
            ++column;
        }
        i += c1 ? 1 : 0;
    }
    return line + "\n" + pointer + "^ column " + std::to_string(column) + " (byte " + std::to_string(at) +
           "): " + error.what + (error.advice.empty() ? "" : "; " + error.advice);
}

}  // namespace verbatim::search
