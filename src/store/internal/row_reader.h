// SPDX-License-Identifier: Apache-2.0
// RowReader: reads the RowBinary rows of a result. The engine is trusted to write whole rows, but a short buffer still
// ends in ok() == false, never in a read beyond it. Views point into the buffer.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace verbatim::store {

inline Error short_answer() {
    return Error{Code::internal, "the search engine gave a short answer", {}, ""};
}

class RowReader {
  public:
    explicit RowReader(std::string_view bytes) : rest_(bytes) {}

    bool more() const { return ok_ && !rest_.empty(); }
    bool ok() const { return ok_; }

    template <class T>
    T number() {
        T value{};
        if (rest_.size() < sizeof value) {
            return fail(value);
        }
        std::memcpy(&value, rest_.data(), sizeof value);
        rest_.remove_prefix(sizeof value);
        return value;
    }
    uint64_t varint() {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = number<uint8_t>();
            value |= static_cast<uint64_t>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) {
                return value;
            }
        }
        return fail(value);
    }
    std::string_view text() {
        const uint64_t size = varint();
        if (!ok_ || rest_.size() < size) {
            return fail(std::string_view());
        }
        const std::string_view value = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return value;
    }
    // A FixedString.
    std::string_view bytes(size_t count) {
        if (rest_.size() < count) {
            return fail(std::string_view());
        }
        const std::string_view value = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return value;
    }

    void list(std::vector<std::string>& out) {
        const uint64_t count = varint();
        out.clear();
        for (uint64_t i = 0; i < count && ok_; ++i) {
            out.emplace_back(text());
        }
    }

  private:
    template <class T>
    T fail(T value) {
        ok_ = false;
        rest_ = {};
        return value;
    }
    std::string_view rest_;
    bool ok_ = true;
};

}  // namespace verbatim::store
