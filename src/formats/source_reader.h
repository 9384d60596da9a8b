// SPDX-License-Identifier: Apache-2.0
// SourceReader: a Source as the ByteReader that the readers of text/ work on, and the usual way to open a text source.
//
// open_source_text() reads the source as UTF-8 in the stated or detected encoding and tells the sink what was assumed:
// nothing for UTF-8, "encoding" with evidence for anything that was guessed.
// The stream maps positions back to original offsets (text/byte_stream.h). Source and reader outlive the stream.
#pragma once

#include "formats/format.h"
#include "text/byte_stream.h"
#include "text/encoding.h"

namespace verbatim::formats {

class SourceReader final : public text::ByteReader {
  public:
    explicit SourceReader(const Source& source) : source_(source) {}
    uint64_t size() const override { return source_.size(); }
    Result<size_t> read_at(uint64_t offset, std::span<uint8_t> buffer) const override {
        return source_.read_at(offset, buffer);
    }

  private:
    const Source& source_;
};

// `unicode_only`: the format allows no other encoding (JSON, RFC 8259 section 8.1), so that a few broken bytes do not
// make the source Latin; a stated encoding still wins.
enum class Encodings : uint8_t { any, unicode_only };
Result<text::OpenedText> open_source_text(const Source& source, const SourceReader& reader, Sink& sink,
                                          Encodings encodings = Encodings::any);

// Fills `head` from the start of the source, whatever a single read gives; returns how many bytes there are.
Result<size_t> read_head(const Source& source, std::span<uint8_t> head);

}  // namespace verbatim::formats
