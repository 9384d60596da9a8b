// SPDX-License-Identifier: Apache-2.0
// Deterministic CBOR (RFC 8949, section 4.2.1), the part the record needs: integers, byte and text strings, arrays,
// maps with unsigned integer keys.
//
// A value has exactly one encoding. CborWriter writes it; the caller writes map keys in rising order and as many items
// as announced. CborReader accepts nothing else: a longer head than needed, keys out of order or twice, indefinite
// lengths, tags, floats, simple values and text that is not UTF-8 are Code::malformed with the byte offset.
// Neither allocates: the writer appends to the caller's buffer, the reader gives views into its input.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace verbatim::record {

class CborWriter {
  public:
    explicit CborWriter(std::vector<uint8_t>& out) : out_(out) {}

    void unsigned_integer(uint64_t value) { head(0, value); }
    void integer(int64_t value);
    void bytes(Bytes value);
    void text(std::string_view value);  // must be UTF-8
    void array(uint64_t items) { head(4, items); }
    void map(uint64_t pairs) { head(5, pairs); }
    void raw(Bytes encoded);  // one or more items already encoded

  private:
    void head(uint8_t major, uint64_t value);
    void append(const void* data, size_t size);
    std::vector<uint8_t>& out_;
};

// A pull parser: the caller asks for the type it expects.
class CborReader {
  public:
    enum class Type : uint8_t { unsigned_integer = 0, negative_integer = 1, bytes = 2, text = 3, array = 4, map = 5 };

    explicit CborReader(Bytes input) : input_(input) {}

    bool at_end() const { return at_ == input_.size(); }
    size_t offset() const { return at_; }
    Result<Type> peek() const;

    Result<uint64_t> unsigned_integer();
    Result<int64_t> integer();  // Code::limit beyond 64 bits signed
    Result<Bytes> bytes();
    Result<std::string_view> text();
    Result<uint64_t> array();  // the number of items that follow
    Result<uint64_t> map();    // the number of pairs that follow
    // Next key of the map that `previous` was the last key of; set `first` for the first. Rising order is enforced.
    Result<uint64_t> key(uint64_t previous, bool first);
    // Steps over one whole item, checking it (maps with keys of any accepted type), to kDepthMax.
    Result<void> skip();

    static constexpr unsigned kDepthMax = 16;

  private:
    Result<uint64_t> head(Type expected);
    Result<void> skip(unsigned depth);
    Error malformed(std::string_view what) const;
    Bytes input_;
    size_t at_ = 0;
};

}  // namespace verbatim::record
