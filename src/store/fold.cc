// SPDX-License-Identifier: Apache-2.0
#include "store/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>

#include "base/result.h"

namespace verbatim::store {
namespace {

enum class Class : uint8_t { separator, letter, single, mark, space };

// What one code point becomes. `simple`: exactly one code point, its UTF-8 in bytes. Otherwise `expansion` holds UTF-8
// (perhaps none) whose code points are looked up again, as already folded.
struct Entry {
    Class cls = Class::separator;  // of the result, if simple
    uint8_t length = 0;
    bool simple = true;
    char bytes[5] = {};
};

constexpr size_t kLetterBytes = 4;  // of a code point in UTF-8

constexpr size_t kPageSize = 256;
constexpr size_t kPages = 0x110000 / kPageSize;

struct Page {
    std::array<Entry, kPageSize> entries;
    std::array<std::string, kPageSize> expansions;  // of entries that are not simple
};

bool is_japanese_voicing(UChar32 c) {
    return c == 0x3099 || c == 0x309A;
}

// Marks that readers leave out or type differently without meaning another word.
bool is_dropped_mark(UChar32 c) {
    const int8_t category = u_charType(c);
    if (category != U_NON_SPACING_MARK && category != U_ENCLOSING_MARK) {
        return c == 0x0640;  // Arabic tatweel, a stretcher
    }
    if (is_japanese_voicing(c)) {
        return false;
    }
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
        case USCRIPT_INHERITED:
        case USCRIPT_COMMON:
        case USCRIPT_LATIN:
        case USCRIPT_GREEK:
        case USCRIPT_CYRILLIC:
        case USCRIPT_HEBREW:
        case USCRIPT_ARABIC:
        case USCRIPT_SYRIAC:
            return true;
        default:
            return false;
    }
}

std::string_view base_letters(UChar32 c) {
    switch (c) {
        case 0x00E6:
            return "ae";
        case 0x0153:
            return "oe";
        case 0x00F8:
            return "o";
        case 0x0142:
            return "l";
        case 0x0111:
            return "d";
        case 0x0127:
            return "h";
        case 0x0167:
            return "t";
        case 0x0131:
            return "i";
        // The engine's own splitting rule would drop the one ASCII symbol that is a word here.
        case 0x0024:
            return "\xEF\xBC\x84";
        default:
            return {};
    }
}

bool is_unspaced_script(UChar32 c) {
    if (c >= 0x3005 && c <= 0x30FF) {
        return true;  // iteration and length marks among the kana are of no script
    }
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_HANGUL:
        case USCRIPT_BOPOMOFO:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR:
            return true;
        default:
            return false;
    }
}

Class classify(UChar32 c) {
    switch (u_charType(c)) {
        case U_NON_SPACING_MARK:
        case U_ENCLOSING_MARK:
        case U_COMBINING_SPACING_MARK:
            return Class::mark;
        case U_UPPERCASE_LETTER:
        case U_LOWERCASE_LETTER:
        case U_TITLECASE_LETTER:
        case U_MODIFIER_LETTER:
        case U_OTHER_LETTER:
        case U_DECIMAL_DIGIT_NUMBER:
        case U_LETTER_NUMBER:
        case U_OTHER_NUMBER:
            if (c >= 0x1160 && c <= 0x11FF) {
                return Class::mark;  // Hangul vowels and finals belong to the syllable before
            }
            return is_unspaced_script(c) ? Class::single : Class::letter;
        case U_OTHER_SYMBOL:
        case U_CURRENCY_SYMBOL:
            return Class::single;
        default:
            return u_isUWhiteSpace(c) ? Class::space : Class::separator;
    }
}

std::string utf8(UChar32 c) {
    std::string out;
    icu::UnicodeString(c).toUTF8String(out);
    return out;
}

std::string fold_code_point(UChar32 c) {
    // Compatibility jamo are letters people type alone; their NFKC form would join the syllable before.
    if (c >= 0x3131 && c <= 0x318E) {
        return utf8(c);
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
    VB_ASSERT(U_SUCCESS(status));
    const icu::UnicodeString folded = decompose->normalize(casefold->normalize(icu::UnicodeString(c), status), status);
    VB_ASSERT(U_SUCCESS(status));
    std::string out;
    for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
        const UChar32 each = folded.char32At(i);
        if (is_dropped_mark(each)) {
            continue;
        }
        const std::string_view base = base_letters(each);
        out += base.empty() ? utf8(each) : std::string(base);
    }
    return out;
}

std::unique_ptr<Page> build_page(size_t number) {
    auto page = std::make_unique<Page>();
    for (size_t i = 0; i < kPageSize; ++i) {
        const auto c = static_cast<UChar32>(number * kPageSize + i);
        Entry& entry = page->entries[i];
        if (U_IS_SURROGATE(c)) {
            continue;
        }
        const std::string folded = fold_code_point(c);
        int32_t at = 0;
        UChar32 first = 0;
        const auto length = static_cast<int32_t>(folded.size());
        if (length > 0) {
            U8_NEXT(reinterpret_cast<const uint8_t*>(folded.data()), at, length, first);
        }
        if (length > 0 && at == length) {
            entry.cls = classify(first);
            entry.length = static_cast<uint8_t>(length);
            folded.copy(entry.bytes, sizeof entry.bytes);
        } else {
            entry.simple = false;
            page->expansions[i] = folded;
        }
    }
    return page;
}

