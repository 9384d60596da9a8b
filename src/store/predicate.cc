// SPDX-License-Identifier: Apache-2.0
#include "store/predicate.h"

#include <utility>

namespace verbatim::store {
namespace {

Predicate of_kind(Predicate::Kind kind) {
    Predicate predicate;
    predicate.kind = kind;
    return predicate;
}

Predicate of_pattern(Predicate::Kind kind, std::string pattern) {
    Predicate predicate = of_kind(kind);
    predicate.pattern = std::move(pattern);
    return predicate;
}

Predicate of_children(Predicate::Kind kind, std::vector<Predicate> children) {
    Predicate predicate = of_kind(kind);
    predicate.children = std::move(children);
    return predicate;
}

Predicate of_two(Predicate::Kind kind, Predicate first, Predicate second, uint32_t distance) {
    Predicate predicate = of_kind(kind);
    predicate.children.push_back(std::move(first));
    predicate.children.push_back(std::move(second));
    predicate.distance = distance;
    return predicate;
}

// Bounds what looks at rows other than the one it is asked about.
Predicate bounded(Predicate predicate, uint64_t seq) {
    const bool followed = predicate.kind == Predicate::Kind::followed;
    for (Predicate& child : predicate.children) {
        child = bounded(std::move(child), seq);
        if (followed || predicate.kind == Predicate::Kind::same_conversation) {
            child = all_of({std::move(child), seq_range(std::nullopt, seq)});
        }
    }
    if (followed) {
        predicate.seq_end = seq;
    }
    return predicate;
}

}  // namespace

Predicate everything() {
    return of_kind(Predicate::Kind::everything);
}
Predicate nothing() {
    return of_kind(Predicate::Kind::nothing);
}
Predicate all_of(std::vector<Predicate> children) {
    return of_children(Predicate::Kind::all_of, std::move(children));
}
Predicate any_of(std::vector<Predicate> children) {
    return of_children(Predicate::Kind::any_of, std::move(children));
}
Predicate negation(Predicate child) {
    Predicate predicate = of_kind(Predicate::Kind::negation);
    predicate.children.push_back(std::move(child));
    return predicate;
}
Predicate words(std::string text) {
    return of_pattern(Predicate::Kind::words, std::move(text));
}
Predicate glob(std::string pattern) {
    return of_pattern(Predicate::Kind::glob, std::move(pattern));
}
Predicate regex(std::string pattern) {
    return of_pattern(Predicate::Kind::regex, std::move(pattern));
}
Predicate fuzzy(std::string word, uint32_t edits) {
    Predicate predicate = of_pattern(Predicate::Kind::fuzzy, std::move(word));
    predicate.distance = edits;
    return predicate;
}
Predicate near(Predicate left, Predicate right, uint32_t words_between) {
    return of_two(Predicate::Kind::near, std::move(left), std::move(right), words_between);
}
Predicate followed_within_messages(Predicate first, Predicate second, uint32_t messages) {
    return of_two(Predicate::Kind::followed, std::move(first), std::move(second), messages);
}
Predicate followed_within_time(Predicate first, Predicate second, int64_t ms) {
    Predicate predicate = followed_within_messages(std::move(first), std::move(second), 0);
    predicate.end = ms;
    return predicate;
}
Predicate same_conversation(Predicate child) {
    return of_children(Predicate::Kind::same_conversation, {std::move(child)});
}
Predicate value(Field field, std::string text) {
    Predicate predicate = of_pattern(Predicate::Kind::value, std::move(text));
    predicate.field = field;
    return predicate;
}
Predicate value_glob(Field field, std::string pattern) {
    Predicate predicate = of_pattern(Predicate::Kind::value_glob, std::move(pattern));
    predicate.field = field;
    return predicate;
}
Predicate sources(std::vector<uint32_t> ordinals) {
    Predicate predicate = of_kind(Predicate::Kind::sources);
    predicate.numbers = std::move(ordinals);
    return predicate;
}
Predicate kinds(std::vector<record::Kind> kinds) {
    Predicate predicate = of_kind(Predicate::Kind::kinds);
    for (const record::Kind kind : kinds) {
        predicate.numbers.push_back(static_cast<uint32_t>(kind));
    }
    return predicate;
}
Predicate has_attachment() {
    return of_kind(Predicate::Kind::has_attachment);
}
Predicate no_time() {
    return of_kind(Predicate::Kind::no_time);
}
Predicate time_range(std::optional<int64_t> begin_ms, std::optional<int64_t> end_ms) {
    Predicate predicate = of_kind(Predicate::Kind::time_range);
    predicate.begin = begin_ms;
    predicate.end = end_ms;
    return predicate;
}
Predicate seq_range(std::optional<uint64_t> begin, std::optional<uint64_t> end) {
    Predicate predicate = of_kind(Predicate::Kind::seq_range);
    if (begin) {
        predicate.begin = static_cast<int64_t>(*begin);
    }
    if (end) {
        predicate.end = static_cast<int64_t>(*end);
    }
    return predicate;
}

std::string escape_glob(std::string_view literal) {
    std::string out;
    for (const char c : literal) {
        if (c == '*' || c == '?' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out;
}

Predicate before_seq(Predicate predicate, uint64_t seq) {
    return all_of({bounded(std::move(predicate), seq), seq_range(std::nullopt, seq)});
}

}  // namespace verbatim::store
