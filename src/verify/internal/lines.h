// SPDX-License-Identifier: Apache-2.0
// The lines of a file inside a bundle, streamed, and the words in them.
//
//   LineReader lines(source, entry, "verify/records");
//   while (true) { VB_TRY_ASSIGN(auto line, lines.next()); if (!line) break; ... words(*line) ... }
//
// A line is valid until the next call. One buffer, as large as the longest line. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "crypto/salts.h"
#include "verify/internal/zip_reader.h"

namespace verbatim::verify::internal {

inline constexpr uint64_t kLineBytesMax = uint64_t{1} << 30;  // docs/bundle.md, section 3

// A step of docs/bundle.md, section 1, failed: `field` is its word.
Error failure(std::string field, std::string what);
Error failure(std::string field, std::string what, uint64_t line);

class LineReader {
  public:
    // `field` names the file in errors.
    LineReader(const ByteSource& source, const ZipEntry& entry, std::string field);
    // The next line without its newline, or none at the end. A last line without a newline is an error.
    Result<std::optional<std::string_view>> next();
    uint64_t number() const { return number_; }  // of the line that next() gave last, from 1
    const std::string& field() const { return field_; }
    Error fail(std::string what) const { return failure(field_, std::move(what), number_); }

  private:
    Result<void> fill();

    const ByteSource& source_;
    uint64_t offset_;  // of what is not yet in the buffer
    uint64_t left_;
    std::string field_;
    std::vector<uint8_t> buffer_;
    size_t begin_ = 0;
    size_t end_ = 0;
    uint64_t number_ = 0;
};

// The words of a line between single spaces; "a " has two, the second empty, which no word here is.
void split_words(std::string_view line, std::vector<std::string_view>& out);
// The rest of a line after `name` and a space; none if it begins otherwise.
std::optional<std::string_view> after_name(std::string_view line, std::string_view name);

std::optional<Hash> hash_word(std::string_view word);
std::optional<crypto::Salt> salt_word(std::string_view word);
// A decimal number of 64 bits with an optional sign: one spelling, "-0" is none.
std::optional<int64_t> signed_word(std::string_view word);
// The text of a JSON string in the spelling of RFC 8785, not empty; none if it is not one.
std::optional<std::string> json_word(std::string_view word);

}  // namespace verbatim::verify::internal
