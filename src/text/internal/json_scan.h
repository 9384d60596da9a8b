// SPDX-License-Identifier: Apache-2.0
// ValueScan: finds the end of one JSON value by its grammar, piece by piece, without keeping the bytes.
//
// Feed it the bytes from the value's first one on; it stops at the end of the value, at the first byte that breaks the
// grammar of RFC 8259 (brackets, commas, colons, quotes, no raw control characters in strings; numbers, escapes and
// UTF-8 are left to the parser that reads the element), or when it has eaten all it was given. It remembers where the
// last string began, because a missing quote shows only behind the string that swallowed the next quote.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/limits.h"

namespace verbatim::text::internal {

class ValueScan {
  public:
    enum class State : uint8_t { unfinished, whole, broken };

    // Scans bytes[0..size); `position` is the stream position of bytes[0]. Returns how many bytes were taken.
    size_t feed(const char* bytes, size_t size, uint64_t position);
    // No bytes follow: a number or literal at top level is whole then.
    void finish();

    State state() const { return state_; }
    uint64_t error_position() const { return error_; }
    uint64_t last_string() const { return last_string_; }
    std::string_view code() const { return code_; }
    std::string_view what() const { return what_; }

  private:
    enum class Expect : uint8_t { value, value_or_close, key, key_or_close, colon, comma_or_close };
    enum class Inside : uint8_t { structure, string, escape, scalar };

    void break_at(uint64_t position, std::string_view code, std::string_view what);
    bool open(bool array);
    bool in_array() const { return (kinds_[(depth_ - 1) / 64] >> ((depth_ - 1) % 64) & 1) != 0; }
    void value_done();

    State state_ = State::unfinished;
    Expect expect_ = Expect::value;
    Inside inside_ = Inside::structure;
    bool string_is_key_ = false;
    size_t depth_ = 0;
    std::array<uint64_t, limits::kJsonDepthMax / 64> kinds_{};  // one bit a level: array or object
    uint64_t error_ = 0;
    uint64_t last_string_ = 0;
    std::string_view code_;
    std::string_view what_;
};

}  // namespace verbatim::text::internal
