// SPDX-License-Identifier: Apache-2.0
#include "text/byte_stream.h"

#include <algorithm>
#include <cstring>

namespace verbatim::text {

Result<size_t> PlainStream::read(std::span<uint8_t> buffer) {
    VB_TRY_ASSIGN(const size_t count, reader_.read_at(begin_ + position_, buffer));
    position_ += count;
    return count;
}

Result<size_t> MemoryReader::read_at(uint64_t offset, std::span<uint8_t> buffer) const {
    if (offset >= bytes_.size()) {
        return size_t{0};
    }
    const size_t count = std::min<uint64_t>(buffer.size(), bytes_.size() - offset);
    std::memcpy(buffer.data(), bytes_.data() + offset, count);
    return count;
}

Result<bool> ByteWindow::more() {
    if (at_end_) {
        return false;
    }
    const auto room = [this] { return buffer_.size() < kPadding ? 0 : buffer_.size() - kPadding - tail_; };
    // Small sources are many: the first read is small, further ones grow to the full chunk.
    chunk_ = chunk_ == 0 ? kFirstChunk : std::min(chunk_ * 4, kChunk);
    if (room() < chunk_) {
        if (head_ > 0) {
            std::memmove(buffer_.data(), buffer_.data() + head_, size());
            tail_ -= head_;
            head_ = 0;
        }
        if (room() < chunk_) {
            buffer_.resize(std::max(buffer_.size() * 2, 2 * chunk_ + kPadding));
        }
    }
    auto* target = reinterpret_cast<uint8_t*>(buffer_.data()) + tail_;
    VB_TRY_ASSIGN(const size_t count, stream_.read({target, chunk_}));
    VB_ASSERT(count <= chunk_);
    tail_ += count;
    at_end_ = count == 0;
    return count != 0;
}

void ByteWindow::discard(size_t count) {
    VB_ASSERT(count <= size());
    head_ += count;
    position_ += count;
    if (head_ == tail_) {
        head_ = tail_ = 0;
    }
    stream_.release(position_);
}

}  // namespace verbatim::text
