// SPDX-License-Identifier: Apache-2.0
#include "store/internal/sql.h"

#include "base/result.h"
#include "store/row.h"

namespace verbatim::store {
namespace {

std::string joined(std::span<const std::string> texts) {
    std::string out;
    for (const std::string& text : texts) {
        out += out.empty() ? "" : ",";
        out += quote(text);
    }
    return out;
}

}  // namespace

std::string quote(std::string_view text) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out = "'";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\'' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\x";
            out += kDigits[byte >> 4];
            out += kDigits[byte & 0xF];
        } else {
            out += c;
        }
    }
    out += '\'';
    return out;
}

std::string quote_list(std::span<const std::string> texts) {
    return "[" + joined(texts) + "]";
}

std::string quote_set(std::span<const std::string> texts) {
    VB_ASSERT(!texts.empty());
    return "(" + joined(texts) + ")";
}

std::string time_literal(int64_t ms) {
    // The smallest Int64 has no literal of its own in SQL.
    return ms == kNoTime ? "toInt64('-9223372036854775808')" : "toInt64(" + std::to_string(ms) + ")";
}

std::string number_list(std::span<const uint64_t> numbers) {
    std::string out = "(";
    for (const uint64_t number : numbers) {
        out += out.size() > 1 ? "," : "";
        out += std::to_string(number);
    }
    return out + ")";
}

std::string quote_regex(std::string_view text) {
    static constexpr std::string_view kSpecial = R"(\.+*?()|[]{}^$-/)";
    std::string out;
    for (const char c : text) {
        if (kSpecial.find(c) != std::string_view::npos) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

}  // namespace verbatim::store
