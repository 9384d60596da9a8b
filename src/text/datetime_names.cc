// SPDX-License-Identifier: Apache-2.0
// Month and day-part names. Own tables, case-folded, so that a name means the same whatever the ICU version. Facts from
// the Unicode CLDR (gregorian calendar, months and dayPeriods), plus spellings that programs still write. A word that
// names different months in two languages (Croatian "listopad" is October, Czech and Polish November) is left out of
// the language with fewer speakers.
#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "text/datetime.h"
#include "text/utf8.h"

namespace verbatim::text {
namespace {

struct Name {
    std::string_view word;
    int value;
};

// clang-format off
constexpr auto kMonths = [] {
    auto names = std::to_array<Name>({
        // English
        {"january", 1}, {"february", 2}, {"march", 3}, {"april", 4}, {"may", 5}, {"june", 6}, {"july", 7},
        {"august", 8}, {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12}, {"jan", 1}, {"feb", 2},
        {"mar", 3}, {"apr", 4}, {"jun", 6}, {"jul", 7}, {"aug", 8}, {"sep", 9}, {"sept", 9}, {"oct", 10}, {"nov", 11},
        {"dec", 12},
        // German
        {"januar", 1}, {"jänner", 1}, {"jän", 1}, {"februar", 2}, {"feber", 2}, {"märz", 3}, {"mär", 3}, {"mrz", 3},
        {"mai", 5}, {"juni", 6}, {"juli", 7}, {"oktober", 10}, {"okt", 10}, {"dezember", 12}, {"dez", 12},
        // Dutch
        {"januari", 1}, {"februari", 2}, {"maart", 3}, {"mrt", 3}, {"mei", 5}, {"augustus", 8},
        // French
        {"janvier", 1}, {"janv", 1}, {"février", 2}, {"févr", 2}, {"fév", 2}, {"mars", 3}, {"avril", 4}, {"avr", 4},
        {"juin", 6}, {"juillet", 7}, {"juil", 7}, {"août", 8}, {"septembre", 9}, {"octobre", 10}, {"novembre", 11},
        {"décembre", 12}, {"déc", 12},
        // Spanish, Catalan
        {"enero", 1}, {"ene", 1}, {"febrero", 2}, {"marzo", 3}, {"abril", 4}, {"abr", 4}, {"mayo", 5}, {"junio", 6},
        {"julio", 7}, {"agosto", 8}, {"ago", 8}, {"septiembre", 9}, {"setiembre", 9}, {"octubre", 10},
        {"noviembre", 11}, {"diciembre", 12}, {"dic", 12}, {"gener", 1}, {"febrer", 2}, {"març", 3}, {"maig", 5},
        {"juny", 6}, {"juliol", 7}, {"agost", 8}, {"setembre", 9}, {"desembre", 12}, {"des", 12},
        // Portuguese
        {"janeiro", 1}, {"fevereiro", 2}, {"fev", 2}, {"março", 3}, {"maio", 5}, {"junho", 6}, {"julho", 7},
        {"setembro", 9}, {"set", 9}, {"outubro", 10}, {"out", 10}, {"novembro", 11}, {"dezembro", 12},
        // Italian
        {"gennaio", 1}, {"gen", 1}, {"febbraio", 2}, {"aprile", 4}, {"maggio", 5}, {"mag", 5}, {"giugno", 6},
        {"giu", 6}, {"luglio", 7}, {"lug", 7}, {"settembre", 9}, {"sett", 9}, {"ottobre", 10}, {"ott", 10},
        {"dicembre", 12},
        // Turkish
        {"ocak", 1}, {"oca", 1}, {"şubat", 2}, {"şub", 2}, {"mart", 3}, {"nisan", 4}, {"nis", 4}, {"mayıs", 5},
        {"haziran", 6}, {"haz", 6}, {"temmuz", 7}, {"tem", 7}, {"ağustos", 8}, {"ağu", 8}, {"eylül", 9}, {"eyl", 9},
        {"ekim", 10}, {"eki", 10}, {"kasım", 11}, {"kas", 11}, {"aralık", 12}, {"ara", 12},
        // Swedish, Norwegian, Danish, Icelandic
        {"maj", 5}, {"augusti", 8}, {"desember", 12}, {"janúar", 1}, {"febrúar", 2}, {"apríl", 4}, {"maí", 5},
        {"júní", 6}, {"jún", 6}, {"júlí", 7}, {"júl", 7}, {"ágúst", 8}, {"ágú", 8}, {"október", 10}, {"nóvember", 11},
        {"nóv", 11},
        // Finnish
        {"tammikuu", 1}, {"tammikuuta", 1}, {"tammi", 1}, {"helmikuu", 2}, {"helmikuuta", 2}, {"helmi", 2},
        {"maaliskuu", 3}, {"maaliskuuta", 3}, {"maalis", 3}, {"huhtikuu", 4}, {"huhtikuuta", 4}, {"huhti", 4},
        {"toukokuu", 5}, {"toukokuuta", 5}, {"touko", 5}, {"kesäkuu", 6}, {"kesäkuuta", 6}, {"kesä", 6},
        {"heinäkuu", 7}, {"heinäkuuta", 7}, {"heinä", 7}, {"elokuu", 8}, {"elokuuta", 8}, {"elo", 8}, {"syyskuu", 9},
        {"syyskuuta", 9}, {"syys", 9}, {"lokakuu", 10}, {"lokakuuta", 10}, {"loka", 10}, {"marraskuu", 11},
        {"marraskuuta", 11}, {"marras", 11}, {"joulukuu", 12}, {"joulukuuta", 12}, {"joulu", 12},
        // Polish
        {"styczeń", 1}, {"stycznia", 1}, {"sty", 1}, {"luty", 2}, {"lutego", 2}, {"lut", 2}, {"marzec", 3},
        {"marca", 3}, {"kwiecień", 4}, {"kwietnia", 4}, {"kwi", 4}, {"maja", 5}, {"czerwiec", 6}, {"czerwca", 6},
        {"cze", 6}, {"lipiec", 7}, {"lipca", 7}, {"lip", 7}, {"sierpień", 8}, {"sierpnia", 8}, {"sie", 8},
        {"wrzesień", 9}, {"września", 9}, {"wrz", 9}, {"październik", 10}, {"października", 10}, {"paź", 10},
        {"listopad", 11}, {"listopada", 11}, {"lis", 11}, {"grudzień", 12}, {"grudnia", 12}, {"gru", 12},
        // Czech, Slovak
        {"leden", 1}, {"ledna", 1}, {"led", 1}, {"únor", 2}, {"února", 2}, {"úno", 2}, {"březen", 3}, {"března", 3},
        {"bře", 3}, {"duben", 4}, {"dubna", 4}, {"dub", 4}, {"květen", 5}, {"května", 5}, {"kvě", 5}, {"červen", 6},
        {"června", 6}, {"čvn", 6}, {"červenec", 7}, {"července", 7}, {"čvc", 7}, {"srpen", 8}, {"srpna", 8},
        {"září", 9}, {"zář", 9}, {"říjen", 10}, {"října", 10}, {"říj", 10}, {"prosinec", 12}, {"prosince", 12},
        {"pro", 12}, {"január", 1}, {"februára", 2}, {"marec", 3}, {"mája", 5}, {"máj", 5}, {"júna", 6}, {"júla", 7},
        {"augusta", 8}, {"septembra", 9}, {"októbra", 10}, {"novembra", 11}, {"decembra", 12},
        // Hungarian, Romanian
        {"február", 2}, {"március", 3}, {"márc", 3}, {"április", 4}, {"ápr", 4}, {"május", 5}, {"június", 6},
        {"július", 7}, {"augusztus", 8}, {"szeptember", 9}, {"szept", 9}, {"ianuarie", 1}, {"ian", 1},
        {"februarie", 2}, {"martie", 3}, {"aprilie", 4}, {"iunie", 6}, {"iun", 6}, {"iulie", 7}, {"iul", 7},
        {"septembrie", 9}, {"octombrie", 10}, {"noiembrie", 11}, {"noi", 11}, {"decembrie", 12},
        // Indonesian, Malay
        {"pebruari", 2}, {"maret", 3}, {"agustus", 8}, {"agu", 8}, {"agt", 8}, {"desember", 12}, {"mac", 3},
        {"julai", 7}, {"ogos", 8}, {"ogo", 8}, {"disember", 12}, {"dis", 12},
        // Greek
        {"ιανουαρίου", 1}, {"ιαν", 1}, {"φεβρουαρίου", 2}, {"φεβ", 2}, {"μαρτίου", 3}, {"μαρ", 3}, {"απριλίου", 4},
        {"απρ", 4}, {"μαΐου", 5}, {"μαΐ", 5}, {"ιουνίου", 6}, {"ιουν", 6}, {"ιουλίου", 7}, {"ιουλ", 7},
        {"αυγούστου", 8}, {"αυγ", 8}, {"σεπτεμβρίου", 9}, {"σεπ", 9}, {"οκτωβρίου", 10}, {"οκτ", 10},
        {"νοεμβρίου", 11}, {"νοε", 11}, {"δεκεμβρίου", 12}, {"δεκ", 12},
        // Russian
        {"январь", 1}, {"января", 1}, {"янв", 1}, {"февраль", 2}, {"февраля", 2}, {"февр", 2}, {"фев", 2},
        {"март", 3}, {"марта", 3}, {"мар", 3}, {"апрель", 4}, {"апреля", 4}, {"апр", 4}, {"май", 5}, {"мая", 5},
        {"июнь", 6}, {"июня", 6}, {"июн", 6}, {"июль", 7}, {"июля", 7}, {"июл", 7}, {"август", 8}, {"августа", 8},
        {"авг", 8}, {"сентябрь", 9}, {"сентября", 9}, {"сент", 9}, {"сен", 9}, {"октябрь", 10}, {"октября", 10},
        {"окт", 10}, {"ноябрь", 11}, {"ноября", 11}, {"нояб", 11}, {"ноя", 11}, {"декабрь", 12}, {"декабря", 12},
        {"дек", 12},
        // Ukrainian
        {"січень", 1}, {"січня", 1}, {"січ", 1}, {"лютий", 2}, {"лютого", 2}, {"лют", 2}, {"березень", 3},
        {"березня", 3}, {"бер", 3}, {"квітень", 4}, {"квітня", 4}, {"квіт", 4}, {"травень", 5}, {"травня", 5},
        {"трав", 5}, {"червень", 6}, {"червня", 6}, {"черв", 6}, {"липень", 7}, {"липня", 7}, {"лип", 7},
        {"серпень", 8}, {"серпня", 8}, {"серп", 8}, {"вересень", 9}, {"вересня", 9}, {"вер", 9}, {"жовтень", 10},
        {"жовтня", 10}, {"жовт", 10}, {"листопад", 11}, {"листопада", 11}, {"лист", 11}, {"грудень", 12},
        {"грудня", 12}, {"груд", 12},
        // Arabic: the Gregorian names of Egypt and the Gulf, then those of the Levant and Iraq, then of the Maghreb
        {"يناير", 1}, {"فبراير", 2}, {"مارس", 3}, {"أبريل", 4}, {"ابريل", 4}, {"إبريل", 4}, {"مايو", 5},
        {"يونيو", 6}, {"يوليو", 7}, {"أغسطس", 8}, {"اغسطس", 8}, {"سبتمبر", 9}, {"أكتوبر", 10}, {"اكتوبر", 10},
        {"نوفمبر", 11}, {"ديسمبر", 12}, {"شباط", 2}, {"آذار", 3}, {"نيسان", 4}, {"أيار", 5}, {"حزيران", 6},
        {"تموز", 7}, {"آب", 8}, {"أيلول", 9}, {"جانفي", 1}, {"فيفري", 2}, {"أفريل", 4}, {"ماي", 5}, {"جوان", 6},
        {"جويلية", 7}, {"أوت", 8},
        // Persian names of the Gregorian months
        {"ژانویه", 1}, {"فوریه", 2}, {"آوریل", 4}, {"مه", 5}, {"ژوئن", 6}, {"ژوئیه", 7}, {"اوت", 8}, {"سپتامبر", 9},
        {"اکتبر", 10}, {"نوامبر", 11}, {"دسامبر", 12},
        // Hindi
        {"जनवरी", 1}, {"जन॰", 1}, {"फ़रवरी", 2}, {"फरवरी", 2}, {"मार्च", 3}, {"अप्रैल", 4}, {"मई", 5}, {"जून", 6},
        {"जुलाई", 7}, {"जुल॰", 7}, {"अगस्त", 8}, {"सितंबर", 9}, {"सितम्बर", 9}, {"अक्टूबर", 10}, {"अक्तूबर", 10},
        {"नवंबर", 11}, {"नवम्बर", 11}, {"दिसंबर", 12}, {"दिसम्बर", 12},
        // Hebrew
        {"ינואר", 1}, {"ינו׳", 1}, {"פברואר", 2}, {"פבר׳", 2}, {"מרץ", 3}, {"אפריל", 4}, {"אפר׳", 4}, {"מאי", 5},
        {"יוני", 6}, {"יולי", 7}, {"אוגוסט", 8}, {"אוג׳", 8}, {"ספטמבר", 9}, {"ספט׳", 9}, {"אוקטובר", 10},
        {"אוק׳", 10}, {"נובמבר", 11}, {"נוב׳", 11}, {"דצמבר", 12}, {"דצמ׳", 12},
    });
    std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.word < b.word; });
    return names;
}();
// clang-format on

