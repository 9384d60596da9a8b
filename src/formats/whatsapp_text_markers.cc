// SPDX-License-Identifier: Apache-2.0
#include "formats/whatsapp_text_markers.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "formats/whatsapp_text_words.h"
#include "text/datetime.h"
#include "text/utf8.h"

namespace verbatim::formats::whatsapp {
namespace {

constexpr std::string_view kLrm = "\u200E";
constexpr size_t kMarkerBytesMax = 160;  // no word of the tables is longer

// Without white space and bidi marks at both ends.
std::string_view bare(std::string_view text) {
    text.remove_prefix(text::skip_spaces(text, 0));
    for (;;) {
        size_t end = text.size();
        if (end == 0) {
            return text;
        }
        --end;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
            --end;
        }
        const bool blank = text[end] == '\n' || text[end] == '\r' || text::skip_spaces(text, end) == text.size();
        if (!blank) {
            return text;
        }
        text = text.substr(0, end);
    }
}

// Equal without regard to case and to marks between the words; a no-break space is a space. `found` begins with no
// mark.
bool same_words(std::string_view found, std::string_view word) {
    size_t a = 0;
    size_t b = 0;
    while (a < found.size() && b < word.size()) {
        const unsigned char byte = static_cast<unsigned char>(found[a]);
        const unsigned char word_byte = static_cast<unsigned char>(word[b]);
        if (byte < 0x80 && word_byte < 0x80) {
            const bool letter = (word_byte | 0x20) >= 'a' && (word_byte | 0x20) <= 'z';
            if (byte != word_byte && (!letter || (byte | 0x20) != (word_byte | 0x20))) {
                return false;
            }
            ++a;
            ++b;
            continue;
        }
        if (byte >= 0x80) {
            a = text::skip_marks(found, a);
            if (a >= found.size()) {
                break;
            }
        }
        const CodePoint left = code_point_at(found, a);
        const CodePoint right = code_point_at(word, b);
        const bool both_space =
            right.value == U' ' && (left.value == U' ' || left.value == U'\u00A0' || left.value == U'\u202F');
        if (!left.valid || (!both_space && u_foldCase(static_cast<UChar32>(left.value), U_FOLD_CASE_DEFAULT) !=
                                               u_foldCase(static_cast<UChar32>(right.value), U_FOLD_CASE_DEFAULT))) {
            return false;
        }
        a += left.size;
        b += right.size;
    }
    a = text::skip_marks(found, a);
    return a >= found.size() && b >= word.size();
}

template <class List>
bool one_of(std::string_view found, const List& list) {
    if (found.size() > kMarkerBytesMax) {
        return false;
    }
    for (const std::string_view stop : {std::string_view("."), std::string_view("。"), std::string_view("।")}) {
        if (found.ends_with(stop)) {
            found.remove_suffix(stop.size());
            break;
        }
    }
    found.remove_prefix(text::skip_marks(found, 0));
    if (found.empty()) {
        return false;
    }
    // Nearly every comparison ends with the first byte: Latin letters differ in their low bits, and scripts in being
    // ASCII or not. Folding changes the size of a word by less than half.
    const unsigned char first = static_cast<unsigned char>(found.front());
    return std::any_of(list.begin(), list.end(), [found, first](std::string_view word) {
        const unsigned char wanted = static_cast<unsigned char>(word.front());
        const bool may_fit = first < 0x80 ? (first | 0x20) == (wanted | 0x20) : wanted >= 0x80;
        return may_fit && found.size() * 2 >= word.size() && same_words(found, word);
    });
}

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find('\n'));
}

std::string_view behind_first_line(std::string_view text) {
    const size_t end = text.find('\n');
    return end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
}

