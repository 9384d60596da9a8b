// SPDX-License-Identifier: Apache-2.0
// Query: the search language of docs/query.md, as a tree.
//
//   VB_TRY_ASSIGN(Query query, parse("from:kilo \"two boxes\" sent:[2020-04-01 TO 2020-04-10]"));
//   VB_TRY_ASSIGN(store::Predicate predicate, compile(query, names));
//
// A tree is a value; parse(to_canonical(query)) gives the same tree. Errors are Code::usage, with the byte offset in
// Error::where; caret() draws the line that points at the character. Limits: base/limits.h (size, depth).
// Pure: no clock, no locale; times in a query are UTC.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/predicate.h"

namespace verbatim::search {

enum class Field : uint8_t { from, to, with, in, platform, account, source, id, kind, has, attachment, sent, seq };
std::string_view name(Field field);

struct Node {
    enum class Kind : uint8_t {
        everything,  // `*`, or an empty query
        all_of,
        any_of,
        negation,
        word,        // `text` holds what to find, unescaped
        phrase,      // `text`
        glob,        // `text` with * and ?; literal ones escaped by a backslash
        regex,       // `text`: RE2
        fuzzy,       // `text`, `distance`
        near,        // two children of kind word, phrase or glob; `distance`
        then,        // two children of any kind; `distance` messages, or `end` ms
        value,       // `field`, `text`
        value_glob,  // `field`, `text`
        range,       // `field` sent (begin/end in ms) or seq; half-open, as in store::Predicate
    };
    Kind kind = Kind::everything;
    std::vector<Node> children;
    std::string text;
    Field field = Field::from;
    uint32_t distance = 0;
    std::optional<int64_t> begin;
    std::optional<int64_t> end;

    bool operator==(const Node&) const = default;
};

struct Query {
    Node root;
    bool operator==(const Query&) const = default;
};

Result<Query> parse(std::string_view text);

// One text for equal trees: operators in full, values quoted where needed, times as instants.
std::string to_canonical(const Query& query);

// What the language cannot know by itself.
struct Names {
    // Ordinals of the sources whose name or object hash matches; empty: none does. If not set, source: takes only
    // ordinals.
    std::function<std::vector<uint32_t>(std::string_view glob)> sources;
};

Result<store::Predicate> compile(const Query& query, const Names& names);

// "from:kilo (two\n          ^ column 11 (byte 10): ..." for terminals; control characters are shown as spaces.
std::string caret(std::string_view query, const Error& error);

}  // namespace verbatim::search