constexpr bool one_meaning_each() {
    for (size_t i = 1; i < kMonths.size(); ++i) {
        if (kMonths[i].word == kMonths[i - 1].word && kMonths[i].value != kMonths[i - 1].value) {
            return false;
        }
    }
    return true;
}
static_assert(one_meaning_each(), "a word names two months");

// clang-format off
// The longest match counts. Spaces match any white space, also none.
constexpr auto kDayParts = std::to_array<Name>({
    {"a m", 0}, {"p m", 1},  // "AM", "a.m.", "a. m.": full stops are skipped
    {"午前", 0}, {"午後", 1}, {"上午", 0}, {"下午", 1}, {"凌晨", 0}, {"清晨", 0}, {"早上", 0}, {"中午", 1},
    {"晚上", 1}, {"오전", 0}, {"오후", 1},
    {"صباحًا", 0}, {"صباحا", 0}, {"مساءً", 1}, {"مساء", 1}, {"قبل از ظهر", 0}, {"بعد از ظهر", 1},
    {"بعدازظهر", 1}, {"ق ظ", 0}, {"ب ظ", 1}, {"ص", 0}, {"م", 1},
    {"पूर्वाह्न", 0}, {"अपराह्न", 1}, {"म पू", 0}, {"म उ", 1}, {"öö", 0}, {"ös", 1},
    {"π μ", 0}, {"μ μ", 1}, {"sa", 0}, {"ch", 1}, {"de", 0}, {"du", 1}, {"ก่อนเที่ยง", 0}, {"หลังเที่ยง", 1},
    {"ap", 0}, {"ip", 1}, {"пр об", 0}, {"сл об", 1}, {"дп", 0}, {"пп", 1}, {"fm", 0}, {"em", 1},
    {"vm", 0}, {"nm", 1}, {"pg", 0}, {"ptg", 1}, {"dop", 0}, {"odp", 1}, {"p d", 0},
    {"לפנה״צ", 0}, {"לפנה\"צ", 0}, {"אחה״צ", 1}, {"אחה\"צ", 1}, {"পূর্বাহ্ন", 0}, {"অপরাহ্ন", 1},
    {"முற்பகல்", 0}, {"பிற்பகல்", 1}, {"in the morning", 0}, {"in the afternoon", 1}, {"in the evening", 1},
});
// clang-format on

