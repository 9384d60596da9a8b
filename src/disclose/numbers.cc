// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/numbers.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace verbatim::disclose::internal {
namespace {

constexpr size_t kIbanMin = 15;
constexpr size_t kIbanMax = 34;
constexpr size_t kCardMin = 13;
constexpr size_t kCardMax = 19;

struct Country {
    char code[3];
    uint8_t length;
};
// Lengths by the IBAN registry, in order of the codes.
constexpr Country kCountries[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
    {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DJ", 27},
    {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FK", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28},
    {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28},
    {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22},
    {"MK", 19}, {"MN", 20}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23},
    {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
    {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// The characters of a number without the single spaces and hyphens between them, and where each ends.
struct Compact {
    std::array<char, kIbanMax> characters{};
    std::array<size_t, kIbanMax> ends{};
    size_t size = 0;
};
template <class Belongs>
Compact compact(std::string_view text, Belongs belongs) {
    Compact out;
    bool separated = false;
    for (size_t at = 0; at < text.size() && out.size < kIbanMax; ++at) {
        const char c = upper(text[at]);
        if (belongs(c)) {
            out.characters[out.size] = c;
            out.ends[out.size++] = at + 1;
            separated = false;
        } else if ((c == ' ' || c == '-') && out.size > 0 && !separated) {
            separated = true;
        } else {
            break;
        }
    }
    return out;
}

// ISO 7064, modulo 97-10, over the number with its first four characters moved to the end.
bool has_iban_check(const Compact& number, size_t size) {
    uint32_t rest = 0;
    for (size_t i = 0; i < size; ++i) {
        const char c = number.characters[(i + 4) % size];
        rest = is_digit(c) ? (rest * 10 + static_cast<uint32_t>(c - '0')) % 97
                           : (rest * 100 + static_cast<uint32_t>(c - 'A' + 10)) % 97;
    }
    return rest == 1;
}

bool has_luhn_check(const Compact& number, size_t size) {
    uint32_t sum = 0;
    for (size_t i = 0; i < size; ++i) {
        auto digit = static_cast<uint32_t>(number.characters[size - 1 - i] - '0');
        if (i % 2 == 1) {
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        }
        sum += digit;
    }
    return sum % 10 == 0;
}

size_t country_length(const Compact& number) {
    for (const Country& country : kCountries) {
        if (country.code[0] == number.characters[0] && country.code[1] == number.characters[1]) {
            return country.length;
        }
    }
    return 0;
}

}  // namespace

size_t iban_length(std::string_view text) {
    if (text.size() < kIbanMin || !is_letter(text[0]) || !is_letter(text[1])) {
        return 0;
    }
    const Compact number = compact(text, [](char c) { return is_digit(c) || is_letter(c); });
    if (number.size < kIbanMin || !is_digit(number.characters[2]) || !is_digit(number.characters[3])) {
        return 0;
    }
    if (const size_t known = country_length(number); known > 0) {
        return number.size >= known && has_iban_check(number, known) ? number.ends[known - 1] : 0;
    }
    // A country that joined later, of unknown length. One in 97 of any letters passes the check, and there are twenty
    // lengths to try: words have few digits, account numbers mostly digits.
    for (size_t size = number.size; size >= kIbanMin; --size) {
        const auto digits = std::count_if(number.characters.begin(), number.characters.begin() + size, is_digit);
        if (static_cast<size_t>(digits) * 2 >= size && has_iban_check(number, size)) {
            return number.ends[size - 1];
        }
    }
    return 0;
}

size_t card_length(std::string_view text) {
    const Compact number = compact(text, is_digit);
    if (number.size < kCardMin || number.characters[0] < '2' || number.characters[0] > '6') {
        return 0;
    }
    for (size_t size = std::min(number.size, kCardMax); size >= kCardMin; --size) {
        if (has_luhn_check(number, size)) {
            return number.ends[size - 1];
        }
    }
    return 0;
}

size_t count_digits(std::string_view text) {
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), is_digit));
}

}  // namespace verbatim::disclose::internal
