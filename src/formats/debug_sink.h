// SPDX-License-Identifier: Apache-2.0
// DebugSink: writes every call of a format as one line of JSON, for golden files and `format_dump`.
//
// A message is written with all its fields that say something, under the names of record/message.h; ranges are pairs
// of original offsets. The rendering is stable: golden files are compared by bytes. Not for users and not a wire form.
#pragma once

#include <string>

#include "formats/format.h"

namespace verbatim::formats {

class DebugSink final : public Sink {
  public:
    // Lines are appended to `out`.
    explicit DebugSink(std::string& out) : out_(out) {}

    [[nodiscard]] bool message(const record::Message& message) override;
    [[nodiscard]] bool reject(ByteRange range, std::string_view code, std::string_view reason) override;
    [[nodiscard]] bool skip(ByteRange range, std::string_view why) override;
    void structure(ByteRange range) override;
    void remark(ByteRange range, std::string_view code, std::string_view reason) override;
    void assume(std::string_view key, std::string_view value, std::string_view evidence) override;

  private:
    std::string& out_;
};

}  // namespace verbatim::formats
