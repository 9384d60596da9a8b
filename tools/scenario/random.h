// SPDX-License-Identifier: Apache-2.0
// Random: numbers that are the same on every machine for the same seed.
//
// Two forms. hash(seed, purpose, ...) is a pure function: whether row 17 of phone 4 is lost can be asked at any time,
// in any order, by any part of the program, and nothing is stored. Random is a short stream for one object at a time,
// started from such a hash. The standard library's distributions differ between implementations, so none is used, and
// no floating point takes part: shares are parts per million. Pure; any thread.
#pragma once

#include <cstdint>

namespace verbatim::scenario {

// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection of 64 bits, so distinct numbers stay distinct.
constexpr uint64_t mix(uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

constexpr uint64_t kGolden = 0x9e3779b97f4a7c15;

constexpr uint64_t hash(uint64_t value) {
    return mix(value + kGolden);
}
template <class... Rest>
constexpr uint64_t hash(uint64_t first, Rest... rest) {
    return mix(hash(static_cast<uint64_t>(rest)...) ^ (first * kGolden + kGolden));
}

// [0, bound) from the upper half of `bits`; the bias of 2^-32 does not matter here.
constexpr uint32_t below(uint64_t bits, uint32_t bound) {
    return static_cast<uint32_t>(((bits >> 32) * bound) >> 32);
}

using PartsPerMillion = uint32_t;
constexpr PartsPerMillion kAlways = 1'000'000;

// True in `share` of all cases; uses the lower half of `bits`, so below() on the same bits is independent of it.
constexpr bool happens(uint64_t bits, PartsPerMillion share) {
    return (((bits & 0xffff'ffff) * kAlways) >> 32) < share;
}

// hash(seed, purpose, number) for the hot path: one multiplication chain for each number.
class Draw {
  public:
    constexpr Draw() = default;
    constexpr Draw(uint64_t seed, uint64_t purpose) : key_(hash(seed, purpose)) {}
    constexpr uint64_t operator()(uint64_t number) const { return mix(key_ + number * kGolden); }
    // Of two numbers below 2^32.
    constexpr uint64_t operator()(uint64_t first, uint64_t second) const { return (*this)(first << 32 | second); }

  private:
    uint64_t key_ = 0;
};

class Random {
  public:
    explicit constexpr Random(uint64_t seed) : state_(seed) {}
    constexpr uint64_t next() { return mix(state_ += kGolden); }
    constexpr uint32_t below(uint32_t bound) { return scenario::below(next(), bound); }
    constexpr bool happens(PartsPerMillion share) { return scenario::happens(next(), share); }
    // [low, high]
    constexpr uint32_t between(uint32_t low, uint32_t high) { return low + below(high - low + 1); }

  private:
    uint64_t state_;
};

}  // namespace verbatim::scenario
