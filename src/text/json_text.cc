// SPDX-License-Identifier: Apache-2.0
#include "text/json_text.h"

#include "text/byte_stream.h"
#include "text/internal/json_scan.h"
#include "text/utf8.h"

namespace verbatim::text {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The code unit of "\uXXXX" at `position`, or -1.
int unit_at(std::string_view json, size_t position) {
    if (position + 6 > json.size() || json[position] != '\\' || json[position + 1] != 'u') {
        return -1;
    }
    int unit = 0;
    for (size_t i = 2; i < 6; ++i) {
        const int digit = hex_digit(json[position + i]);
        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

bool is_lead(int unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_trail(int unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Bytes of the number, true, false or null at the start of `json`; 0 if there is none.
size_t scalar_size(std::string_view json) {
    for (const std::string_view literal : {"true", "false", "null"}) {
        if (json.starts_with(literal)) {
            return literal.size();
        }
    }
    size_t i = json.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const size_t begin = i;
        while (i < json.size() && is_digit(json[i])) {
            ++i;
        }
        return i - begin;
    };
    const bool zero = i < json.size() && json[i] == '0';
    const size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) {
        return 0;
    }
    if (i < json.size() && json[i] == '.') {
        ++i;
        if (digits() == 0) {
            return 0;
        }
    }
    if (i < json.size() && (json[i] == 'e' || json[i] == 'E')) {
        ++i;
        i += i < json.size() && (json[i] == '+' || json[i] == '-') ? 1 : 0;
        if (digits() == 0) {
            return 0;
        }
    }
    return i;
}

// Escapes of strings and the spelling of scalars: what the structural scan leaves open.
bool tokens_are_valid(std::string_view json) {
    bool in_string = false;
    for (size_t i = 0; i < json.size();) {
        const char c = json[i];
        if (in_string && c == '\\') {
            const char escape = i + 1 < json.size() ? json[i + 1] : '\0';
            if (escape == 'u' ? unit_at(json, i) < 0
                              : std::string_view("\"\\/bfnrt").find(escape) == std::string_view::npos) {
                return false;
            }
            i += 2;
        } else if (c == '"') {
            in_string = !in_string;
            ++i;
        } else if (!in_string && (is_digit(c) || c == '-' || (c >= 'a' && c <= 'z'))) {
            const size_t size = scalar_size(json.substr(i));
            const char next = i + size < json.size() ? json[i + size] : ' ';
            if (size == 0 || std::string_view(" \t\r\n,]}").find(next) == std::string_view::npos) {
                return false;
            }
            i += size;
        } else {
            ++i;
        }
    }
    return true;
}

}  // namespace

JsonCheck check_json(std::string_view json) {
    json = trim(json);
    internal::ValueScan scan;
    const size_t end = scan.feed(json.data(), json.size(), 0);
    scan.finish();
    if (scan.state() != internal::ValueScan::State::whole || end != json.size()) {
        return scan.code() == "too-deep" ? JsonCheck::too_deep : JsonCheck::invalid;
    }
    return tokens_are_valid(json) ? JsonCheck::valid : JsonCheck::invalid;
}

RepairedJson repair_surrogate_escapes(std::string_view json, std::string& scratch) {
    RepairedJson repaired{json, 0};
    for (size_t i = 0; i < json.size();) {
        if (json[i] != '\\') {
            ++i;
            continue;
        }
        const int unit = unit_at(json, i);
        if (is_lead(unit) && is_trail(unit_at(json, i + 6))) {
            i += 12;
            continue;
        }
        if (is_lead(unit) || is_trail(unit)) {
            if (repaired.replaced++ == 0) {
                with_padding(json, scratch);
            }
            scratch.replace(i, 6, "\\ufffd");
        }
        i += unit < 0 ? 2 : 6;
    }
    if (repaired.replaced > 0) {
        repaired.text = {scratch.data(), json.size()};
    }
    return repaired;
}

std::string_view with_padding(std::string_view json, std::string& scratch) {
    scratch.assign(json);
    scratch.append(ByteWindow::kPadding, ' ');
    return {scratch.data(), json.size()};
}

void append_json_string(std::string& out, std::string_view text) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    out.push_back('"');
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (c == '\n') {
            out.append("\\n");
        } else if (c == '\r') {
            out.append("\\r");
        } else if (c == '\t') {
            out.append("\\t");
        } else if (byte < 0x20 || byte == 0x7F) {
            out.append("\\u00");
            out.push_back(kHex[byte >> 4]);
            out.push_back(kHex[byte & 15]);
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

}  // namespace verbatim::text
