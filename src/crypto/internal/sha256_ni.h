// SPDX-License-Identifier: Apache-2.0
// SHA-256 block functions with the x86 SHA extensions: one message, or two independent ones interleaved.
//
// The round instruction takes several cycles before its result can be used; a second message fills the gap. The state
// is kept in the order the instructions want (ABEF, CDGH). Call only if has_sha_ni(); elsewhere the functions abort.
#pragma once

#include <cstddef>
#include <cstdint>

#include "crypto/internal/sha256_constants.h"

namespace verbatim::crypto::internal {

struct alignas(16) NiState {
    uint32_t words[8];
};

bool has_sha_ni();
void ni_start(NiState& state, const ShaWords& words);
void ni_finish(const NiState& state, uint8_t* hash);  // 32 bytes
void ni_compress(NiState& state, const uint8_t* data, size_t blocks);
void ni_compress_two(NiState& a, const uint8_t* data_a, NiState& b, const uint8_t* data_b, size_t blocks);

}  // namespace verbatim::crypto::internal