struct OmittedKind {
    std::string_view kind;
    bool (*is)(std::string_view);
};
constexpr auto kOmitted = std::to_array<OmittedKind>({
    {"image", [](std::string_view text) { return one_of(text, words::kImage); }},
    {"video", [](std::string_view text) { return one_of(text, words::kVideo); }},
    {"audio", [](std::string_view text) { return one_of(text, words::kAudio); }},
    {"sticker", [](std::string_view text) { return one_of(text, words::kSticker); }},
    {"gif", [](std::string_view text) { return one_of(text, words::kGif); }},
    {"contact", [](std::string_view text) { return one_of(text, words::kContact); }},
    {"document", [](std::string_view text) { return one_of(text, words::kDocument); }},
});

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "IMG-20200101-WA0001.jpg": the names that WhatsApp itself gives.
bool is_whatsapp_file(std::string_view name) {
    return name.size() > 18 && is_digits(name.substr(4, 8)) && name.substr(3, 1) == "-" &&
           name.substr(12, 3) == "-WA" && is_digits(name.substr(15, 4)) && name.substr(19, 1) == ".";
}

std::string_view kind_of_file(std::string_view name) {
    // Android names by prefix, iPhones by the word after the number: "00000042-PHOTO-2020-12-31-23-59-59.jpg".
    const size_t dash = name.find('-');
    const std::string_view tail =
        dash != std::string_view::npos && is_digits(name.substr(0, dash)) ? name.substr(dash + 1) : name;
    constexpr auto kPrefixes = std::to_array<std::pair<std::string_view, std::string_view>>({{"IMG-", "image"},
                                                                                             {"VID-", "video"},
                                                                                             {"AUD-", "audio"},
                                                                                             {"PTT-", "audio"},
                                                                                             {"STK-", "sticker"},
                                                                                             {"DOC-", "document"},
                                                                                             {"PHOTO-", "image"},
                                                                                             {"VIDEO-", "video"},
                                                                                             {"AUDIO-", "audio"},
                                                                                             {"STICKER-", "sticker"},
                                                                                             {"GIF-", "gif"}});
    for (const auto& [prefix, kind] : kPrefixes) {
        if (tail.starts_with(prefix)) {
            return kind;
        }
    }
    constexpr auto kEndings = std::to_array<std::pair<std::string_view, std::string_view>>({{".jpg", "image"},
                                                                                            {".jpeg", "image"},
                                                                                            {".png", "image"},
                                                                                            {".webp", "image"},
                                                                                            {".mp4", "video"},
                                                                                            {".mov", "video"},
                                                                                            {".3gp", "video"},
                                                                                            {".opus", "audio"},
                                                                                            {".ogg", "audio"},
                                                                                            {".m4a", "audio"},
                                                                                            {".mp3", "audio"},
                                                                                            {".aac", "audio"},
                                                                                            {".amr", "audio"},
                                                                                            {".gif", "gif"},
                                                                                            {".vcf", "contact"}});
    for (const auto& [ending, kind] : kEndings) {
        if (name.ends_with(ending)) {
            return kind;
        }
    }
    return "document";
}

record::Kind kind_of_attachment(std::string_view kind) {
    return kind == "sticker" ? record::Kind::sticker : kind == "contact" ? record::Kind::contact : record::Kind::media;
}

void set_attachment(Body& body, std::string_view name, std::string_view kind) {
    body.attachment = true;
    body.attachment_name = name;
    body.attachment_kind = kind;
    body.kind = kind_of_attachment(kind);
}

// "... <attached: FILE>": at the end of the first line.
bool read_attached_ios(std::string_view text, bool generated_marks, Body& body) {
    const std::string_view line = bare(first_line(text));
    if (!line.ends_with('>')) {
        return false;
    }
    const size_t open = line.rfind('<');
    const size_t colon = open == std::string_view::npos ? open : line.find(": ", open);
    if (colon == std::string_view::npos) {
        return false;
    }
    const std::string_view word = bare(line.substr(open + 1, colon - open - 1));
    const std::string_view name = bare(line.substr(colon + 2, line.size() - colon - 3));
    const bool marked = generated_marks && open >= kLrm.size() && line.substr(open - kLrm.size(), kLrm.size()) == kLrm;
    const bool line_marked = generated_marks && open == 0 && text.starts_with(kLrm);
    const bool looks_like_file = name.find('.') != std::string_view::npos && word.find(' ') == std::string_view::npos;
    if (name.empty() || !(one_of(word, words::kAttached) || ((marked || line_marked) && looks_like_file))) {
        return false;
    }
    set_attachment(body, name, kind_of_file(name));
    body.marker = line.substr(open);
    const std::string_view caption = bare(line.substr(0, open));
    const std::string_view more = bare(behind_first_line(text));
    // A caption stands before the marker or behind it, never on both sides.
    body.text = caption.empty() ? more : more.empty() ? caption : bare(text);
    return true;
}

