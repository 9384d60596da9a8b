// SPDX-License-Identifier: Apache-2.0
// PlainText: a text as patterns look at it, with the way back to the original bytes.
//
// People write one number in many ways: with digits of another script, with no-break spaces and long dashes, wrapped in
// the invisible marks that chat programs put around numbers. Here digits and a few signs become ASCII, odd spaces and
// dashes become ' ' and '-', and invisible marks are left out, so that nobody escapes a pattern by how he types.
// Reused: assign() keeps its buffers. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::disclose::internal {

class PlainText {
  public:
    void assign(std::string_view text);  // `text` must outlive the use of text()
    std::string_view text() const { return plain_; }
    // Bytes of the original that [begin, end) of text() stands for; invisible marks inside belong to it.
    size_t original_begin(size_t begin) const { return offsets_.empty() ? begin : offsets_[begin]; }
    size_t original_end(size_t end) const;

  private:
    std::string_view plain_;  // the input itself if it is ASCII, else buffer_
    std::string buffer_;
    std::vector<uint32_t> offsets_;  // of each byte of buffer_, and the length; empty: same as the input
    std::vector<uint32_t> ends_;     // behind the code point that each byte of buffer_ comes from
};

}  // namespace verbatim::disclose::internal
