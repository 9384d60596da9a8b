// SPDX-License-Identifier: Apache-2.0
// Folding: the one normal form in which text is searched. docs/query.md states it for users; this is how.
//
// Code point by code point: NFKC case folding (Unicode 3.13, which also drops zero-width and soft-hyphen characters and
// makes full-width forms ordinary), canonical decomposition, then marks of Latin, Greek, Cyrillic, Arabic and Hebrew
// writing are dropped and a few letters without decomposition become their base (ø o, ł l, æ ae). Vowel signs of Indic
// and South-East Asian scripts and Japanese voicing marks stay: without them the word is another.
// Words are runs of letters, digits and kept marks. In scripts written without spaces (Han, kana, Hangul, Thai, Lao,
// Khmer, Myanmar) each character is a word of its own, and so are emoji, other symbols and currency signs: a word there
// is found as the phrase of its characters, anywhere in a run. Everything else separates words.
// Pure and thread-safe; ASCII costs a table look-up, other text one more. Bytes that are not UTF-8 separate words.
#pragma once

#include <string>
#include <string_view>

namespace verbatim::store {

// Appends " word word ... word " (one space before, between and after), or nothing if there is no word.
void fold_words(std::string_view text, std::string& out);

// Appends the folded text with its punctuation; white space becomes one space, none at the ends. For handles, titles
// and other values that are compared whole.
void fold_value(std::string_view text, std::string& out);

// As above for patterns: the bytes kAnyOne and kAnyRun in `text` stand for ? and * and count as letters of a word.
inline constexpr char kAnyOne = '\x01';
inline constexpr char kAnyRun = '\x02';
void fold_word_pattern(std::string_view text, std::string& out);
void fold_value_pattern(std::string_view text, std::string& out);

}  // namespace verbatim::store
