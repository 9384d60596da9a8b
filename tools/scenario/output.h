// SPDX-License-Identifier: Apache-2.0
// OutputFile: a file that is written from its beginning to its end, through one large buffer.
//
// Appending cannot fail, so that the hot path has no Result in it: the first error of the operating system is kept,
// what comes after it is dropped, and check() tells it. Who writes rows asks for room(), writes by a Cursor, and
// commit()s. One thread.
#pragma once

#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/file.h"

namespace verbatim::scenario {

// Writes forward into memory that is known to suffice.
struct Cursor {
    char* at;

    void put(std::string_view text) {
        if (!text.empty()) {  // an empty view may point nowhere, which memcpy does not allow
            std::memcpy(at, text.data(), text.size());
            at += text.size();
        }
    }
    void put(char c) { *at++ = c; }
    template <class Number>
    void number(Number value) {
        at = std::to_chars(at, at + 20, value).ptr;
    }
    // As many lower-case hexadecimal digits of the low bits.
    void hex(uint64_t value, int digits) {
        for (int i = digits - 1; i >= 0; --i) {
            at[i] = "0123456789abcdef"[value & 0xf];
            value >>= 4;
        }
        at += digits;
    }
    void padded(uint32_t value, int digits) {
        for (int i = digits - 1; i >= 0; --i) {
            at[i] = static_cast<char>('0' + value % 10);
            value /= 10;
        }
        at += digits;
    }
    // Text that lies in a block of kShortBytes: copied whole, which costs less than asking how much.
    static constexpr size_t kShortBytes = 24;
    void put_short(std::string_view text_in_block) {
        std::memcpy(at, text_in_block.data(), kShortBytes);
        at += text_in_block.size();
    }
};

class OutputFile {
  public:
    static constexpr size_t kBufferBytes = size_t{1} << 20;

    OutputFile() = default;
    // Truncates what is there. `buffer_bytes` bounds the size of one append.
    static Result<OutputFile> create(const std::string& path, size_t buffer_bytes = kBufferBytes);
    // For files that are opened amid rows: if it cannot be created, check() and close() say why.
    static OutputFile create_late(const std::string& path, size_t buffer_bytes);
    static OutputFile standard_output();

    bool is_open() const { return buffer_ != nullptr; }
    Cursor room(size_t bytes) {
        if (capacity_ - used_ < bytes) {
            flush();
        }
        return {buffer_.get() + used_};
    }
    void commit(Cursor cursor) { used_ = static_cast<size_t>(cursor.at - buffer_.get()); }
    void append(std::string_view text) {
        Cursor cursor = room(text.size());
        cursor.put(text);
        commit(cursor);
    }
    uint64_t bytes() const { return flushed_ + used_; }
    Result<void> check() const;
    // Writes what is left and closes; then the object can be assigned anew.
    Result<void> close();

  private:
    void flush();

    io::Descriptor descriptor_;
    int fd_ = -1;
    std::string path_;
    std::unique_ptr<char[]> buffer_;
    size_t capacity_ = 0;
    size_t used_ = 0;
    uint64_t flushed_ = 0;
    std::optional<Error> error_;
};

// Writes a small file at once.
Result<void> write_file(const std::string& path, std::string_view bytes);

}  // namespace verbatim::scenario
