// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "search/query.h"

namespace verbatim::search {
namespace {

store::Field store_field(Field field) {
    switch (field) {
        case Field::from:
            return store::Field::sender;
        case Field::to:
            return store::Field::recipient;
        case Field::with:
            return store::Field::party;
        case Field::in:
            return store::Field::conversation;
        case Field::platform:
            return store::Field::platform;
        case Field::account:
            return store::Field::account;
        case Field::attachment:
            return store::Field::attachment;
        default:
            return store::Field::native_id;
    }
}

Result<store::Predicate> source(const Node& node, const Names& names) {
    uint32_t ordinal = 0;
    const char* const begin = node.text.data();
    const char* const end = begin + node.text.size();
    const auto [stop, error] = std::from_chars(begin, end, ordinal);
    if (error == std::errc() && stop == end) {
        return store::sources({ordinal});
    }
    if (!names.sources) {
        return Error{Code::usage,
                     "source: takes the number of a source here, not \"" + node.text + "\"",
                     {"query", {}},
                     "verbatim sources lists them"};
    }
    return store::sources(
        names.sources(node.kind == Node::Kind::value_glob ? node.text : store::escape_glob(node.text)));
}

Result<store::Predicate> value(const Node& node, const Names& names) {
    switch (node.field) {
        case Field::source:
            return source(node, names);
        case Field::has:
            return node.text == "time" ? store::negation(store::no_time()) : store::has_attachment();
        case Field::kind: {
            const auto kind = record::kind(node.text);
            return kind ? store::kinds({*kind}) : store::nothing();
        }
        default:
            break;
    }
    const store::Field field = store_field(node.field);
    return node.kind == Node::Kind::value ? store::value(field, node.text) : store::value_glob(field, node.text);
}

Result<store::Predicate> range(const Node& node) {
    if (node.field == Field::sent) {
        return store::time_range(node.begin, node.end);
    }
    const auto number = [](const std::optional<int64_t>& bound) {
        return bound ? std::optional<uint64_t>(static_cast<uint64_t>(*bound)) : std::nullopt;
    };
    return store::seq_range(number(node.begin), number(node.end));
}

Result<store::Predicate> to_predicate(const Node& node, const Names& names) {
    std::vector<store::Predicate> children;
    for (const Node& child : node.children) {
        VB_TRY_ASSIGN(store::Predicate predicate, to_predicate(child, names));
        children.push_back(std::move(predicate));
    }
    switch (node.kind) {
        case Node::Kind::everything:
            return store::everything();
        case Node::Kind::all_of:
            return store::all_of(std::move(children));
        case Node::Kind::any_of:
            return store::any_of(std::move(children));
        case Node::Kind::negation:
            return store::negation(std::move(children.front()));
        case Node::Kind::word:
        case Node::Kind::phrase:
            return store::words(node.text);
        case Node::Kind::glob:
            return store::glob(node.text);
        case Node::Kind::regex:
            return store::regex(node.text);
        case Node::Kind::fuzzy:
            return store::fuzzy(node.text, node.distance);
        case Node::Kind::near:
            return store::near(std::move(children[0]), std::move(children[1]), node.distance);
        case Node::Kind::then:
            return node.end
                       ? store::followed_within_time(std::move(children[0]), std::move(children[1]), *node.end)
                       : store::followed_within_messages(std::move(children[0]), std::move(children[1]), node.distance);
        case Node::Kind::value:
        case Node::Kind::value_glob:
            return value(node, names);
        case Node::Kind::range:
            return range(node);
    }
    return Error{Code::internal, "unknown kind of node", {}, ""};
}

}  // namespace

Result<store::Predicate> compile(const Query& query, const Names& names) {
    return to_predicate(query.root, names);
}

}  // namespace verbatim::search
