// SPDX-License-Identifier: Apache-2.0
#include "store/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <array>
#include <atomic>
#include <cstdint>
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
    static const Table& instance() {
        static const Table table;
        return table;
    }
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
};

// Calls put(cls, utf8 of one folded code point) for each result.
template <class Put>
void fold_each(std::string_view text, Put&& put) {
    const Table& table = Table::instance();
    const auto* data = reinterpret_cast<const uint8_t*>(text.data());
    size_t at = 0;
    const size_t size = text.size();
    while (at < size) {
        UChar32 c = data[at];
        const Page& first_page = table.page(0);
        if (c < 0x80) {
            ++at;
            const Entry& entry = first_page.entries[static_cast<size_t>(c)];
            put(entry.cls, std::string_view(entry.bytes, entry.length));
            continue;
        }
        U8_NEXT(data, at, size, c);
        if (c < 0) {
            put(Class::separator, std::string_view("\xEF\xBF\xBD"));
            continue;
        }
        const Page& page = table.page(c);
        const size_t index = static_cast<size_t>(c) % kPageSize;
        const Entry& entry = page.entries[index];
        if (entry.simple) {
            put(entry.cls, std::string_view(entry.bytes, entry.length));
            continue;
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

class WordWriter {
  public:
    explicit WordWriter(std::string& out) : out_(out), begin_(out.size()) {}

    void put(Class cls, std::string_view bytes) {
        switch (cls) {
            case Class::letter:
                begin_word();
                out_.append(bytes);
                break;
            case Class::mark:
                if (after_single_) {
                    out_.insert(out_.size() - 1, bytes);  // before the space that ends the character's word
                } else {
                    begin_word();
                    out_.append(bytes);
                }
                break;
            case Class::single:
                end_word();
                begin_word();
                out_.append(bytes);
                end_word();
                after_single_ = true;
                break;
            case Class::separator:
            case Class::space:
                end_word();
                break;
        }
    }
    // ASCII letters and digits in either case.
    void put_letters(std::string_view letters) {
        begin_word();
        const size_t at = out_.size();
        out_.append(letters);
        for (size_t i = at; i < out_.size(); ++i) {
            out_[i] = kAsciiLetters[static_cast<unsigned char>(out_[i])];
        }
    }
    void finish() { end_word(); }

  private:
    void begin_word() {
        if (out_.size() == begin_) {
            out_.push_back(' ');
        }
        open_ = true;
        after_single_ = false;
    }
    void end_word() {
        if (open_) {
            out_.push_back(' ');
            open_ = false;
        }
        after_single_ = false;
    }

    std::string& out_;
    size_t begin_;
    bool open_ = false;          // a word has begun and has no space after it yet
    bool after_single_ = false;  // the last thing written is a one-character word and its space
};

bool is_wildcard(std::string_view bytes) {
    return bytes.size() == 1 && (bytes[0] == kAnyOne || bytes[0] == kAnyRun);
}

enum class Wildcards : uint8_t { no, yes };

void fold_other(std::string_view text, Wildcards wildcards, WordWriter& writer) {
    fold_each(text, [&](Class cls, std::string_view bytes) {
        const bool wild = wildcards == Wildcards::yes && is_wildcard(bytes);
        writer.put(wild ? Class::letter : cls, bytes);
    });
}

void fold_words_with(std::string_view text, Wildcards wildcards, std::string& out) {
    WordWriter writer(out);
    // Runs of ASCII letters are most of most texts: they skip the table of all characters.
    size_t at = 0;
    while (at < text.size()) {
        const size_t begin = at;
        while (at < text.size() && kAsciiLetters[static_cast<unsigned char>(text[at])] != 0) {
            ++at;
        }
        if (at > begin) {
            writer.put_letters(text.substr(begin, at - begin));
        }
        const size_t other = at;
        while (at < text.size() && kAsciiLetters[static_cast<unsigned char>(text[at])] == 0) {
            ++at;
        }
        fold_other(text.substr(other, at - other), wildcards, writer);
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
