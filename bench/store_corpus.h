// SPDX-License-Identifier: Apache-2.0
// StoreCorpus: deterministic made-up messages for measuring the store: words of a Zipf vocabulary in four scripts,
// 60,000 handles, 500,000 conversations, 75 days. The same seed gives the same rows on every machine.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/row.h"

namespace verbatim::bench {

class StoreCorpus {
  public:
    static constexpr uint64_t kWords = 200'000;
    static constexpr uint64_t kHandles = 60'000;
    static constexpr uint64_t kConversations = 500'000;

    // `rows` sets the pace of time: the corpus fills 75 days. `jitter_ms`: how far times leave their order.
    StoreCorpus(uint64_t seed, uint64_t rows, int64_t jitter_ms) : seed_(seed), rows_(rows), jitter_ms_(jitter_ms) {
        words_.reserve(kWords);
        for (uint64_t i = 0; i < kWords; ++i) {
            words_.push_back(make_word(i));
        }
    }

    const std::string& word(uint64_t rank) const { return words_[rank]; }
    static std::string handle(uint64_t index) { return "handle" + std::to_string(index) + "@enc.example"; }

    // Row `seq`; its views live until the next call.
    const store::Row& row(uint64_t seq) {
        state_ = seed_ * 0x9E3779B97F4A7C15ULL + seq * 0xD1B54A32D192ED03ULL + 1;
        text_.clear();
        const uint64_t count = 3 + next() % 18;
        for (uint64_t i = 0; i < count; ++i) {
            if (i > 0) {
                text_ += next() % 12 == 0 ? ", " : " ";
            }
            text_ += words_[zipf()];
        }
        const uint64_t conversation = zipf_of(kConversations);
        const uint64_t first = mix(conversation * 2 + 1) % kHandles;
        const uint64_t second = mix(conversation * 2 + 2) % kHandles;
        const bool outgoing = next() % 2 == 0;
        sender_ = handle(outgoing ? first : second);
        recipient_ = handle(outgoing ? second : first);
        conversation_ = "c" + std::to_string(conversation);
        people_ = {sender_, recipient_};
        constexpr int64_t kBegin = 1'585'699'200'000;  // 2020-04-01
        constexpr int64_t kSpan = 75LL * 86'400'000;
        row_ = {};
        row_.seq = seq;
        row_.sort_ms = kBegin + static_cast<int64_t>(static_cast<double>(seq) / static_cast<double>(rows_) *
                                                     static_cast<double>(kSpan));
        row_.sort_ms += jitter_ms_ == 0 ? 0 : static_cast<int64_t>(next() % static_cast<uint64_t>(jitter_ms_));
        row_.sent_ms = row_.sort_ms;
        row_.zone_basis = record::ZoneBasis::stated;
        row_.exact_time = true;
        row_.source = static_cast<uint32_t>(seq % 4);
        row_.platform = "encro";
        row_.conversation = conversation_;
        row_.sender = sender_;
        row_.participants = people_;
        row_.text = text_;
        row_.fingerprint = mix(seq + 77);
        // About what the groups of a record other than text take.
        record_.assign(120, '\0');
        for (size_t i = 0; i < 16; ++i) {
            record_[i] = static_cast<char>(next());
        }
        record_ += sender_;
        record_ += recipient_;
        record_ += conversation_;
        row_.record = record_;
        return row_;
    }

  private:
    static uint64_t mix(uint64_t x) {
        x ^= x >> 30;
        x *= 0xBF58476D1CE4E5B9ULL;
        x ^= x >> 27;
        x *= 0x94D049BB133111EBULL;
        return x ^ (x >> 31);
    }
    uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        return mix(state_);
    }
    // Zipf with exponent near 1: rank = n^u - 1 for uniform u.
    uint64_t zipf_of(uint64_t n) {
        const double u = static_cast<double>(next() >> 11) / 9007199254740992.0;
        return static_cast<uint64_t>(std::pow(static_cast<double>(n), u)) - 1;
    }
    uint64_t zipf() { return zipf_of(kWords); }

    static std::string make_word(uint64_t rank) {
        static constexpr std::array<std::string_view, 4> kAlphabets = {
            "abdegiklmnoprstuvz", "абвгдеиклмнопрстуя", "éàüñçöabdegiklmnor", "的一是不了人我在有他这中大来上国"};
        const uint64_t script = rank % 16 < 10 ? 0 : rank % 16 < 13 ? 1 : rank % 16 < 15 ? 2 : 3;
        std::vector<std::string_view> letters;
        const std::string_view alphabet = kAlphabets[script];
        for (size_t at = 0; at < alphabet.size();) {
            const auto lead = static_cast<unsigned char>(alphabet[at]);
            const size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : 3;
            letters.push_back(alphabet.substr(at, size));
            at += size;
        }
        uint64_t x = mix(rank + 12345);
        const uint64_t size = script == 3 ? 2 : 2 + x % 7;
        std::string out;
        for (uint64_t i = 0; i < size; ++i) {
            x = mix(x);
            out += letters[x % letters.size()];
        }
        return out;
    }

    uint64_t seed_;
    uint64_t rows_;
    int64_t jitter_ms_;
    uint64_t state_ = 0;
    std::vector<std::string> words_;
    std::string text_;
    std::string sender_;
    std::string recipient_;
    std::string conversation_;
    std::string record_;
    std::array<std::string_view, 2> people_;
    store::Row row_;
};

}  // namespace verbatim::bench