// "FILE (file attached)", caption on the next lines.
bool read_attached_android(std::string_view text, Body& body) {
    const std::string_view line = bare(first_line(text));
    const size_t open = line.rfind(" (");
    if (open == std::string_view::npos || !line.ends_with(')')) {
        return false;
    }
    const std::string_view name = bare(line.substr(0, open));
    const std::string_view word = line.substr(open + 2, line.size() - open - 3);
    if (name.empty() || !(one_of(word, words::kFileAttached) || is_whatsapp_file(name))) {
        return false;
    }
    set_attachment(body, name, kind_of_file(name));
    body.marker = line.substr(open + 1);
    body.text = bare(behind_first_line(text));
    return true;
}

bool read_omitted(std::string_view text, Body& body) {
    const std::string_view line = bare(first_line(text));
    const bool angled = line.starts_with('<') && line.ends_with('>') && line.size() > 2;
    const std::string_view inner = angled ? bare(line.substr(1, line.size() - 2)) : line;
    if (angled && one_of(inner, words::kMedia)) {
        set_attachment(body, {}, "media");
        body.marker = line;
        body.text = bare(behind_first_line(text));
        return true;
    }
    for (const OmittedKind& omitted : kOmitted) {
        if (omitted.is(inner)) {
            set_attachment(body, {}, omitted.kind);
            body.marker = line;
            body.text = bare(behind_first_line(text));
            return true;
        }
    }
    // "Report.pdf • 2 pages document omitted": the mark stands before the words.
    const size_t mark = line.rfind(kLrm);
    if (mark != std::string_view::npos && mark > 0) {
        const std::string_view tail = bare(line.substr(mark));
        if (one_of(tail, words::kDocument)) {
            const std::string_view before = bare(line.substr(0, mark));
            const size_t bullet = before.find(" • ");
            set_attachment(body, bare(before.substr(0, bullet)), "document");
            body.marker = line;
            body.text = bare(behind_first_line(text));
            return true;
        }
    }
    return false;
}

// "<This message was edited>" behind the text.
void take_edit_marker(std::string_view& text, Body& body) {
    const std::string_view trimmed = bare(text);
    if (!trimmed.ends_with('>')) {
        return;
    }
    const size_t open = trimmed.rfind('<');
    if (open == std::string_view::npos ||
        !one_of(bare(trimmed.substr(open + 1, trimmed.size() - open - 2)), words::kEdited)) {
        return;
    }
    body.edited = trimmed.substr(open);
    text = bare(trimmed.substr(0, open));
}

bool is_location(std::string_view text) {
    const std::string_view line = bare(first_line(text));
    if (one_of(line, words::kLiveLocation)) {
        return true;
    }
    // "location: https://maps.google.com/?q=51.5,-0.1", and "Place (address): https://foursquare.com/v/..." on iPhones.
    const size_t link = line.find(": https://");
    if (link != std::string_view::npos) {
        const std::string_view address = line.substr(link + 2);
        return address.starts_with("https://maps.google.com/?q=") || address.starts_with("https://foursquare.com/v/");
    }
    // Android: name, address and link on lines of their own.
    const size_t last = text.rfind('\n');
    return last != std::string_view::npos && bare(text.substr(last + 1)).starts_with("https://foursquare.com/v/");
}

bool is_call(std::string_view text) {
    std::string_view line = bare(text);
    if (line.find('\n') != std::string_view::npos) {
        return false;
    }
    if (one_of(line, words::kCall)) {
        return true;
    }
    // "Voice call, 5 min", "Missed voice call at 10:05 PM", "Videocall. Tap to call back".
    const size_t comma = line.find(", ");
    return comma != std::string_view::npos && one_of(line.substr(0, comma), words::kCall);
}

