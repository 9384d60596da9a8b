// SPDX-License-Identifier: Apache-2.0
// ChunkedReader: bytes in memory that come in pieces of a chosen size, so that tests can show that results do not
// depend on where a read ends.
#pragma once

#include <algorithm>
#include <string>

#include "text/byte_stream.h"

namespace verbatim::text {

class ChunkedReader final : public ByteReader {
  public:
    ChunkedReader(std::string bytes, size_t chunk) : bytes_(std::move(bytes)), chunk_(chunk) {}
    uint64_t size() const override { return bytes_.size(); }
    Result<size_t> read_at(uint64_t offset, std::span<uint8_t> buffer) const override {
        return MemoryReader(bytes_).read_at(offset, buffer.subspan(0, std::min(chunk_, buffer.size())));
    }

  private:
    std::string bytes_;
    size_t chunk_;
};

}  // namespace verbatim::text