// Pages are built when first needed: all of Unicode would cost half a second at every start. They are never freed; two
// threads may build the same page, one of the two equal results is kept.
class Table {
  public:
    // Of an ASCII character: what it becomes in a list of words, and whether that is part of a word.
    struct Ascii {
        char byte = ' ';
        bool letter = false;
        bool usual = false;  // else it takes the general way
    };

    Table() {
        for (size_t c = 0; c < ascii_.size(); ++c) {
            const Entry& entry = page(0).entries[c];
            const bool letter = entry.simple && entry.cls == Class::letter && entry.length == 1;
            const bool between = entry.simple && (entry.cls == Class::separator || entry.cls == Class::space);
            ascii_[c] = {letter ? entry.bytes[0] : ' ', letter, letter || between};
        }
    }
    static const Table& instance() {
        static const Table table;
        return table;
    }
    const Ascii& ascii(uint8_t c) const { return ascii_[c]; }
    const Page& page(UChar32 c) const {
        std::atomic<const Page*>& slot = pages_[static_cast<size_t>(c) / kPageSize];
        const Page* found = slot.load(std::memory_order_acquire);
        if (found != nullptr) {
            return *found;
        }
        std::unique_ptr<Page> made = build_page(static_cast<size_t>(c) / kPageSize);
        if (slot.compare_exchange_strong(found, made.get(), std::memory_order_acq_rel)) {
            return *made.release();
        }
        return *found;
    }

  private:
    mutable std::array<std::atomic<const Page*>, kPages> pages_{};
    std::array<Ascii, 0x80> ascii_;
};

// Takes the code point at `at` and calls put(cls, utf8 of one folded code point) for each result; returns where the
// next one begins.
template <class Put>
size_t fold_one(const Table& table, std::string_view text, size_t at, Put&& put) {
    const auto* data = reinterpret_cast<const uint8_t*>(text.data());
    const size_t size = text.size();
    UChar32 c = 0;
    U8_NEXT(data, at, size, c);
    if (c < 0) {
        put(Class::separator, std::string_view("\xEF\xBF\xBD"));
        return at;
    }
    const Page& page = table.page(c);
    const size_t index = static_cast<size_t>(c) % kPageSize;
    const Entry& entry = page.entries[index];
    if (entry.simple) {
        put(entry.cls, std::string_view(entry.bytes, entry.length));
        return at;
    }
    const std::string& expansion = page.expansions[index];
    const auto* expansion_data = reinterpret_cast<const uint8_t*>(expansion.data());
    int32_t inner = 0;
    while (inner < static_cast<int32_t>(expansion.size())) {
        const int32_t begin = inner;
        UChar32 each = 0;
        U8_NEXT(expansion_data, inner, static_cast<int32_t>(expansion.size()), each);
        put(classify(each),
            std::string_view(expansion).substr(static_cast<size_t>(begin), static_cast<size_t>(inner - begin)));
    }
    return at;
}

template <class Put>
void fold_each(std::string_view text, Put&& put) {
    const Table& table = Table::instance();
    for (size_t at = 0; at < text.size();) {
        at = fold_one(table, text, at, put);
    }
}

// 0: neither a letter nor a digit of ASCII, else its folded form.
constexpr std::array<char, 256> make_ascii_letters() {
    std::array<char, 256> table{};
    for (char c = 'a'; c <= 'z'; ++c) {
        table[static_cast<unsigned char>(c)] = c;
        table[static_cast<unsigned char>(c - 32)] = c;
    }
    for (char c = '0'; c <= '9'; ++c) {
        table[static_cast<unsigned char>(c)] = c;
    }
    return table;
}
constexpr std::array<char, 256> kAsciiLetters = make_ascii_letters();

// Writes past the end of what is used of `out`, which finish() cuts: most pieces are one character long, for which
// std::string's own append costs several times the copy.
class WordWriter {
  public:
    explicit WordWriter(std::string& out) : out_(out), begin_(out.size()), end_(out.size()) {}