char32_t folded(char32_t value) {
    if (value == U'İ') {
        return U'i';
    }
    return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(value), U_FOLD_CASE_DEFAULT));
}

bool is_word_part(char32_t value) {
    constexpr uint32_t kMarks = U_GC_MN_MASK | U_GC_MC_MASK | U_GC_ME_MASK;
    const UChar32 point = static_cast<UChar32>(value);
    return u_isalpha(point) || (U_GET_GC_MASK(point) & kMarks) != 0 || value == U'॰' || value == U'׳' || value == U'״';
}

// Where `name` ends in text if it stands at `at`; full stops and white space between its letters do not matter.
std::optional<size_t> match_day_part(std::string_view text, size_t at, std::string_view name) {
    for (size_t i = 0; i < name.size();) {
        const CodePoint wanted = code_point_at(name, i);
        i += wanted.size;
        if (wanted.value == U' ') {
            while (at < text.size() && text[at] == '.') {
                ++at;
            }
            at = skip_spaces(text, at);
            continue;
        }
        if (at >= text.size()) {
            return std::nullopt;
        }
        const CodePoint found = code_point_at(text, at);
        if (!found.valid || folded(found.value) != folded(wanted.value)) {
            return std::nullopt;
        }
        at += found.size;
    }
    if (at < text.size() && text[at] == '.') {
        ++at;
    }
    return at;
}

}  // namespace

