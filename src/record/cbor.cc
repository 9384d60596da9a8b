// SPDX-License-Identifier: Apache-2.0
#include "record/cbor.h"

#include <limits>
#include <string>

#include "base/utf8.h"

namespace verbatim::record {
namespace {

constexpr uint8_t kUnsigned = 0;
constexpr uint8_t kNegative = 1;

// Additional information (RFC 8949, section 3): below 24 the value itself, 24 to 27 the size of what follows.
constexpr uint8_t kOneByte = 24;
constexpr uint8_t kEightBytes = 27;

constexpr uint64_t kSignedMax = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());

}  // namespace

void CborWriter::append(const void* data, size_t size) {
    const auto* bytes = static_cast<const uint8_t*>(data);
    out_.insert(out_.end(), bytes, bytes + size);
}

void CborWriter::head(uint8_t major, uint64_t value) {
    const auto type = static_cast<uint8_t>(major << 5);
    if (value < kOneByte) {
        out_.push_back(static_cast<uint8_t>(type | value));
        return;
    }
    const unsigned log = value <= 0xff ? 0 : value <= 0xffff ? 1 : value <= 0xffffffff ? 2 : 3;
    uint8_t buffer[9];
    const size_t size = size_t{1} << log;
    buffer[0] = static_cast<uint8_t>(type | (kOneByte + log));
    for (size_t i = 0; i < size; ++i) {
        buffer[1 + i] = static_cast<uint8_t>(value >> (8 * (size - 1 - i)));
    }
    append(buffer, 1 + size);
}

void CborWriter::integer(int64_t value) {
    if (value >= 0) {
        head(kUnsigned, static_cast<uint64_t>(value));
    } else {
        head(kNegative, ~static_cast<uint64_t>(value));  // -1 - value
    }
}

void CborWriter::bytes(Bytes value) {
    head(static_cast<uint8_t>(CborReader::Type::bytes), value.size());
    append(value.data(), value.size());
}

void CborWriter::text(std::string_view value) {
    head(static_cast<uint8_t>(CborReader::Type::text), value.size());
    append(value.data(), value.size());
}

void CborWriter::raw(Bytes encoded) {
    append(encoded.data(), encoded.size());
}

Error CborReader::malformed(std::string_view what) const {
    return {Code::malformed, std::string(what), {"CBOR", at_}, {}};
}

Result<CborReader::Type> CborReader::peek() const {
    if (at_end()) {
        return malformed("bytes end where an item is expected");
    }
    const auto major = static_cast<uint8_t>(input_[at_] >> 5);
    if (major > static_cast<uint8_t>(Type::map)) {
        return malformed("tags, floats and simple values are not used");
    }
    return static_cast<Type>(major);
}

Result<uint64_t> CborReader::head(Type expected) {
    VB_TRY_ASSIGN(const Type type, peek());
    if (type != expected) {
        return malformed("item is of another type than expected");
    }
    const auto info = static_cast<uint8_t>(input_[at_] & 0x1f);
    if (info < kOneByte) {
        ++at_;
        return uint64_t{info};
    }
    if (info > kEightBytes) {
        return malformed("indefinite or reserved length");
    }
    const size_t size = size_t{1} << (info - kOneByte);
    if (input_.size() - at_ - 1 < size) {
        return malformed("bytes end inside an item");
    }
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i) {
        value = (value << 8) | input_[at_ + 1 + i];
    }
    const uint64_t smallest = size == 1 ? kOneByte : uint64_t{1} << (4 * size);
    if (value < smallest) {
        return malformed("number is not in its shortest form");
    }
    at_ += 1 + size;
    return value;
}

Result<uint64_t> CborReader::unsigned_integer() {
    return head(Type::unsigned_integer);
}

Result<int64_t> CborReader::integer() {
    VB_TRY_ASSIGN(const Type type, peek());
    const size_t start = at_;
    VB_TRY_ASSIGN(const uint64_t value, head(type == Type::negative_integer ? type : Type::unsigned_integer));
    if (value > kSignedMax) {
        at_ = start;
        return Error{Code::limit, "integer does not fit 64 bits", {"CBOR", at_}, {}};
    }
    const auto positive = static_cast<int64_t>(value);
    return type == Type::negative_integer ? -1 - positive : positive;
}

Result<Bytes> CborReader::bytes() {
    const size_t start = at_;
    VB_TRY_ASSIGN(const uint64_t size, head(Type::bytes));
    if (size > input_.size() - at_) {
        at_ = start;
        return malformed("string is longer than the bytes that are left");
    }
    const Bytes value = input_.subspan(at_, size);
    at_ += size;
    return value;
}

Result<std::string_view> CborReader::text() {
    const size_t start = at_;
    VB_TRY_ASSIGN(const uint64_t size, head(Type::text));
    if (size > input_.size() - at_) {
        at_ = start;
        return malformed("string is longer than the bytes that are left");
    }
    const std::string_view value = as_text(input_.subspan(at_, size));
    if (!is_utf8(value)) {
        at_ = start;
        return malformed("text is not UTF-8");
    }
    at_ += size;
    return value;
}

Result<uint64_t> CborReader::array() {
    VB_TRY_ASSIGN(const uint64_t items, head(Type::array));
    if (items > input_.size() - at_) {  // each item has at least one byte
        return malformed("array is longer than the bytes that are left");
    }
    return items;
}

Result<uint64_t> CborReader::map() {
    VB_TRY_ASSIGN(const uint64_t pairs, head(Type::map));
    if (pairs > (input_.size() - at_) / 2) {
        return malformed("map is longer than the bytes that are left");
    }
    return pairs;
}

Result<uint64_t> CborReader::key(uint64_t previous, bool first) {
    const size_t start = at_;
    VB_TRY_ASSIGN(const uint64_t key, head(Type::unsigned_integer));
    if (!first && key <= previous) {
        at_ = start;
        return malformed("map keys are not in rising order");
    }
    return key;
}

Result<void> CborReader::skip() {
    return skip(0);
}

Result<void> CborReader::skip(unsigned depth) {
    if (depth > kDepthMax) {
        return Error{Code::limit, "CBOR is nested deeper than " + std::to_string(kDepthMax), {"CBOR", at_}, {}};
    }
    VB_TRY_ASSIGN(const Type type, peek());
    switch (type) {
        case Type::unsigned_integer:
        case Type::negative_integer:
            VB_TRY(head(type));
            break;
        case Type::bytes:
            VB_TRY(bytes());
            break;
        case Type::text:
            VB_TRY(text());
            break;
        case Type::array: {
            VB_TRY_ASSIGN(const uint64_t items, array());
            for (uint64_t i = 0; i < items; ++i) {
                VB_TRY(skip(depth + 1));
            }
            break;
        }
        case Type::map: {
            VB_TRY_ASSIGN(const uint64_t pairs, map());
            Bytes previous;
            for (uint64_t i = 0; i < pairs; ++i) {
                const size_t start = at_;
                VB_TRY(skip(depth + 1));
                // 4.2.1: keys in the bytewise order of their encodings.
                const Bytes key = input_.subspan(start, at_ - start);
                if (i > 0 && as_text(key) <= as_text(previous)) {
                    at_ = start;
                    return malformed("map keys are not in rising order");
                }
                previous = key;
                VB_TRY(skip(depth + 1));
            }
            break;
        }
    }
    return {};
}

}  // namespace verbatim::record
