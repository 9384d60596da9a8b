// SPDX-License-Identifier: Apache-2.0
#include "crypto/internal/sha256_avx512.h"

#include "base/result.h"

#if defined(__x86_64__)

#include <immintrin.h>

// GCC 12's own intrinsics begin with "an undefined vector" and are then warned about (GCC bug 105593).
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
// The order of the additions in a round is chosen for its short chain of dependencies; GCC's own is a third slower.
#pragma GCC optimize("no-tree-reassoc")
#endif

#define VERBATIM_AVX512 [[gnu::target("avx512f,avx512bw")]]
#define VERBATIM_AVX512_INLINE [[gnu::target("avx512f,avx512bw"), gnu::always_inline]] inline

namespace verbatim::crypto::internal {
namespace {

// Truth tables for _mm512_ternarylogic_epi32: bit (4a + 2b + c) is the value at a, b, c.
constexpr int kXor3 = 0x96;
constexpr int kChoose = 0xca;
constexpr int kMajority = 0xe8;

VERBATIM_AVX512_INLINE __m512i swap_bytes(__m512i words) {
    return _mm512_shuffle_epi8(words, _mm512_broadcast_i32x4(_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203)));
}

// Within each quarter of four vectors, rows become columns: 4 x 4 words.
VERBATIM_AVX512_INLINE void transpose_quarters(__m512i& a, __m512i& b, __m512i& c, __m512i& d) {
    const __m512i ab_low = _mm512_unpacklo_epi32(a, b);
    const __m512i ab_high = _mm512_unpackhi_epi32(a, b);
    const __m512i cd_low = _mm512_unpacklo_epi32(c, d);
    const __m512i cd_high = _mm512_unpackhi_epi32(c, d);
    a = _mm512_unpacklo_epi64(ab_low, cd_low);
    b = _mm512_unpackhi_epi64(ab_low, cd_low);
    c = _mm512_unpacklo_epi64(ab_high, cd_high);
    d = _mm512_unpackhi_epi64(ab_high, cd_high);
}

// words[i] becomes word i of the sixteen blocks.
VERBATIM_AVX512_INLINE void load_transposed(const uint8_t* const (&data)[kLanes], size_t offset, __m512i (&words)[16]) {
    __m512i rows[16];
#pragma GCC unroll 16
    for (size_t i = 0; i < 16; ++i) {
        rows[i] = swap_bytes(_mm512_loadu_si512(data[i] + offset));
    }
#pragma GCC unroll 4
    for (size_t i = 0; i < 16; i += 4) {
        transpose_quarters(rows[i], rows[i + 1], rows[i + 2], rows[i + 3]);
    }
    // Now quarter q of rows[4p + i] holds word 4q + i of blocks 4p ... 4p + 3: the quarters are transposed in turn.
#pragma GCC unroll 4
    for (size_t i = 0; i < 4; ++i) {
        const __m512i low_first = _mm512_shuffle_i32x4(rows[i], rows[i + 4], 0x88);
        const __m512i high_first = _mm512_shuffle_i32x4(rows[i], rows[i + 4], 0xdd);
        const __m512i low_second = _mm512_shuffle_i32x4(rows[i + 8], rows[i + 12], 0x88);
        const __m512i high_second = _mm512_shuffle_i32x4(rows[i + 8], rows[i + 12], 0xdd);
        words[i] = _mm512_shuffle_i32x4(low_first, low_second, 0x88);
        words[i + 4] = _mm512_shuffle_i32x4(high_first, high_second, 0x88);
        words[i + 8] = _mm512_shuffle_i32x4(low_first, low_second, 0xdd);
        words[i + 12] = _mm512_shuffle_i32x4(high_first, high_second, 0xdd);
    }
}

// The round and the schedule word of sixteen rounds later (FIPS 180-4, 6.2.2). The letters A ... H move from round to
// round through s instead of the values.
VERBATIM_AVX512_INLINE void round(__m512i (&s)[8], size_t i, __m512i word, uint32_t constant) {
    const auto letter = [&](size_t n) __attribute__((target("avx512f,avx512bw")))->__m512i& {
        return s[(n - i) & 7];
    };
    const __m512i a = letter(0);
    const __m512i e = letter(4);
    const __m512i sum_e =
        _mm512_ternarylogic_epi32(_mm512_ror_epi32(e, 6), _mm512_ror_epi32(e, 11), _mm512_ror_epi32(e, 25), kXor3);
    const __m512i choice = _mm512_ternarylogic_epi32(e, letter(5), letter(6), kChoose);
    const __m512i sum_a =
        _mm512_ternarylogic_epi32(_mm512_ror_epi32(a, 2), _mm512_ror_epi32(a, 13), _mm512_ror_epi32(a, 22), kXor3);
    const __m512i majority = _mm512_ternarylogic_epi32(a, letter(1), letter(2), kMajority);
    // Added in this order, E and A of the next round are three operations away from those of this one.
    const __m512i input =
        _mm512_add_epi32(_mm512_add_epi32(word, _mm512_set1_epi32(static_cast<int>(constant))), letter(7));
    const __m512i first = _mm512_add_epi32(_mm512_add_epi32(input, choice), sum_e);
    letter(3) = _mm512_add_epi32(_mm512_add_epi32(_mm512_add_epi32(letter(3), input), choice), sum_e);
    letter(7) = _mm512_add_epi32(_mm512_add_epi32(first, majority), sum_a);
}

VERBATIM_AVX512_INLINE void schedule(__m512i (&w)[16], size_t i) {
    const __m512i two = w[(i + 14) & 15];
    const __m512i fifteen = w[(i + 1) & 15];
    const __m512i small_one = _mm512_ternarylogic_epi32(_mm512_ror_epi32(two, 17), _mm512_ror_epi32(two, 19),
                                                        _mm512_srli_epi32(two, 10), kXor3);
    const __m512i small_zero = _mm512_ternarylogic_epi32(_mm512_ror_epi32(fifteen, 7), _mm512_ror_epi32(fifteen, 18),
                                                         _mm512_srli_epi32(fifteen, 3), kXor3);
    w[i] = _mm512_add_epi32(_mm512_add_epi32(w[i], w[(i + 9) & 15]), _mm512_add_epi32(small_one, small_zero));
}

}  // namespace

