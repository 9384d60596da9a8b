// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "formats/format.h"

namespace verbatim::formats {

MemorySource::MemorySource(Bytes bytes, std::string path, Settings settings)
    : bytes_(bytes), path_(std::move(path)), settings_(std::move(settings)) {}

Result<size_t> MemorySource::read_at(uint64_t offset, std::span<uint8_t> buffer) const {
    if (offset >= bytes_.size()) {
        return size_t{0};
    }
    const size_t count = std::min<uint64_t>(buffer.size(), bytes_.size() - offset);
    std::copy_n(bytes_.data() + offset, count, buffer.data());
    return count;
}

}  // namespace verbatim::formats