// "POLL:" and its question, then options of the shape "OPTION: text (2 votes)".
bool is_poll(std::string_view text, bool generated_marks) {
    const std::string_view head = bare(first_line(text));
    if (!head.ends_with(':')) {
        return false;
    }
    if (one_of(head.substr(0, head.size() - 1), words::kPoll)) {
        return behind_first_line(text).find(": ") != std::string_view::npos;
    }
    const size_t option = text.find("\n\u200E");
    return generated_marks && text.starts_with(kLrm) && option != std::string_view::npos &&
           text.find(": ", option) != std::string_view::npos && bare(text).ends_with(')');
}

TitleHint hint(std::string_view title, std::string_view file) {
    std::string scratch;
    TitleHint out;
    out.title = text::repair_utf8(title, scratch).text;
    out.file = text::repair_utf8(file, scratch).text;
    return out;
}

}  // namespace

bool is_encryption_notice(std::string_view body) {
    // The sentence has changed many times; what all versions of a language share is a few words.
    constexpr auto kParts = std::to_array<std::string_view>({"end-to-end encrypt",
                                                             "Ende-zu-Ende",
                                                             "end-to-end versleuteld",
                                                             "chiffrés de bout en bout",
                                                             "cifrados de extremo",
                                                             "cifrado de extremo",
                                                             "criptografia de ponta",
                                                             "encriptadas ponto a ponto",
                                                             "crittografati end-to-end",
                                                             "uçtan uca şifre",
                                                             "сквозным шифрованием",
                                                             "наскрізним шифруванням",
                                                             "مشفرة تمامًا",
                                                             "w pełni zaszyfrowane",
                                                             "koncovým šifrováním",
                                                             "קצה-לקצה",
                                                             "エンドツーエンド",
                                                             "종단간",
                                                             "端到端加密",
                                                             "端對端加密",
                                                             "terenkripsi"});
    return std::any_of(kParts.begin(), kParts.end(),
                       [body](std::string_view part) { return body.find(part) != std::string_view::npos; });
}

Body classify(std::string_view text, bool generated_marks) {
    Body body;
    body.text = text;
    const bool generated = generated_marks && text.starts_with(kLrm);
    std::string_view rest = text;
    take_edit_marker(rest, body);
    body.text = rest;
    const std::string_view whole = bare(rest);
    if (whole.empty() || read_attached_ios(rest, generated_marks, body) || read_attached_android(rest, body) ||
        read_omitted(rest, body)) {
        return body;
    }
    if (one_of(whole, words::kDeleted)) {
        body.kind = record::Kind::deletion;
    } else if (is_location(rest)) {
        body.kind = record::Kind::location;
    } else if (is_poll(rest, generated_marks)) {
        body.kind = record::Kind::poll;
    } else if (is_call(rest)) {
        body.kind = record::Kind::call;
    } else if (generated && body.edited.empty()) {
        body.kind = record::Kind::system;
    }
    return body;
}

record::Kind classify_notice(std::string_view body) {
    return is_call(body) ? record::Kind::call : record::Kind::system;
}

std::optional<TitleHint> title_from_path(std::string_view path) {
    // From the file upwards: "_chat.txt" says nothing, its folder or archive does.
    while (!path.empty()) {
        const size_t slash = path.rfind('/');
        const std::string_view file = slash == std::string_view::npos ? path : path.substr(slash + 1);
        path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
        std::string_view stem = file;
        for (const std::string_view ending : {".txt", ".zip", ".TXT"}) {
            if (stem.ends_with(ending)) {
                stem.remove_suffix(ending.size());
            }
        }
        for (const std::string_view before : words::kTitleBefore) {
            if (stem.starts_with(before) && stem.size() > before.size()) {
                return hint(stem.substr(before.size()), file);
            }
        }
        for (const auto& [before, after] : words::kTitleAround) {
            if (stem.starts_with(before) && stem.ends_with(after) && stem.size() > before.size() + after.size()) {
                return hint(stem.substr(before.size(), stem.size() - before.size() - after.size()), file);
            }
        }
    }
    return std::nullopt;
}

}  // namespace verbatim::formats::whatsapp
