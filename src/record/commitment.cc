// SPDX-License-Identifier: Apache-2.0
// The commitments one by one, as a verifier computes them. Making them in bulk is committer.cc, which needs the salt
// key.
#include "record/commitment.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "record/internal/prefixes.h"

namespace verbatim::record {
namespace {

constexpr unsigned kChunkCodePoints = 16;

// Unicode property White_Space, by its UTF-8 bytes: U+0009-000D 0020 0085 00A0 1680 2000-200A 2028 2029 202F 205F 3000.
bool is_white_space(const uint8_t* at, size_t size) {
    switch (size) {
        case 1:
            return at[0] == 0x20 || (at[0] >= 0x09 && at[0] <= 0x0d);
        case 2:
            return at[0] == 0xc2 && (at[1] == 0x85 || at[1] == 0xa0);
        case 3:
            if (at[0] == 0xe2 && at[1] == 0x80) {
                return at[2] <= 0x8a || at[2] == 0xa8 || at[2] == 0xa9 || at[2] == 0xaf;
            }
            return (at[0] == 0xe1 && at[1] == 0x9a && at[2] == 0x80) ||
                   (at[0] == 0xe2 && at[1] == 0x81 && at[2] == 0x9f) ||
                   (at[0] == 0xe3 && at[1] == 0x80 && at[2] == 0x80);
        default:
            return false;
    }
}

size_t code_point_size(uint8_t first) {
    return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

// The answer of chunk_length() if ASCII alone decides it, eight bytes at a time; otherwise 0.
size_t ascii_chunk_length(std::string_view text) {
    constexpr uint64_t kEach = 0x0101010101010101;
    constexpr uint64_t kHigh = 0x80 * kEach;
    if constexpr (std::endian::native != std::endian::little) {
        return 0;
    }
    for (size_t at = 0; at < kChunkCodePoints; at += sizeof(uint64_t)) {
        if (text.size() - at < sizeof(uint64_t)) {
            return 0;
        }
        uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        // The high bit of each byte says: not ASCII, or (of the other seven bits) white space. No sum leaves its byte.
        const uint64_t other = word & kHigh;
        const uint64_t low = word & ~kHigh;
        const uint64_t space = kHigh - (low ^ 0x20 * kEach);
        const uint64_t tab_to_return = (low + (0x80 - 0x09) * kEach) & ~(low + (0x80 - 0x0e) * kEach);
        const uint64_t end = ((space | tab_to_return) & kHigh) | other;
        if (end != 0) {
            const auto bit = static_cast<size_t>(std::countr_zero(end));
            return (other >> bit & 1) != 0 ? 0 : at + bit / 8 + 1;
        }
    }
    return kChunkCodePoints;
}

}  // namespace

size_t chunk_length(std::string_view text) {
    if (const size_t length = ascii_chunk_length(text); length != 0) {
        return length;
    }
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    size_t at = 0;
    for (unsigned points = 0; points < kChunkCodePoints && at < text.size(); ++points) {
        const size_t size = std::min(code_point_size(bytes[at]), text.size() - at);
        const bool white = is_white_space(bytes + at, size);
        at += size;
        if (white) {
            break;
        }
    }
    return at;
}

std::vector<std::string_view> split_chunks(std::string_view text) {
    std::vector<std::string_view> chunks;
    while (!text.empty()) {
        chunks.push_back(text.substr(0, chunk_length(text)));
        text.remove_prefix(chunks.back().size());
    }
    return chunks;
}

Hash group_commitment(Group group, const crypto::Salt& salt, Bytes bytes) {
    const uint8_t prefix[] = {internal::kGroupPrefix, static_cast<uint8_t>(group)};
    crypto::Sha256 hash;
    hash.update(prefix);
    hash.update(salt);
    hash.update(bytes);
    return hash.finish();
}

Hash chunk_commitment(const crypto::Salt& salt, std::string_view chunk) {
    crypto::Sha256 hash;
    hash.update({&internal::kChunkPrefix, 1});
    hash.update(salt);
    hash.update(as_bytes(chunk));
    return hash.finish();
}

Hash text_commitment(std::span<const Hash> chunks) {
    crypto::Sha256 hash;
    hash.update({&internal::kTextPrefix, 1});
    for (const Hash& chunk : chunks) {
        hash.update(chunk.span());
    }
    return hash.finish();
}

Hash record_commitment(std::span<const Hash, kGroups> groups) {
    crypto::Sha256 hash;
    hash.update({&internal::kRecordPrefix, 1});
    for (const Hash& group : groups) {
        hash.update(group.span());
    }
    return hash.finish();
}

uint8_t* put_group_head(Group group, uint8_t* out) {
    *out++ = internal::kGroupPrefix;
    *out++ = static_cast<uint8_t>(group);
    return out;
}

uint8_t* put_chunk_head(uint8_t* out) {
    *out = internal::kChunkPrefix;
    return out + 1;
}

uint8_t* put_text_head(uint8_t* out) {
    *out = internal::kTextPrefix;
    return out + 1;
}

uint8_t* put_record_head(uint8_t* out) {
    *out = internal::kRecordPrefix;
    return out + 1;
}

}  // namespace verbatim::record
