// SPDX-License-Identifier: Apache-2.0
#include "store/internal/text_pattern.h"

#include <algorithm>

#include "store/fold.h"
#include "store/internal/sql.h"

namespace verbatim::store {
namespace {

Error no_words(std::string_view text) {
    return Error{Code::usage,
                 "\"" + std::string(text) + "\" holds no letter, digit or symbol to search for",
                 {},
                 "use /a regular expression/ to search for punctuation"};
}

TextPattern split(std::string_view folded) {
    TextPattern out;
    size_t at = 1;
    while (at < folded.size()) {
        const size_t end = folded.find(' ', at);
        PatternWord word;
        word.text = folded.substr(at, end - at);
        word.wild = word.text.find_first_of(std::string{kAnyOne, kAnyRun}) != std::string::npos;
        out.push_back(std::move(word));
        at = end + 1;
    }
    return out;
}

// The wildcard bytes cannot come from a user: as control characters they separate words anyway.
std::string without_control(std::string_view text) {
    std::string out(text);
    std::replace(out.begin(), out.end(), kAnyOne, ' ');
    std::replace(out.begin(), out.end(), kAnyRun, ' ');
    return out;
}

std::string wild_regex(std::string_view text, std::string_view one, std::string_view run) {
    std::string out;
    size_t at = 0;
    while (at < text.size()) {
        if (text[at] == kAnyOne) {
            out += one;
            ++at;
        } else if (text[at] == kAnyRun) {
            out += run;
            ++at;
        } else {
            const size_t end = std::min(text.find_first_of(std::string{kAnyOne, kAnyRun}, at), text.size());
            out += quote_regex(text.substr(at, end - at));
            at = end;
        }
    }
    return out;
}

size_t character_size(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace

bool PatternWord::any() const {
    return text.size() == 1 && text[0] == kAnyRun;
}

std::string PatternWord::regex() const {
    return wild_regex(text, "[^ ]", "[^ ]*");
}

Result<TextPattern> literal_pattern(std::string_view text) {
    std::string folded;
    fold_words(text, folded);
    if (folded.empty()) {
        return no_words(text);
    }
    return split(folded);
}

std::string glob_to_wild(std::string_view glob) {
    const std::string clean = without_control(glob);
    std::string wild;
    for (size_t i = 0; i < clean.size(); ++i) {
        if (clean[i] == '\\' && i + 1 < clean.size()) {
            wild += clean[++i];
        } else if (clean[i] == '*') {
            if (wild.empty() || wild.back() != kAnyRun) {
                wild += kAnyRun;
            }
        } else if (clean[i] == '?') {
            wild += kAnyOne;
        } else {
            wild += clean[i];
        }
    }
    return wild;
}

Result<TextPattern> glob_pattern(std::string_view glob) {
    std::string folded;
    fold_word_pattern(glob_to_wild(glob), folded);
    TextPattern pattern = folded.empty() ? TextPattern() : split(folded);
    // A star that stands alone beside a one-character word (Han, kana ...) is anything that follows: it asks nothing.
    while (pattern.size() > 1 && pattern.back().any()) {
        pattern.pop_back();
    }
    while (pattern.size() > 1 && pattern.front().any()) {
        pattern.erase(pattern.begin());
    }
    if (pattern.empty()) {
        return no_words(glob);
    }
    return pattern;
}

std::string sequence_regex(const TextPattern& pattern) {
    std::string out;
    for (size_t i = 0; i < pattern.size(); ++i) {
        // Between one-character words a star is any number of further one-character words of the same run.
        out += pattern[i].any() && i > 0 && i + 1 < pattern.size() ? "(?:[^ ] )*" : pattern[i].regex() + " ";
    }
    return out;
}

std::string sequence_text(const TextPattern& pattern) {
    std::string out = " ";
    for (const PatternWord& word : pattern) {
        out += word.text + " ";
    }
    return out;
}

ValuePattern value_pattern(std::string_view glob) {
    ValuePattern out;
    fold_value_pattern(glob_to_wild(glob), out.literal);
    out.has_wildcards = out.literal.find_first_of(std::string{kAnyOne, kAnyRun}) != std::string::npos;
    out.regex = "(?s)^" + wild_regex(out.literal, ".", ".*") + "$";
    return out;
}

bool glob_matches(std::string_view pattern, std::string_view text) {
    // Greedy with one point to go back to: linear space, at worst pattern x text steps.
    size_t p = 0;
    size_t t = 0;
    size_t star = std::string_view::npos;
    size_t star_text = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == kAnyRun) {
            star = p++;
            star_text = t;
        } else if (p < pattern.size() && pattern[p] == kAnyOne) {
            ++p;
            t += std::min(character_size(text[t]), text.size() - t);
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            star_text += std::min(character_size(text[star_text]), text.size() - star_text);
            t = star_text;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == kAnyRun) {
        ++p;
    }
    return p == pattern.size();
}

}  // namespace verbatim::store
