// SPDX-License-Identifier: Apache-2.0
#include "vocabulary.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <unordered_set>

namespace verbatim::bench {
namespace {

// Syllables, so that words look like words and share prefixes. Latin ones partly carry diacritics.
constexpr std::string_view kLatin[] = {
    "ba", "be", "bo", "bra", "ca",  "ce", "chi", "co",  "da", "de", "di", "dro", "e",   "el", "en",  "er",  "fa", "fi",
    "fo", "ga", "ge", "go",  "gra", "ha", "he",  "hi",  "in", "ja", "jo", "ka",  "ke",  "ki", "kla", "la",  "le", "li",
    "lo", "ma", "me", "mi",  "mo",  "na", "ne",  "ni",  "no", "o",  "on", "or",  "pa",  "pe", "pi",  "pla", "po", "ra",
    "re", "ri", "ro", "sa",  "se",  "si", "so",  "sta", "ta", "te", "ti", "to",  "tra", "u",  "un",  "va",  "ve", "vi",
    "vo", "wa", "we", "za",  "é",   "ü",  "ö",   "né",  "ça", "ña", "ší", "åk",  "ør",  "łu", "ğı",  "ße"};
constexpr std::string_view kCyrillic[] = {"ба",  "бе", "бо", "ва", "ве", "ви", "во", "га",  "го", "да", "де", "до",
                                          "е",   "жа", "за", "зо", "и",  "ка", "ко", "кра", "ла", "ле", "ли", "ло",
                                          "ма",  "ме", "ми", "мо", "на", "не", "ни", "но",  "о",  "па", "пе", "по",
                                          "при", "ра", "ре", "ро", "са", "се", "со", "ста", "та", "те", "то", "тро",
                                          "у",   "ха", "ча", "ша", "щи", "ы",  "ю",  "я",   "й",  "ё"};
constexpr std::string_view kArabic[] = {"ا", "ب", "ت", "ث", "ج",  "ح",  "خ",  "د",  "ذ",  "ر", "ز",
                                        "س", "ش", "ص", "ط", "ع",  "غ",  "ف",  "ق",  "ك",  "ل", "م",
                                        "ن", "ه", "و", "ي", "ال", "لا", "ما", "يا", "نا", "را"};

struct Alphabet {
    std::span<const std::string_view> syllables;
    uint32_t shortest;
    uint32_t longest;
};

Alphabet alphabet(Script script) {
    switch (script) {
        case Script::latin:
            return {kLatin, 1, 5};
        case Script::cyrillic:
            return {kCyrillic, 1, 5};
        case Script::arabic:
            return {kArabic, 2, 6};
        case Script::chinese:
            break;
    }
    return {{}, 1, 3};
}

void append_chinese(std::string& out, uint32_t code_point) {
    out += static_cast<char>(0xe0 | (code_point >> 12));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code_point & 0x3f));
}

}  // namespace

Zipf::Zipf(uint32_t size, double exponent, double shift) : slots_(size) {
    std::vector<double> weights(size);
    double sum = 0;
    for (uint32_t rank = 0; rank < size; ++rank) {
        weights[rank] = std::pow(static_cast<double>(rank) + shift, -exponent);
        sum += weights[rank];
    }
    std::vector<uint32_t> small;
    std::vector<uint32_t> large;
    for (uint32_t rank = 0; rank < size; ++rank) {
        weights[rank] *= size / sum;
        (weights[rank] < 1 ? small : large).push_back(rank);
    }
    while (!small.empty() && !large.empty()) {
        const uint32_t low = small.back();
        const uint32_t high = large.back();
        small.pop_back();
        slots_[low] = {static_cast<uint32_t>(weights[low] * 0x1.0p32), high};
        weights[high] -= 1 - weights[low];
        if (weights[high] < 1) {
            large.pop_back();
            small.push_back(high);
        }
    }
    for (const auto& rest : {small, large}) {
        for (const uint32_t rank : rest) {
            slots_[rank] = {UINT32_MAX, rank};
        }
    }
}

Vocabulary::Vocabulary(Script script, uint32_t size, uint64_t seed) : zipf_(size, 1.05, 2.7) {
    Random random(seed);
    const Alphabet letters = alphabet(script);
    std::unordered_set<std::string> seen;
    seen.reserve(size);
    offsets_.reserve(size + 1);
    offsets_.push_back(0);
    while (seen.size() < size) {
        // The first words are short; the length bound rises with the rank's number of digits.
        const auto rank = static_cast<double>(seen.size());
        const auto reach = static_cast<uint32_t>(std::log10(rank + 1) * 0.8);
        const uint32_t parts = std::min(letters.longest, letters.shortest + random.below(2 + reach));
        std::string word;
        for (uint32_t part = 0; part < parts; ++part) {
            if (script == Script::chinese) {
                append_chinese(word, 0x4e00 + random.below(3000));
            } else {
                word += letters.syllables[random.below(static_cast<uint32_t>(letters.syllables.size()))];
            }
        }
        if (seen.insert(word).second) {
            bytes_ += word;
            offsets_.push_back(static_cast<uint32_t>(bytes_.size()));
        }
    }
}

}  // namespace verbatim::bench
