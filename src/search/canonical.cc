// SPDX-License-Identifier: Apache-2.0
#include "search/internal/dates.h"
#include "search/query.h"

namespace verbatim::search {
namespace {

bool is_special(char c) {
    return std::string_view(" \t\n\r\v\f()\":*?~/\\[]{}<>").find(c) != std::string_view::npos;
}

// A literal as an unquoted word: every character that means something has a backslash. No-break and ideographic spaces
// end words too; only their first byte needs one, since the scanner takes an escaped byte as it is.
std::string escape(std::string_view literal) {
    std::string out;
    for (size_t i = 0; i < literal.size(); ++i) {
        const std::string_view rest = literal.substr(i);
        if (is_special(literal[i]) || rest.starts_with("\xC2\xA0") || rest.starts_with("\xE3\x80\x80")) {
            out += '\\';
        }
        out += literal[i];
    }
    // A whole word in capitals would be an operator.
    if (out == "AND" || out == "OR" || out == "NOT" || out == "TO") {
        out.insert(out.begin(), '\\');
    }
    return out;
}

std::string escape_glob(std::string_view glob) {
    std::string out;
    for (size_t i = 0; i < glob.size(); ++i) {
        if (glob[i] == '*' || glob[i] == '?') {
            out += glob[i];
        } else if (glob[i] == '\\' && i + 1 < glob.size()) {
            out += escape(glob.substr(++i, 1));
        } else {
            size_t size = 1;
            while (i + size < glob.size() && (static_cast<unsigned char>(glob[i + size]) & 0xC0) == 0x80) {
                ++size;  // a character's bytes go together: spaces of several bytes are known by all of them
            }
            out += escape(glob.substr(i, size));
            i += size - 1;
        }
    }
    return out;
}

std::string quoted(std::string_view literal) {
    std::string out = "\"";
    for (const char c : literal) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

std::string regex(std::string_view pattern) {
    std::string out = "/";
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\' && i + 1 < pattern.size()) {
            out += pattern[i++];
        } else if (pattern[i] == '/') {
            out += '\\';
        }
        out += pattern[i];
    }
    return out + "/";
}

std::string bound(Field field, const std::optional<int64_t>& value) {
    if (!value) {
        return "*";
    }
    return field == Field::sent ? format_instant(*value) : std::to_string(*value);
}

std::string to_text(const Node& node);

std::string operand(const Node& node, bool brackets) {
    return brackets ? "(" + to_text(node) + ")" : to_text(node);
}

bool is_composed(const Node& node) {
    return node.kind == Node::Kind::any_of || node.kind == Node::Kind::all_of || node.kind == Node::Kind::then;
}

// The largest unit that gives a whole number.
std::string duration(int64_t ms) {
    for (const auto& [unit, size] : kDurationUnits) {
        if (ms % size == 0) {
            return std::to_string(ms / size) + unit;
        }
    }
    return {};
}

std::string join(const Node& node, std::string_view glue) {
    std::string out;
    for (const Node& child : node.children) {
        out += out.empty() ? "" : glue;
        out += operand(child, is_composed(child));
    }
    return out;
}

std::string to_text(const Node& node) {
    switch (node.kind) {
        case Node::Kind::everything:
            return "*";
        case Node::Kind::all_of:
            return join(node, " AND ");
        case Node::Kind::any_of:
            return join(node, " OR ");
        case Node::Kind::negation: {
            const Node& child = node.children.front();
            return "NOT " + operand(child, is_composed(child));
        }
        case Node::Kind::word:
            return escape(node.text);
        case Node::Kind::phrase:
            return quoted(node.text);
        case Node::Kind::glob:
            return escape_glob(node.text);
        case Node::Kind::regex:
            return regex(node.text);
        case Node::Kind::fuzzy:
            return escape(node.text) + "~" + std::to_string(node.distance);
        case Node::Kind::near:
            return to_text(node.children[0]) + " NEAR/" + std::to_string(node.distance) + " " +
                   to_text(node.children[1]);
        case Node::Kind::then:
            // THEN joins from the left and binds loosest.
            return to_text(node.children[0]) + " THEN/" +
                   (node.end ? duration(*node.end) : std::to_string(node.distance)) + " " +
                   operand(node.children[1], node.children[1].kind == Node::Kind::then);
        case Node::Kind::value:
            return std::string(name(node.field)) + ":" + quoted(node.text);
        case Node::Kind::value_glob:
            return std::string(name(node.field)) + ":" + escape_glob(node.text);
        case Node::Kind::range:
            return std::string(name(node.field)) + ":[" + bound(node.field, node.begin) + " TO " +
                   bound(node.field, node.end) + "}";
    }
    return {};
}

}  // namespace

std::string to_canonical(const Query& query) {
    return to_text(query.root);
}

}  // namespace verbatim::search
