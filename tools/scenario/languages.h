// SPDX-License-Identifier: Apache-2.0
// Languages: the sentences of which all texts are made.
//
// Written for this generator; ordinary phrases and made-up words, none taken from a real chat. A sentence has blanks
// that text.cc fills: {p} place, {d} weekday, {h} hour, {n} number, {s} slang word, {g} goods, {a} amount, {e} price,
// {k} cash in thousands, {t} token, {w} code word, {c} container, {v} nickname. No sentence has a quote, a backslash, a
// semicolon or a line break, so that every shape can write it without escaping (the tests hold that). Constant data;
// any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace verbatim::scenario {

enum class Script : uint8_t { latin, cyrillic, arabic };

using Sentences = std::span<const std::string_view>;

struct Language {
    std::string_view code;  // ISO 639-1
    Script script = Script::latin;
    std::array<std::string_view, 7> weekdays;  // Monday first
    Sentences chat;
    Sentences deal_ask;    // goods and amount
    Sentences deal_price;  // price of one
    Sentences deal_meet;   // place, day, hour
    Sentences deal_load;   // container
    Sentences deal_agree;
    Sentences handover_token;    // the payer's side: token, code word
    Sentences handover_collect;  // the collector's side: the same token, amount, place
    Sentences threat;            // mild, of nobody who exists
    Sentences lookalike;         // the same words in a harmless sense
    Sentences new_phone;
};

inline constexpr size_t kLanguages = 9;
inline constexpr uint8_t kEnglish = 0;
const Language& language(uint8_t index);

}  // namespace verbatim::scenario
