// SPDX-License-Identifier: Apache-2.0
// Vocabulary: made-up words of several scripts with Zipf frequencies, and random numbers that are the same everywhere.
//
// The standard library's distributions differ between implementations, so that a seed would name another data set on
// another machine; these do not. A word's rank is its frequency rank in its script, from 0. One thread per object.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::bench {

// SplitMix64 (public domain, Steele, Lea and Flood 2014): passes BigCrush, one multiplication chain per number.
class Random {
  public:
    explicit Random(uint64_t seed) : state_(seed) {}
    uint64_t next() {
        uint64_t z = (state_ += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    // [0, bound), bound > 0; the bias of 2^-32 does not matter here.
    uint32_t below(uint32_t bound) { return static_cast<uint32_t>(((next() >> 32) * bound) >> 32); }
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  private:
    uint64_t state_;
};

// Draws 0..size-1 with weights 1/(rank+shift)^exponent in constant time (Walker's alias method).
class Zipf {
  public:
    Zipf(uint32_t size, double exponent, double shift);
    uint32_t draw(Random& random) const {
        const uint64_t bits = random.next();
        const auto slot = static_cast<uint32_t>(((bits >> 32) * slots_.size()) >> 32);
        return static_cast<uint32_t>(bits) < slots_[slot].threshold ? slot : slots_[slot].alias;
    }

  private:
    struct Slot {
        uint32_t threshold;
        uint32_t alias;
    };
    std::vector<Slot> slots_;
};

enum class Script : uint8_t { latin, cyrillic, arabic, chinese };
inline constexpr size_t kScripts = 4;

class Vocabulary {
  public:
    // `size` distinct words of one script; more frequent words are shorter, as in languages.
    Vocabulary(Script script, uint32_t size, uint64_t seed);
    std::string_view word(uint32_t rank) const {
        return {bytes_.data() + offsets_[rank], offsets_[rank + 1] - offsets_[rank]};
    }
    std::string_view draw(Random& random) const { return word(zipf_.draw(random)); }
    uint32_t size() const { return static_cast<uint32_t>(offsets_.size() - 1); }

  private:
    std::string bytes_;
    std::vector<uint32_t> offsets_;
    Zipf zipf_;
};

}  // namespace verbatim::bench
