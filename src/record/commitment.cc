// SPDX-License-Identifier: Apache-2.0
// The commitments one by one, as a verifier computes them. Making them in bulk is committer.cc, which needs the salt
// key.
#include "record/commitment.h"

#include <algorithm>

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

}  // namespace

size_t chunk_length(std::string_view text) {
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

}  // namespace verbatim::record
