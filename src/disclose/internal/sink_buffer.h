// SPDX-License-Identifier: Apache-2.0
// SinkBuffer: small pieces of a file, gathered until they are worth a call of its sink. RowBuffer: the same for rows of
// cells with something between them. One thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "disclose/writer.h"

namespace verbatim::disclose::internal {

class SinkBuffer {
  public:
    explicit SinkBuffer(ByteSink sink) : sink_(std::move(sink)) {}
    std::string& bytes() { return bytes_; }
    // After each piece of some size; flush() at the end.
    Result<void> pass_on() { return bytes_.size() < kBytes ? Result<void>() : flush(); }
    Result<void> flush() {
        VB_TRY(sink_(bytes_));
        bytes_.clear();
        return {};
    }

  private:
    static constexpr size_t kBytes = size_t{128} << 10;
    ByteSink sink_;
    std::string bytes_;
};

class RowBuffer {
  public:
    RowBuffer(ByteSink sink, std::string_view between) : buffer_(std::move(sink)), between_(between) {}
    // What goes before the first row.
    void begin(std::string_view mark) { buffer_.bytes() += mark; }
    // Where to append the next cell of the row.
    std::string& cell() {
        if (!first_) {
            buffer_.bytes() += between_;
        }
        first_ = false;
        return buffer_.bytes();
    }
    void end_row() {
        buffer_.bytes() += "\r\n";
        first_ = true;
    }
    Result<void> pass_on() { return buffer_.pass_on(); }
    Result<void> flush() { return buffer_.flush(); }

  private:
    SinkBuffer buffer_;
    std::string_view between_;
    bool first_ = true;
};

}  // namespace verbatim::disclose::internal
