// SPDX-License-Identifier: Apache-2.0
#include "store/fold.h"

#include <gtest/gtest.h>
#include <unicode/unistr.h>

#include <random>

#include "oracle.h"

namespace verbatim::store {
namespace {

std::string words(std::string_view text) {
    std::string out;
    fold_words(text, out);
    return out;
}

std::string value(std::string_view text) {
    std::string out;
    fold_value(text, out);
    return out;
}

std::string utf8(const std::u32string& text) {
    std::string out;
    icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()), static_cast<int32_t>(text.size()))
        .toUTF8String(out);
    return out;
}

TEST(FoldWords, CaseDiacriticsAndWidthDoNotCount) {
    EXPECT_EQ(words("Café STRASSE Straße"), " cafe strasse strasse ");
    EXPECT_EQ(words("ＦＵＬＬ ｗｉｄｔｈ"), " full width ");
    EXPECT_EQ(words("Łódź Ærø İstanbul ırmak"), " lodz aero istanbul irmak ");
    EXPECT_EQ(words("ПРИВЕТ Ёлка"), " привет елка ");
    EXPECT_EQ(words("مُحَمَّد"), words("محمد"));
    EXPECT_EQ(words("שָׁלוֹם"), words("שלום"));
    EXPECT_EQ(words("e\xCC\x81t\xC3\xA9"), " ete ");
}

TEST(FoldWords, PunctuationSeparates) {
    EXPECT_EQ(words("“don’t”—stop…now"), " don t stop now ");
    EXPECT_EQ(words("big_boss@enc.example"), " big boss enc example ");
    EXPECT_EQ(words(" ... !!! "), "");
    EXPECT_EQ(words(""), "");
    EXPECT_EQ(words("a\xFF"
                    "b"),
              " a b ");
}

TEST(FoldWords, ScriptsWithoutSpacesGiveOneWordACharacter) {
    EXPECT_EQ(words("你好世界"), " 你 好 世 界 ");
    EXPECT_EQ(words("abc你好def"), " abc 你 好 def ");
    EXPECT_EQ(words("ไทย"), " ไ ท ย ");
    EXPECT_EQ(words("が"), words("か\xE3\x82\x99"));
    EXPECT_NE(words("が"), words("か"));
}

TEST(FoldWords, VowelSignsOfIndicScriptsStay) {
    EXPECT_NE(words("कि"), words("की"));
}

TEST(FoldWords, SymbolsAreWordsInvisibleCharactersAreNot) {
    EXPECT_EQ(words("€50"), " € 50 ");
    EXPECT_EQ(words("$50"), words("＄50"));
    EXPECT_EQ(words("💰🔫"), " 💰 🔫 ");
    EXPECT_EQ(words("👍🏽"), " 👍 ");
    EXPECT_EQ(words("ki\xC2\xADlo"), " kilo ");      // soft hyphen
    EXPECT_EQ(words("ki\xE2\x80\x8Blo"), " kilo ");  // zero-width space
}

TEST(FoldValue, KeepsPunctuationAndSqueezesSpace) {
    EXPECT_EQ(value("  Big   Boss@ENC.example "), "big boss@enc.example");
    EXPECT_EQ(value("KILO"), "kilo");
    EXPECT_EQ(value("Ünal\xC2\xA0Ö."), "unal o.");
}

// Against ICU over whole strings, for random mixtures of every script.
TEST(FoldWords, EqualsTheOracle) {
    std::mt19937 random(20200401);
    const auto pick = [&](char32_t low, char32_t high) {
        return static_cast<char32_t>(low + random() % (high - low + 1));
    };
    for (int round = 0; round < 20'000; ++round) {
        std::u32string text;
        const size_t size = random() % 12;
        for (size_t i = 0; i < size; ++i) {
            switch (random() % 12) {
                case 0:
                    text += pick(0x20, 0x7E);
                    break;
                case 1:
                    text += pick(0xA0, 0x17F);
                    break;
                case 2:
                    text += pick(0x370, 0x52F);
                    break;
                case 3:
                    text += pick(0x5D0, 0x64A);
                    break;
                case 4:
                    text += pick(0x904, 0x939);
                    break;
                case 5:
                    text += pick(0xE01, 0xE30);
                    break;
                case 6:
                    text += pick(0x3041, 0x30FE);
                    break;
                case 7:
                    text += pick(0x4E00, 0x4E80);
                    break;
                case 8:
                    text += pick(0xAC00, 0xAC80);
                    break;
                case 9:
                    text += pick(0x1F300, 0x1F64F);
                    break;
                case 10:
                    text += pick(0xFF01, 0xFF60);
                    break;
                default:
                    text += U' ';
            }
        }
        const std::string input = utf8(text);
        std::string expected;
        for (const std::u32string& word : oracle::words_of(input)) {
            // The dollar sign is written as its full-width form so that every splitting rule sees a word.
            expected += " " + utf8(word == U"$" ? U"＄" : word);
        }
        expected += expected.empty() ? "" : " ";
        ASSERT_EQ(words(input), expected) << input;
        const std::string once = value(input);
        ASSERT_EQ(value(once), once) << input;
    }
}

}  // namespace
}  // namespace verbatim::store