std::optional<NameRead> read_month_name(std::string_view text, size_t at) {
    constexpr size_t kLongest = 64;
    char word[kLongest];
    size_t size = 0;
    size_t end = at;
    while (end < text.size()) {
        const CodePoint point = code_point_at(text, end);
        if (!point.valid || !is_word_part(point.value)) {
            break;
        }
        std::string bytes;  // at most four bytes: stays inside the string object
        append_utf8(bytes, folded(point.value));
        if (size + bytes.size() > kLongest) {
            return std::nullopt;
        }
        bytes.copy(word + size, bytes.size());
        size += bytes.size();
        end += point.size;
    }
    const std::string_view key(word, size);
    const auto found = std::lower_bound(kMonths.begin(), kMonths.end(), key,
                                        [](const Name& name, std::string_view wanted) { return name.word < wanted; });
    if (found == kMonths.end() || found->word != key) {
        return std::nullopt;
    }
    if (end < text.size() && text[end] == '.') {
        ++end;
    }
    return NameRead{found->value, end};
}

std::optional<NameRead> read_day_part(std::string_view text, size_t at) {
    std::optional<NameRead> best;
    if (at >= text.size()) {
        return best;
    }
    const unsigned char first = static_cast<unsigned char>(text[at]);
    if (first < 0x80 && !((first | 0x20) >= 'a' && (first | 0x20) <= 'z')) {
        return best;  // a digit, a blank, a bracket: what follows most times
    }
    // "AM" and "pm" without full stops are nearly all there is.
    const bool plain_end =
        at + 2 == text.size() || (at + 2 < text.size() && (text[at + 2] == ' ' || text[at + 2] == ']'));
    if (((first | 0x20) == 'a' || (first | 0x20) == 'p') && plain_end && (text[at + 1] | 0x20) == 'm') {
        return NameRead{(first | 0x20) == 'p' ? 1 : 0, at + 2};
    }
    for (const Name& name : kDayParts) {
        const std::optional<size_t> end = match_day_part(text, at, name.word);
        if (!end || (best && *end <= best->end)) {
            continue;
        }
        // A Latin marker must not be the beginning of a word ("amber").
        if (*end < text.size() && name.word[0] >= 'a' && name.word[0] <= 'z') {
            const CodePoint next = code_point_at(text, *end);
            if (next.valid && is_word_part(next.value)) {
                continue;
            }
        }
        best = NameRead{name.value, *end};
    }
    return best;
}

}  // namespace verbatim::text
