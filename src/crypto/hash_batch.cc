// SPDX-License-Identifier: Apache-2.0
#define OPENSSL_SUPPRESS_DEPRECATED  // as in sha256.cc
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "crypto/internal/big_endian.h"
#include "crypto/internal/sha256_avx512.h"
#include "crypto/internal/sha256_ni.h"
#include "crypto/sha256.h"

namespace verbatim::crypto {
namespace {

using internal::kBlock;
using internal::kLanes;

// Below this number of messages, pairs are faster than lanes that are mostly idle (measured on Zen 5).
constexpr size_t kLanesWorth = 10;
// Messages of this many blocks and more are not told apart when they are sorted by length.
constexpr size_t kLong = 32;

}  // namespace

bool is_available(HashPath path) {
    return path == HashPath::sha_ni ? internal::has_sha_ni() : path != HashPath::avx512 || internal::has_avx512();
}

HashBatch::HashBatch(HashPath path)
    : lanes_((path == HashPath::automatic || path == HashPath::avx512) && internal::has_avx512()),
      pairs_(path != HashPath::portable && internal::has_sha_ni()) {
    VB_ASSERT(is_available(path));
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
    // Padding reaches at most eight bytes into the block before the last. Fixed sizes need no call of memset.
    std::memset(start + size, 0, 8);
    std::memset(start + padded - kBlock, 0, kBlock);
    start[size] = 0x80;
    internal::put_big_endian(static_cast<uint64_t>(size) * 8, start + padded - 8);
    entries_.push_back({used_, blocks});
    used_ += padded;
    return start;
}

std::span<const Hash> HashBatch::finish() {
    if (hashes_.size() < entries_.size()) {
        hashes_.resize(entries_.size());
    }
    sort_longest_first();
    next_ = 0;
    begun_.clear();
    next_begun_ = 0;
    if (lanes_) {
        finish_in_lanes();
    }
    if (pairs_) {
        finish_in_pairs();
    }
    finish_singly();
    return {hashes_.data(), entries_.size()};
}

// Lanes then end at about the same time: a long message that comes last would leave the others idle.
void HashBatch::sort_longest_first() {
    std::array<uint32_t, kLong + 1> ends{};
    const auto rank = [](const Entry& entry) { return kLong - std::min(entry.blocks, kLong); };
    for (const Entry& entry : entries_) {
        ++ends[rank(entry) + 1];
    }
    for (size_t i = 1; i < ends.size(); ++i) {
        ends[i] += ends[i - 1];
    }
    if (order_.size() < entries_.size()) {
        order_.resize(entries_.size());
    }
    for (size_t i = 0; i < entries_.size(); ++i) {
        order_[ends[rank(entries_[i])]++] = static_cast<uint32_t>(i);
    }
}

bool HashBatch::take(Work& work) {
    if (next_begun_ != begun_.size()) {
        const Begun& begun = begun_[next_begun_++];
        work = begun.work;
        work.state = &begun.state;
        return true;
    }
    if (next_ == entries_.size()) {
        return false;
    }
    const size_t entry = order_[next_++];
    work = {buffer_.data() + entries_[entry].offset, entries_[entry].blocks, entry, &internal::kStart};
    return true;
}

// A lane whose message ends takes the next one, so that all stay busy whatever the lengths.
void HashBatch::finish_in_lanes() {
    if (entries_.size() < kLanesWorth) {
        return;
    }
    internal::LanesState state;
    std::array<Work, kLanes> lanes{};
    while (true) {
        uint16_t started = 0;
        size_t busy = 0;
        size_t blocks = SIZE_MAX;
        const uint8_t* any = nullptr;
        for (size_t i = 0; i < kLanes; ++i) {
            if (lanes[i].blocks == 0 && take(lanes[i])) {
                started = static_cast<uint16_t>(started | 1u << i);
            }
            if (lanes[i].blocks != 0) {
                ++busy;
                blocks = std::min(blocks, lanes[i].blocks);
                any = lanes[i].data;
            }
        }
        if (busy < kLanesWorth) {
            for (size_t i = 0; i < kLanes; ++i) {
                if (lanes[i].blocks != 0) {
                    const bool untouched = (started >> i & 1) != 0;
                    begun_.push_back({lanes[i], untouched ? internal::kStart : internal::lane_words(state, i)});
                }
            }
            return;
        }
        const uint8_t* data[kLanes];
        for (size_t i = 0; i < kLanes; ++i) {
            data[i] = lanes[i].blocks != 0 ? lanes[i].data : any;
        }
        internal::lanes_compress(state, started, data, blocks);
        uint8_t hashes[kLanes][Hash::kSize];
        internal::lanes_finish(state, hashes);
        for (size_t i = 0; i < kLanes; ++i) {
            if (lanes[i].blocks == 0) {
                continue;
            }
            lanes[i].data += blocks * kBlock;
            lanes[i].blocks -= blocks;
            if (lanes[i].blocks == 0) {
                std::memcpy(hashes_[lanes[i].entry].bytes.data(), hashes[i], Hash::kSize);
            }
        }
    }
}

void HashBatch::finish_in_pairs() {
    struct Side {
        internal::NiState state;
        Work work;
    };
    Side sides[2];
    const auto load = [&](Side& side) {
        if (!take(side.work)) {
            return false;
        }
        internal::ni_start(side.state, *side.work.state);
        return true;
    };
    const auto advance = [&](Side& side, size_t blocks) {
        side.work.data += blocks * kBlock;
        side.work.blocks -= blocks;
        if (side.work.blocks != 0) {
            return true;
        }
        internal::ni_finish(side.state, hashes_[side.work.entry].bytes.data());
        return load(side);
    };
    bool first = load(sides[0]);
    bool second = load(sides[1]);
    while (first && second) {
        const size_t blocks = std::min(sides[0].work.blocks, sides[1].work.blocks);
        internal::ni_compress_two(sides[0].state, sides[0].work.data, sides[1].state, sides[1].work.data, blocks);
        first = advance(sides[0], blocks);
        second = advance(sides[1], blocks);
    }
    while (first || second) {
        Side& side = sides[first ? 0 : 1];
        internal::ni_compress(side.state, side.work.data, side.work.blocks);
        (first ? first : second) = advance(side, side.work.blocks);
    }
}

void HashBatch::finish_singly() {
    Work work;
    while (take(work)) {
        SHA256_CTX context;
        SHA256_Init(&context);
        std::memcpy(context.h, work.state->data(), sizeof *work.state);
        for (; work.blocks != 0; --work.blocks, work.data += kBlock) {
            SHA256_Transform(&context, work.data);
        }
        Hash hash;  // not in place: bytes may alias anything, so that the loop would read every pointer anew
        for (size_t i = 0; i < std::size(context.h); ++i) {
            for (size_t j = 0; j < 4; ++j) {
                hash.bytes[i * 4 + j] = static_cast<uint8_t>(context.h[i] >> (24 - 8 * j));
            }
        }
        hashes_[work.entry] = hash;
    }
}

}  // namespace verbatim::crypto
