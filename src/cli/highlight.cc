// SPDX-License-Identifier: Apache-2.0
#include "cli/highlight.h"

#include <algorithm>

#include "search/query.h"
#include "store/fold.h"
#include "text/terminal.h"

namespace verbatim::cli {
namespace {

void collect(const search::Node& node, std::vector<std::string>& words, std::vector<std::string>& prefixes) {
    using Kind = search::Node::Kind;
    switch (node.kind) {
        case Kind::word:
        case Kind::phrase:
            words.push_back(node.text);
            break;
        case Kind::glob:
            if (const size_t star = node.text.find_first_of("*?\\"); star > 0 && star + 1 == node.text.size()) {
                prefixes.push_back(node.text.substr(0, star));
            }
            break;
        case Kind::all_of:
        case Kind::any_of:
        case Kind::near:
        case Kind::then:
            for (const search::Node& child : node.children) {
                collect(child, words, prefixes);
            }
            break;
        default:
            break;
    }
}

}  // namespace

Highlight::Highlight(std::string_view query) {
    const auto parsed = search::parse(query);
    if (!parsed) {
        return;
    }
    std::vector<std::string> words;
    std::vector<std::string> prefixes;
    collect(parsed->root, words, prefixes);
    std::string folded;
    for (const std::string& text : words) {
        for (size_t begin = 0; begin < text.size();) {
            const size_t end = std::min(text.find(' ', begin), text.size());
            const std::string word = text.substr(begin, end - begin);
            begin = end + 1;
            folded.clear();
            store::fold_words(word, folded);
            if (!folded.empty()) {
                terms_.push_back({folded, word});
            }
        }
    }
    for (const std::string& prefix : prefixes) {
        folded.clear();
        store::fold_words(prefix, folded);
        if (!folded.empty()) {
            folded.pop_back();  // what follows is free
            terms_.push_back({folded, prefix});
        }
    }
}

std::vector<Highlight::Span> Highlight::find(std::string_view line) const {
    std::vector<Span> spans;
    if (terms_.empty()) {
        return spans;
    }
    std::string folded;
    for (size_t begin = 0; begin < line.size();) {
        const size_t end = std::min(line.find(' ', begin), line.size());
        const std::string_view token = line.substr(begin, end - begin);
        folded.clear();
        store::fold_words(token, folded);
        for (const Term& term : terms_) {
            if (folded.find(term.folded) == std::string::npos) {
                continue;
            }
            // The words themselves if they stand there as written, else the run of letters that holds them.
            const size_t at = token.find(term.raw);
            spans.push_back(at == std::string_view::npos ? Span{begin, end}
                                                         : Span{begin + at, begin + at + term.raw.size()});
            break;
        }
        begin = end + 1;
    }
    return spans;
}

std::string Highlight::apply(const Terminal& terminal, std::string_view line, size_t columns) const {
    std::vector<Span> spans = find(line);
    std::string out;
    size_t begin = 0;
    size_t end = line.size();
    if (columns > 2 && text::display_width(line) > columns) {
        size_t left = columns - 1;
        // A match beyond the first line's width is brought into view, with some words before it.
        if (!spans.empty() && text::display_width(line.substr(0, spans.front().end)) > columns - 1) {
            size_t start = spans.front().begin;
            while (start > 0 && text::display_width(line.substr(start, spans.front().begin - start)) < columns / 3) {
                const size_t space = line.substr(0, start).rfind(' ');
                start = space == std::string_view::npos ? 0 : space;
            }
            begin = start;
        }
        if (begin > 0) {
            out += "…";
            --left;
        }
        end = begin + text::prefix_of_width(line.substr(begin), left);
    }
    size_t at = begin;
    for (const Span& span : spans) {
        const size_t from = std::max(span.begin, at);
        const size_t to = std::min(span.end, end);
        if (from >= to) {
            continue;
        }
        out += line.substr(at, from - at);
        out += terminal.styled(Style::match, line.substr(from, to - from));
        at = to;
    }
    out += line.substr(at, end - at);
    if (end < line.size()) {
        out += "…";
    }
    return out;
}

}  // namespace verbatim::cli