bool has_avx512() {
    // Asks the operating system too (XGETBV): without its help the registers do not survive a task switch.
    static const bool available = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
    return available;
}

VERBATIM_AVX512 void lanes_compress(LanesState& state, uint16_t started, const uint8_t* const (&data)[kLanes],
                                    size_t blocks) {
    __m512i s[8];
#pragma GCC unroll 8
    for (size_t i = 0; i < 8; ++i) {
        s[i] = _mm512_mask_set1_epi32(_mm512_load_si512(state.words[i]), started, static_cast<int>(kStart[i]));
    }
    for (size_t offset = 0; offset != blocks * kBlock; offset += kBlock) {
        __m512i before[8];
#pragma GCC unroll 8
        for (size_t i = 0; i < 8; ++i) {
            before[i] = s[i];
        }
        __m512i w[16];
        load_transposed(data, offset, w);
        for (size_t rounds = 0; rounds < 48; rounds += 16) {
#pragma GCC unroll 16
            for (size_t i = 0; i < 16; ++i) {
                round(s, i, w[i], kRound[rounds + i]);
                schedule(w, i);
            }
        }
#pragma GCC unroll 16
        for (size_t i = 0; i < 16; ++i) {
            round(s, i, w[i], kRound[48 + i]);
        }
#pragma GCC unroll 8
        for (size_t i = 0; i < 8; ++i) {
            s[i] = _mm512_add_epi32(s[i], before[i]);
        }
    }
#pragma GCC unroll 8
    for (size_t i = 0; i < 8; ++i) {
        _mm512_store_si512(state.words[i], s[i]);
    }
}

VERBATIM_AVX512 void lanes_finish(const LanesState& state, uint8_t (&hashes)[kLanes][32]) {
#pragma GCC unroll 2
    for (size_t half = 0; half < 2; ++half) {
        __m512i rows[4];
#pragma GCC unroll 4
        for (size_t i = 0; i < 4; ++i) {
            rows[i] = swap_bytes(_mm512_load_si512(state.words[4 * half + i]));
        }
        transpose_quarters(rows[0], rows[1], rows[2], rows[3]);
#pragma GCC unroll 4
        for (size_t i = 0; i < 4; ++i) {
            const auto put = [&](size_t lane, __m128i words) {
                _mm_storeu_si128(reinterpret_cast<__m128i*>(hashes[lane] + 16 * half), words);
            };
            put(i, _mm512_extracti32x4_epi32(rows[i], 0));
            put(i + 4, _mm512_extracti32x4_epi32(rows[i], 1));
            put(i + 8, _mm512_extracti32x4_epi32(rows[i], 2));
            put(i + 12, _mm512_extracti32x4_epi32(rows[i], 3));
        }
    }
}

ShaWords lane_words(const LanesState& state, size_t lane) {
    ShaWords words;
    for (size_t i = 0; i < 8; ++i) {
        words[i] = state.words[i][lane];
    }
    return words;
}

}  // namespace verbatim::crypto::internal

#else

namespace verbatim::crypto::internal {

bool has_avx512() {
    return false;
}
void lanes_compress(LanesState&, uint16_t, const uint8_t* const (&)[kLanes], size_t) {
    VB_ASSERT(has_avx512());
}
void lanes_finish(const LanesState&, uint8_t (&)[kLanes][32]) {
    VB_ASSERT(has_avx512());
}
ShaWords lane_words(const LanesState&, size_t) {
    VB_ASSERT(has_avx512());
    return kStart;
}

}  // namespace verbatim::crypto::internal

#endif