    void put(Class cls, std::string_view bytes) {
        switch (cls) {
            case Class::letter:
                begin_word();
                append(bytes);
                break;
            case Class::mark:
                if (after_single_) {
                    --end_;  // before the space that ends the character's word
                    append(bytes);
                    push(' ');
                } else {
                    begin_word();
                    append(bytes);
                }
                break;
            case Class::single:
                end_word();
                begin_word();
                append(bytes);
                end_word();
                after_single_ = true;
                break;
            case Class::separator:
            case Class::space:
                end_word();
                break;
        }
    }
    // Takes what is usual in most texts: ASCII and letters that fold to one letter. Returns where something else comes,
    // or the end. Without a branch on where words begin and end, which nobody can predict.
    size_t put_run(const Table& table, std::string_view text, size_t at) {
        constexpr size_t kGrowth = 2;  // a letter of n bytes, n > 1, folds to at most kLetterBytes
        char* const start = room((text.size() - at) * kGrowth + 1 + kLetterBytes);
        char* to = start;
        const bool first = end_ == begin_;
        if (first) {
            *to++ = ' ';
        }
        const size_t from = at;
        bool open = open_;
        while (at < text.size()) {
            const auto byte = static_cast<uint8_t>(text[at]);
            if (byte < 0x80) {
                const Table::Ascii& ascii = table.ascii(byte);
                if (!ascii.usual) {
                    break;
                }
                *to = ascii.byte;
                to += static_cast<unsigned>(ascii.letter) | static_cast<unsigned>(open);
                open = ascii.letter;
                ++at;
                continue;
            }
            size_t next = at;
            UChar32 c = 0;
            U8_NEXT(reinterpret_cast<const uint8_t*>(text.data()), next, text.size(), c);
            if (c < 0) {
                break;
            }
            const Entry& entry = table.page(c).entries[static_cast<size_t>(c) % kPageSize];
            if (!entry.simple || entry.cls != Class::letter) {
                break;
            }
            std::memcpy(to, entry.bytes, kLetterBytes);
            to += entry.length;
            open = true;
            at = next;
        }
        if (at != from) {
            after_single_ = false;
        }
        open_ = open;
        end_ += first && to == start + 1 ? 0 : static_cast<size_t>(to - start);
        return at;
    }
    void finish() {
        end_word();
        out_.resize(end_);
    }

  private:
    char* room(size_t size) {
        if (out_.size() - end_ < size) {
            out_.resize(std::max(out_.size() * 2, end_ + size + kRoom));
        }
        return out_.data() + end_;
    }
    void append(std::string_view bytes) {
        std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
        end_ += bytes.size();
    }
    void push(char byte) {
        *room(1) = byte;
        ++end_;
    }
    void begin_word() {
        if (end_ == begin_) {
            push(' ');
        }
        open_ = true;
        after_single_ = false;
    }
    void end_word() {
        if (open_) {
            push(' ');
            open_ = false;
        }
        after_single_ = false;
    }

    static constexpr size_t kRoom = 256;

    std::string& out_;
    size_t begin_;
    size_t end_;                 // of what is written; out_ is longer
    bool open_ = false;          // a word has begun and has no space after it yet
    bool after_single_ = false;  // the last thing written is a one-character word and its space
};

bool is_wildcard(std::string_view bytes) {
    return bytes.size() == 1 && (bytes[0] == kAnyOne || bytes[0] == kAnyRun);
}

enum class Wildcards : uint8_t { no, yes };

void fold_words_with(std::string_view text, Wildcards wildcards, std::string& out) {
    const Table& table = Table::instance();
    WordWriter writer(out);
    for (size_t at = 0; at < text.size();) {
        if (wildcards == Wildcards::no) {
            at = writer.put_run(table, text, at);
            if (at == text.size()) {
                break;
            }
        }
        at = fold_one(table, text, at, [&](Class cls, std::string_view bytes) {
            const bool wild = wildcards == Wildcards::yes && is_wildcard(bytes);
            writer.put(wild ? Class::letter : cls, bytes);
        });
    }
    writer.finish();
}

// Handles and ids are mostly this: visible ASCII without the one symbol that folding changes.
bool is_plain_ascii(std::string_view text) {
    for (const char c : text) {
        if (c <= ' ' || c == '\x7F' || c == '$') {
            return false;
        }
    }
    return true;
}

void fold_value_with(std::string_view text, Wildcards wildcards, std::string& out) {
    const size_t begin = out.size();
    if (is_plain_ascii(text)) {
        out.append(text);
        for (size_t i = begin; i < out.size(); ++i) {
            const char letter = kAsciiLetters[static_cast<unsigned char>(out[i])];
            out[i] = letter == 0 ? out[i] : letter;
        }
        return;
    }
    bool space = false;
    fold_each(text, [&](Class cls, std::string_view bytes) {
        if (cls == Class::space && !(wildcards == Wildcards::yes && is_wildcard(bytes))) {
            space = true;
            return;
        }
        if (space && out.size() > begin) {
            out.push_back(' ');
        }
        space = false;
        out.append(bytes);
    });
}

}  // namespace

void fold_words(std::string_view text, std::string& out) {
    fold_words_with(text, Wildcards::no, out);
}
void fold_value(std::string_view text, std::string& out) {
    fold_value_with(text, Wildcards::no, out);
}
void fold_word_pattern(std::string_view text, std::string& out) {
    fold_words_with(text, Wildcards::yes, out);
}
void fold_value_pattern(std::string_view text, std::string& out) {
    fold_value_with(text, Wildcards::yes, out);
}

}  // namespace verbatim::store
