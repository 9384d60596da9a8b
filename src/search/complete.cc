// SPDX-License-Identifier: Apache-2.0
#include "search/complete.h"

#include <algorithm>
#include <array>

namespace verbatim::search {
namespace {

constexpr std::array kFields = {Field::from,    Field::to,     Field::with, Field::in,  Field::platform,
                                Field::account, Field::source, Field::kind, Field::has, Field::attachment,
                                Field::sent,    Field::id,     Field::seq};
constexpr std::array<std::string_view, 5> kOperators = {"AND", "OR", "NOT", "NEAR/", "THEN/"};
constexpr std::array<std::string_view, 2> kHas = {"attachment", "time"};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool begins_so(std::string_view word, std::string_view beginning) {
    return word.size() >= beginning.size() &&
           std::ranges::equal(word.substr(0, beginning.size()), beginning, {}, lower, lower);
}

bool ends_word(char c) {
    return std::string_view(" \t\n\r\v\f()[]{}").find(c) != std::string_view::npos;
}

std::optional<Field> field_of(std::string_view word) {
    const auto* const found = std::ranges::find_if(
        kFields, [&](Field field) { return word.size() == name(field).size() && begins_so(name(field), word); });
    return found == kFields.end() ? std::nullopt : std::optional(*found);
}

// Goes over a query up to the cursor and keeps what the last word of it is.
class WordReader {
  public:
    void take(char c, size_t at) {
        if (escaped_) {
            escaped_ = false;
            word_.text += c;
        } else if (c == '\\') {
            escaped_ = true;
        } else if (c == '"') {
            quote(at);
        } else if (word_.quoted) {
            word_.text += c;
        } else if (ends_word(c)) {
            word_ = {};
            word_.begin = at + 1;
        } else if (c == ':' && !word_.field && !word_.text.empty()) {
            colon();
        } else {
            word_.text += c;
        }
    }
    Unfinished word() && { return std::move(word_); }

  private:
    void quote(size_t at) {
        if (word_.quoted) {  // it closes: a new word begins
            word_ = {};
            word_.begin = at + 1;
        } else if (word_.text.empty()) {  // at the beginning, or after the colon of a field
            word_.quoted = true;
        } else {
            word_ = {};
            word_.begin = at;
            word_.quoted = true;
        }
    }
    void colon() {
        word_.field = field_of(word_.text);
        if (word_.field) {
            word_.text.clear();
        } else {
            word_.text += ':';
        }
    }

    Unfinished word_;
    bool escaped_ = false;
};

template <class Words>
std::vector<std::string> those_like(const Words& words, std::string_view beginning) {
    std::vector<std::string> out;
    for (const std::string_view word : words) {
        if (begins_so(word, beginning)) {
            out.emplace_back(word);
        }
    }
    return out;
}

}  // namespace

Unfinished unfinished_word(std::string_view query, size_t at) {
    WordReader reader;
    for (size_t i = 0; i < at; ++i) {
        reader.take(query[i], i);
    }
    return std::move(reader).word();
}

std::vector<std::string> fields_like(std::string_view beginning) {
    std::vector<std::string> out;
    for (const Field field : kFields) {
        if (begins_so(name(field), beginning)) {
            out.push_back(std::string(name(field)) + ":");
        }
    }
    return out;
}

std::vector<std::string> operators_like(std::string_view beginning) {
    std::vector<std::string> out = those_like(kOperators, beginning);
    std::erase_if(out, [&](const std::string& word) { return !word.starts_with(beginning); });
    return out;
}

std::vector<std::string> known_values_like(Field field, std::string_view beginning) {
    if (field == Field::has) {
        return those_like(kHas, beginning);
    }
    std::vector<std::string_view> kinds;
    if (field == Field::kind) {
        for (uint8_t kind = 0; kind <= static_cast<uint8_t>(record::Kind::other); ++kind) {
            kinds.push_back(record::name(static_cast<record::Kind>(kind)));
        }
    }
    return those_like(kinds, beginning);
}

std::string field_clause(Field field, std::string_view value) {
    Query query;
    query.root.kind = Node::Kind::value;
    query.root.field = field;
    query.root.text = value;
    return to_canonical(query);
}

}  // namespace verbatim::search
