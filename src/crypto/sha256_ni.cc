// SPDX-License-Identifier: Apache-2.0
#include "crypto/internal/sha256_ni.h"

#include "base/result.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

namespace verbatim::crypto::internal {
namespace {

// FIPS 180-4, 4.2.2.
alignas(16) constexpr uint32_t kRound[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// FIPS 180-4, 5.3.3, as the words F E B A | H G D C (lowest element first).
constexpr uint32_t kStart[8] = {0x9b05688c, 0x510e527f, 0xbb67ae85, 0x6a09e667,
                                0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372};

template <int kLanes>
[[gnu::target("sha,ssse3,sse4.1")]] void compress(NiState* const (&states)[kLanes], const uint8_t* (&data)[kLanes],
                                                  size_t blocks) {
    const __m128i swap_bytes = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i abef[kLanes];
    __m128i cdgh[kLanes];
    for (int lane = 0; lane < kLanes; ++lane) {
        abef[lane] = _mm_load_si128(reinterpret_cast<const __m128i*>(states[lane]->words));
        cdgh[lane] = _mm_load_si128(reinterpret_cast<const __m128i*>(states[lane]->words + 4));
    }
    for (; blocks != 0; --blocks) {
        __m128i abef_before[kLanes];
        __m128i cdgh_before[kLanes];
        __m128i words[kLanes][4];
#pragma GCC unroll 2
        for (int lane = 0; lane < kLanes; ++lane) {
            abef_before[lane] = abef[lane];
            cdgh_before[lane] = cdgh[lane];
#pragma GCC unroll 4
            for (int i = 0; i < 4; ++i) {
                words[lane][i] =
                    _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(data[lane]) + i), swap_bytes);
            }
            data[lane] += 64;
        }
#pragma GCC unroll 16
        for (int i = 0; i < 16; ++i) {  // four rounds each
            const __m128i k = _mm_load_si128(reinterpret_cast<const __m128i*>(kRound) + i);
#pragma GCC unroll 2
            for (int lane = 0; lane < kLanes; ++lane) {
                __m128i* w = words[lane];
                __m128i t = _mm_add_epi32(w[i & 3], k);
                cdgh[lane] = _mm_sha256rnds2_epu32(cdgh[lane], abef[lane], t);
                t = _mm_shuffle_epi32(t, 0x0e);
                abef[lane] = _mm_sha256rnds2_epu32(abef[lane], cdgh[lane], t);
                if (i >= 3 && i < 15) {
                    // The next four schedule words replace those of twelve words ago.
                    __m128i next = _mm_sha256msg1_epu32(w[(i + 1) & 3], w[(i + 2) & 3]);
                    next = _mm_add_epi32(next, _mm_alignr_epi8(w[i & 3], w[(i + 3) & 3], 4));
                    w[(i + 1) & 3] = _mm_sha256msg2_epu32(next, w[i & 3]);
                }
            }
        }
#pragma GCC unroll 2
        for (int lane = 0; lane < kLanes; ++lane) {
            abef[lane] = _mm_add_epi32(abef[lane], abef_before[lane]);
            cdgh[lane] = _mm_add_epi32(cdgh[lane], cdgh_before[lane]);
        }
    }
    for (int lane = 0; lane < kLanes; ++lane) {
        _mm_store_si128(reinterpret_cast<__m128i*>(states[lane]->words), abef[lane]);
        _mm_store_si128(reinterpret_cast<__m128i*>(states[lane]->words + 4), cdgh[lane]);
    }
}

bool ask_processor() {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & bit_SSSE3) == 0 || (c & bit_SSE4_1) == 0) {
        return false;
    }
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & (1u << 29)) != 0;  // leaf 7, EBX bit 29: SHA
}

}  // namespace

bool has_sha_ni() {
    static const bool available = ask_processor();
    return available;
}

void ni_start(NiState& state) {
    for (int i = 0; i < 8; ++i) {
        state.words[i] = kStart[i];
    }
}

void ni_finish(const NiState& state, uint8_t* hash) {
    constexpr int kOrder[8] = {3, 2, 7, 6, 1, 0, 5, 4};  // where A B C D E F G H stand
    for (int i = 0; i < 8; ++i) {
        const uint32_t word = __builtin_bswap32(state.words[kOrder[i]]);
        __builtin_memcpy(hash + i * 4, &word, 4);
    }
}

void ni_compress(NiState& state, const uint8_t* data, size_t blocks) {
    NiState* const states[1] = {&state};
    const uint8_t* inputs[1] = {data};
    compress<1>(states, inputs, blocks);
}

void ni_compress_two(NiState& a, const uint8_t* data_a, NiState& b, const uint8_t* data_b, size_t blocks) {
    NiState* const states[2] = {&a, &b};
    const uint8_t* inputs[2] = {data_a, data_b};
    compress<2>(states, inputs, blocks);
}

}  // namespace verbatim::crypto::internal

#else

namespace verbatim::crypto::internal {

bool has_sha_ni() {
    return false;
}
void ni_start(NiState&) {
    VB_ASSERT(has_sha_ni());
}
void ni_finish(const NiState&, uint8_t*) {
    VB_ASSERT(has_sha_ni());
}
void ni_compress(NiState&, const uint8_t*, size_t) {
    VB_ASSERT(has_sha_ni());
}
void ni_compress_two(NiState&, const uint8_t*, NiState&, const uint8_t*, size_t) {
    VB_ASSERT(has_sha_ni());
}

}  // namespace verbatim::crypto::internal

#endif
