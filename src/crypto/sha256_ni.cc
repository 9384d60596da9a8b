// SPDX-License-Identifier: Apache-2.0
#include "crypto/internal/sha256_ni.h"

#include "base/result.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

namespace verbatim::crypto::internal {
namespace {

// Where A B C D E F G H stand in NiState: as F E B A | H G D C (lowest element first).
constexpr int kOrder[8] = {3, 2, 7, 6, 1, 0, 5, 4};

template <int kMessages>
[[gnu::target("sha,ssse3,sse4.1")]] void compress(NiState* const (&states)[kMessages],
                                                  const uint8_t* (&data)[kMessages], size_t blocks) {
    const __m128i swap_bytes = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i abef[kMessages];
    __m128i cdgh[kMessages];
    for (int lane = 0; lane < kMessages; ++lane) {
        abef[lane] = _mm_load_si128(reinterpret_cast<const __m128i*>(states[lane]->words));
        cdgh[lane] = _mm_load_si128(reinterpret_cast<const __m128i*>(states[lane]->words + 4));
    }
    for (; blocks != 0; --blocks) {
        __m128i abef_before[kMessages];
        __m128i cdgh_before[kMessages];
        __m128i words[kMessages][4];
#pragma GCC unroll 2
        for (int lane = 0; lane < kMessages; ++lane) {
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
            for (int lane = 0; lane < kMessages; ++lane) {
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
        for (int lane = 0; lane < kMessages; ++lane) {
            abef[lane] = _mm_add_epi32(abef[lane], abef_before[lane]);
            cdgh[lane] = _mm_add_epi32(cdgh[lane], cdgh_before[lane]);
        }
    }
    for (int lane = 0; lane < kMessages; ++lane) {
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

void ni_start(NiState& state, const ShaWords& words) {
    const auto word = [&](size_t i) { return static_cast<int>(words[i]); };
    // Whole vectors, as they are read again at once: a processor cannot forward several small stores to one load.
    _mm_store_si128(reinterpret_cast<__m128i*>(state.words), _mm_set_epi32(word(0), word(1), word(4), word(5)));
    _mm_store_si128(reinterpret_cast<__m128i*>(state.words + 4), _mm_set_epi32(word(2), word(3), word(6), word(7)));
}

void ni_finish(const NiState& state, uint8_t* hash) {
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
void ni_start(NiState&, const ShaWords&) {
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
