// SPDX-License-Identifier: Apache-2.0
// ByteReader, ByteStream, ByteWindow: how readers of this folder get their bytes.
//
// ByteReader is random access to original bytes (formats adapt formats::Source to it). ByteStream is one forward pass
// over UTF-8 text that knows which original byte each of its bytes came from; open_text() of encoding.h makes one and
// transcodes if needed. ByteWindow is the sliding buffer that line, CSV and JSON readers scan: it holds the bytes since
// the last discard(), contiguous, with kPadding readable bytes behind them (simdjson reads past the end).
// Memory is what is held, never the size of the source. Results do not depend on how many bytes a read returns.
// Not thread-safe: one reader, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace verbatim::text {

class ByteReader {
  public:
    virtual ~ByteReader() = default;
    virtual uint64_t size() const = 0;
    // Fills up to buffer.size() bytes from `offset`; fewer than asked is allowed, 0 only at the end.
    virtual Result<size_t> read_at(uint64_t offset, std::span<uint8_t> buffer) const = 0;
};

class ByteStream {
  public:
    virtual ~ByteStream() = default;
    // The next bytes of the stream; 0 only at its end.
    virtual Result<size_t> read(std::span<uint8_t> buffer) = 0;
    // Original byte offset of the stream's byte `position`. `position` is not before the last release() and not behind
    // what was read. A position inside a decoded character maps to the start of its original bytes; the position
    // behind the last byte maps to the end of the original bytes read.
    virtual uint64_t source_offset(uint64_t position) const = 0;
    // Positions below this one will not be asked for again.
    virtual void release(uint64_t position) = 0;
};

// A ByteReader read from `begin` as it is: positions are offsets minus `begin`.
class PlainStream final : public ByteStream {
  public:
    explicit PlainStream(const ByteReader& reader, uint64_t begin = 0) : reader_(reader), begin_(begin) {}
    Result<size_t> read(std::span<uint8_t> buffer) override;
    uint64_t source_offset(uint64_t position) const override { return begin_ + position; }
    void release(uint64_t) override {}

  private:
    const ByteReader& reader_;
    uint64_t begin_;
    uint64_t position_ = 0;
};

// Bytes in memory, for tests and small texts. Borrows them.
class MemoryReader final : public ByteReader {
  public:
    explicit MemoryReader(std::string_view bytes) : bytes_(bytes) {}
    uint64_t size() const override { return bytes_.size(); }
    Result<size_t> read_at(uint64_t offset, std::span<uint8_t> buffer) const override;

  private:
    std::string_view bytes_;
};

class ByteWindow {
  public:
    static constexpr size_t kPadding = 64;
    static constexpr size_t kFirstChunk = size_t{4} << 10;
    static constexpr size_t kChunk = size_t{256} << 10;

    explicit ByteWindow(ByteStream& stream) : stream_(stream) {}

    // The held bytes. Invalid after more() or discard().
    const char* data() const { return buffer_.data() + head_; }
    size_t size() const { return tail_ - head_; }
    std::string_view view() const { return {data(), size()}; }

    // Reads further bytes behind the held ones; false at the end of the stream. Held bytes may move.
    Result<bool> more();
    bool at_end() const { return at_end_; }
    // Forgets the first `count` held bytes.
    void discard(size_t count);
    // Stream position of data()[0], and the original offset of data()[index].
    uint64_t position() const { return position_; }
    uint64_t source_offset(size_t index) const { return stream_.source_offset(position_ + index); }

  private:
    ByteStream& stream_;
    std::vector<char> buffer_;
    size_t head_ = 0;
    size_t tail_ = 0;
    size_t chunk_ = 0;  // bytes asked for last
    uint64_t position_ = 0;
    bool at_end_ = false;
};

}  // namespace verbatim::text
