// SPDX-License-Identifier: Apache-2.0
#include "app/internal/needles.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace verbatim::app {
namespace {

constexpr unsigned kFilterBits = 24;
constexpr uint64_t kMix = 0x9E3779B97F4A7C15;

uint64_t head_of(const char* bytes) {
    uint64_t head = 0;
    std::memcpy(&head, bytes, sizeof head);
    return head;
}

uint64_t slot_of(uint64_t head) {
    return (head * kMix) >> (64 - kFilterBits);
}

// Code units of UTF-16.
std::vector<uint16_t> utf16(std::string_view words) {
    std::vector<uint16_t> units;
    for (size_t at = 0; at < words.size();) {
        uint32_t point = static_cast<uint8_t>(words[at]);
        const size_t length = point < 0x80 ? 1 : point < 0xE0 ? 2 : point < 0xF0 ? 3 : 4;
        point &= length == 1 ? 0x7F : 0xFFU >> (length + 1);
        for (size_t i = 1; i < length && at + i < words.size(); ++i) {
            point = point << 6 | (static_cast<uint8_t>(words[at + i]) & 0x3F);
        }
        at += length;
        if (point >= 0x10000) {
            units.push_back(static_cast<uint16_t>(0xD800 + ((point - 0x10000) >> 10)));
            units.push_back(static_cast<uint16_t>(0xDC00 + ((point - 0x10000) & 0x3FF)));
        } else {
            units.push_back(static_cast<uint16_t>(point));
        }
    }
    return units;
}

std::string utf16_bytes(const std::vector<uint16_t>& units, bool big) {
    std::string out;
    for (const uint16_t unit : units) {
        const char high = static_cast<char>(unit >> 8);
        const char low = static_cast<char>(unit & 0xFF);
        out += big ? high : low;
        out += big ? low : high;
    }
    return out;
}

void escape(std::string& out, uint16_t unit, const char* digits) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
        out += digits[(unit >> shift) & 0xF];
    }
}

// Without the quotes. `digits`: those of the escapes of what is not ASCII; none: it stands as it is.
std::string json(const std::vector<uint16_t>& units, std::string_view words, const char* digits, bool slash) {
    constexpr std::string_view kPlain = "\b\t\n\f\r";
    constexpr std::string_view kLetters = "btnfr";
    std::string out;
    const auto ascii = [&](char c) {
        const size_t special = kPlain.find(c);
        if (c == '"' || c == '\\' || (slash && c == '/')) {
            out += {'\\', c};
        } else if (special != std::string_view::npos) {
            out += {'\\', kLetters[special]};
        } else if (static_cast<uint8_t>(c) < 0x20) {
            escape(out, static_cast<uint8_t>(c), digits != nullptr ? digits : "0123456789abcdef");
        } else {
            out += c;
        }
    };
    if (digits == nullptr) {
        std::for_each(words.begin(), words.end(), ascii);
        return out;
    }
    for (const uint16_t unit : units) {
        if (unit < 0x80) {
            ascii(static_cast<char>(unit));
        } else {
            escape(out, unit, digits);
        }
    }
    return out;
}

std::string replaced(std::string_view words, std::initializer_list<std::pair<char, std::string_view>> pairs) {
    std::string out;
    for (const char c : words) {
        const auto* found = std::ranges::find(pairs, c, &std::pair<char, std::string_view>::first);
        out += found == pairs.end() ? std::string_view(&c, 1) : found->second;
    }
    return out;
}

std::set<std::string> spellings(std::string_view words) {
    const auto units = utf16(words);
    std::set<std::string> out{std::string(words), utf16_bytes(units, false), utf16_bytes(units, true)};
    for (const bool slash : {false, true}) {
        for (const char* digits : {static_cast<const char*>(nullptr), "0123456789abcdef", "0123456789ABCDEF"}) {
            out.insert(json(units, words, digits, slash));
        }
    }
    out.insert(replaced(words, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}}));
    out.insert(replaced(words, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}));
    out.insert(replaced(words, {{'"', "\"\""}}));
    return out;
}

// At a code point's edge.
std::string_view cut(std::string_view words) {
    size_t size = std::min(words.size(), Needles::kMost);
    while (size < words.size() && size > 0 && (static_cast<uint8_t>(words[size]) & 0xC0) == 0x80) {
        --size;
    }
    return words.substr(0, size);
}

}  // namespace

size_t Needles::add(std::string_view words) {
    const size_t number = count_++;
    for (const std::string& bytes : spellings(cut(words))) {
        longest_ = std::max(longest_, bytes.size());
        spellings_.push_back({head_of(bytes.data()), bytes, number});
    }
    return number;
}

void Needles::ready() {
    std::ranges::sort(spellings_, {}, &Spelling::head);
    filter_.assign((size_t{1} << kFilterBits) / 64, 0);
    for (const Spelling& spelling : spellings_) {
        const uint64_t slot = slot_of(spelling.head);
        filter_[slot / 64] |= uint64_t{1} << (slot % 64);
    }
}

void Needles::find(std::string_view bytes, const Found& found) const {
    if (spellings_.empty()) {
        return;
    }
    for (size_t at = 0; at + kLeast <= bytes.size(); ++at) {
        const uint64_t head = head_of(bytes.data() + at);
        const uint64_t slot = slot_of(head);
        if ((filter_[slot / 64] >> (slot % 64) & 1) == 0) {
            continue;
        }
        for (auto one = std::ranges::lower_bound(spellings_, head, {}, &Spelling::head);
             one != spellings_.end() && one->head == head; ++one) {
            if (bytes.substr(at, one->bytes.size()) == one->bytes) {
                found(one->needle, at, at + one->bytes.size());
            }
        }
    }
}

}  // namespace verbatim::app
