// SPDX-License-Identifier: Apache-2.0
#include "text/internal/json_scan.h"

#include <bit>
#include <cstring>

namespace verbatim::text::internal {
namespace {

constexpr uint64_t kOnes = 0x0101010101010101U;
constexpr uint64_t kHighs = 0x8080808080808080U;

// Index of the first quote, backslash or control character in bytes[from..size), or size. Eight bytes at a time: a zero
// byte in x shows as a high bit of (x - ones) & ~x (false hits only behind a true one).
size_t find_special(const char* bytes, size_t from, size_t size) {
    size_t i = from;
    if constexpr (std::endian::native == std::endian::little) {
        for (; i + 8 <= size; i += 8) {
            uint64_t word = 0;
            std::memcpy(&word, bytes + i, 8);
            const uint64_t quote = word ^ (kOnes * '"');
            const uint64_t backslash = word ^ (kOnes * '\\');
            const uint64_t hits =
                (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) | ((word - kOnes * 0x20) & ~word)) &
                kHighs;
            if (hits != 0) {
                return i + static_cast<size_t>(std::countr_zero(hits)) / 8;
            }
        }
    }
    while (i < size && bytes[i] != '"' && bytes[i] != '\\' && static_cast<unsigned char>(bytes[i]) >= 0x20) {
        ++i;
    }
    return i;
}

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
bool is_scalar(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' ||
           c == '.';
}
bool starts_scalar(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == 't' || c == 'f' || c == 'n';
}

}  // namespace

void ValueScan::break_at(uint64_t position, std::string_view code, std::string_view what) {
    state_ = State::broken;
    error_ = position;
    code_ = code;
    what_ = what;
}

bool ValueScan::open(bool array) {
    if (depth_ == limits::kJsonDepthMax) {
        return false;
    }
    const uint64_t bit = uint64_t{1} << (depth_ % 64);
    kinds_[depth_ / 64] = array ? kinds_[depth_ / 64] | bit : kinds_[depth_ / 64] & ~bit;
    ++depth_;
    expect_ = array ? Expect::value_or_close : Expect::key_or_close;
    return true;
}

void ValueScan::value_done() {
    expect_ = Expect::comma_or_close;
    if (depth_ == 0) {
        state_ = State::whole;
    }
}

size_t ValueScan::feed(const char* bytes, size_t size, uint64_t position) {
    size_t i = 0;
    while (i < size && state_ == State::unfinished) {
        const char c = bytes[i];
        switch (inside_) {
            case Inside::escape:
                if (static_cast<unsigned char>(c) < 0x20) {
                    break_at(position + i, "bad-json", "a control character stands inside a string");
                    return i;
                }
                inside_ = Inside::string;
                ++i;
                continue;
            case Inside::string: {
                i = find_special(bytes, i, size);
                if (i == size) {
                    return i;
                }
                if (bytes[i] == '\\') {
                    inside_ = Inside::escape;
                } else if (bytes[i] == '"') {
                    inside_ = Inside::structure;
                    if (string_is_key_) {
                        expect_ = Expect::colon;
                    } else {
                        value_done();
                    }
                } else {
                    break_at(position + i, "bad-json",
                             bytes[i] == '\n' ? "a string does not end on its line"
                                              : "a control character stands inside a string");
                    return i;
                }
                ++i;
                continue;
            }
            case Inside::scalar:
                if (is_scalar(c)) {
                    ++i;
                } else {
                    inside_ = Inside::structure;
                    value_done();
                }
                continue;
            case Inside::structure:
                break;
        }
        if (is_blank(c)) {
            ++i;
            continue;
        }
        const bool value_fits = expect_ == Expect::value || expect_ == Expect::value_or_close;
        const bool key_fits = expect_ == Expect::key || expect_ == Expect::key_or_close;
        if (c == '"' && (value_fits || key_fits)) {
            string_is_key_ = key_fits;
            inside_ = Inside::string;
            last_string_ = position + i;
        } else if (c == ':' && expect_ == Expect::colon) {
            expect_ = Expect::value;
        } else if (c == ',' && expect_ == Expect::comma_or_close) {
            expect_ = in_array() ? Expect::value : Expect::key;
        } else if ((c == '{' || c == '[') && value_fits) {
            if (!open(c == '[')) {
                break_at(position + i, "too-deep", "it is nested deeper than 256 levels");
                return i;
            }
        } else if ((c == '}' && depth_ > 0 && !in_array() &&
                    (expect_ == Expect::key_or_close || expect_ == Expect::comma_or_close)) ||
                   (c == ']' && depth_ > 0 && in_array() &&
                    (expect_ == Expect::value_or_close || expect_ == Expect::comma_or_close))) {
            --depth_;
            value_done();
        } else if (value_fits && starts_scalar(c)) {
            inside_ = Inside::scalar;
        } else {
            static constexpr std::array<std::string_view, 6> kExpected = {
                "a value is missing",    "a value or ] is missing", "a key is missing",
                "a key or } is missing", "a colon is missing",      "a comma or a closing bracket is missing"};
            break_at(position + i, "bad-json", kExpected[static_cast<size_t>(expect_)]);
            return i;
        }
        ++i;
    }
    return i;
}

void ValueScan::finish() {
    if (state_ == State::unfinished && inside_ == Inside::scalar && depth_ == 0) {
        state_ = State::whole;
    }
}

}  // namespace verbatim::text::internal
