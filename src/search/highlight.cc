// SPDX-License-Identifier: Apache-2.0
#include "search/highlight.h"

#include <algorithm>

#include "search/query.h"
#include "store/fold.h"

namespace verbatim::search {
namespace {

constexpr std::string_view kBlanks = " \n\t\r";

void collect(const Node& node, std::vector<std::string>& words, std::vector<std::string>& prefixes) {
    using Kind = Node::Kind;
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
            for (const Node& child : node.children) {
                collect(child, words, prefixes);
            }
            break;
        default:
            break;
    }
}

}  // namespace

Highlight::Highlight(std::string_view query) {
    const auto parsed = parse(query);
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

std::vector<Span> Highlight::find(std::string_view text) const {
    std::vector<Span> spans;
    if (terms_.empty()) {
        return spans;
    }
    std::string folded;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find_first_of(kBlanks, begin), text.size());
        const std::string_view token = text.substr(begin, end - begin);
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

}  // namespace verbatim::search
