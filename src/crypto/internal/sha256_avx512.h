// SPDX-License-Identifier: Apache-2.0
// SHA-256 block function on sixteen independent messages side by side, one in each 32-bit lane of AVX-512.
//
//   lanes_compress(state, started, data, blocks);  // `started`: bit of each lane whose data begin a message
//   lanes_finish(state, hashes);
//
// A call costs the same however many lanes are of use. Call only if has_avx512(); elsewhere the functions abort.
#pragma once

#include <cstddef>
#include <cstdint>

#include "crypto/internal/sha256_constants.h"

namespace verbatim::crypto::internal {

constexpr size_t kLanes = 16;

struct alignas(64) LanesState {
    uint32_t words[8][kLanes];
};

bool has_avx512();
// Reads `blocks` blocks, at least one, from each of data; lanes out of use need some readable address as well.
void lanes_compress(LanesState& state, uint16_t started, const uint8_t* const (&data)[kLanes], size_t blocks);
void lanes_finish(const LanesState& state, uint8_t (&hashes)[kLanes][32]);
// The state of one lane, to go on by another block function.
ShaWords lane_words(const LanesState& state, size_t lane);

}  // namespace verbatim::crypto::internal
