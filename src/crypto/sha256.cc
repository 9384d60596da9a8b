// SPDX-License-Identifier: Apache-2.0
// OpenSSL's low-level SHA-256 calls are deprecated in favour of EVP, whose fixed cost per message is several times the
// hash of a short message; the low-level ones stay available and use the processor's SHA instructions as well.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/sha256.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

#include "crypto/internal/sha256_ni.h"

namespace verbatim::crypto {
namespace {

constexpr size_t kBlock = 64;

void store_big_endian(uint64_t value, uint8_t* out) {
    for (int shift = 56; shift >= 0; shift -= 8) {
        *out++ = static_cast<uint8_t>(value >> shift);
    }
}

Hash hash_padded_portable(const uint8_t* data, size_t blocks) {
    SHA256_CTX context;
    SHA256_Init(&context);
    for (size_t i = 0; i < blocks; ++i) {
        SHA256_Transform(&context, data + i * kBlock);
    }
    Hash hash;
    for (size_t i = 0; i < 8; ++i) {
        for (size_t j = 0; j < 4; ++j) {
            hash.bytes[i * 4 + j] = static_cast<uint8_t>(context.h[i] >> (24 - 8 * j));
        }
    }
    return hash;
}

}  // namespace

struct Sha256::State {
    SHA256_CTX context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    SHA256_Init(&state_->context);
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(Bytes data) {
    SHA256_Update(&state_->context, data.data(), data.size());
}

Hash Sha256::finish() {
    Hash hash;
    SHA256_Final(hash.bytes.data(), &state_->context);
    SHA256_Init(&state_->context);
    return hash;
}

Hash sha256(Bytes data) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, data.data(), data.size());
    Hash hash;
    SHA256_Final(hash.bytes.data(), &context);
    return hash;
}

bool sha_ni_available() {
    return internal::has_sha_ni();
}

HashBatch::HashBatch(HashPath path)
    : sha_ni_(path == HashPath::automatic ? internal::has_sha_ni() : path == HashPath::sha_ni) {
    VB_ASSERT(!sha_ni_ || internal::has_sha_ni());
}

void HashBatch::clear() {
    used_ = 0;
    entries_.clear();
}

uint8_t* HashBatch::add(size_t size) {
    // Padding (FIPS 180-4, 5.1.1): one 0x80, zeros, the length in bits in the last eight bytes of a block.
    const size_t blocks = (size + 1 + 8 + kBlock - 1) / kBlock;
    const size_t padded = blocks * kBlock;
    if (buffer_.size() < used_ + padded) {
        buffer_.resize(std::max(used_ + padded, buffer_.size() * 2));
    }
    uint8_t* start = buffer_.data() + used_;
    std::memset(start + size, 0, padded - size);
    start[size] = 0x80;
    store_big_endian(static_cast<uint64_t>(size) * 8, start + padded - 8);
    entries_.push_back({used_, blocks});
    used_ += padded;
    return start;
}

std::span<const Hash> HashBatch::finish() {
    hashes_.resize(entries_.size());
    if (!sha_ni_) {
        for (size_t i = 0; i < entries_.size(); ++i) {
            hashes_[i] = hash_padded_portable(buffer_.data() + entries_[i].offset, entries_[i].blocks);
        }
        return hashes_;
    }
    // Two lanes; whichever message ends is replaced by the next, so both stay busy whatever the lengths.
    struct Lane {
        internal::NiState state;
        const uint8_t* data = nullptr;
        size_t blocks = 0;
        size_t entry = 0;
    };
    Lane lanes[2];
    size_t next = 0;
    const auto load = [&](Lane& lane) {
        if (next == entries_.size()) {
            return false;
        }
        internal::ni_start(lane.state);
        lane.data = buffer_.data() + entries_[next].offset;
        lane.blocks = entries_[next].blocks;
        lane.entry = next++;
        return true;
    };
    const auto advance = [&](Lane& lane, size_t blocks) {
        lane.data += blocks * kBlock;
        lane.blocks -= blocks;
        if (lane.blocks != 0) {
            return true;
        }
        internal::ni_finish(lane.state, hashes_[lane.entry].bytes.data());
        return load(lane);
    };
    bool first = load(lanes[0]);
    bool second = load(lanes[1]);
    while (first && second) {
        const size_t blocks = std::min(lanes[0].blocks, lanes[1].blocks);
        internal::ni_compress_two(lanes[0].state, lanes[0].data, lanes[1].state, lanes[1].data, blocks);
        first = advance(lanes[0], blocks);
        second = advance(lanes[1], blocks);
    }
    while (first || second) {
        Lane& lane = lanes[first ? 0 : 1];
        internal::ni_compress(lane.state, lane.data, lane.blocks);
        (first ? first : second) = advance(lane, lane.blocks);
    }
    return hashes_;
}

}  // namespace verbatim::crypto
