// SPDX-License-Identifier: Apache-2.0
// Completion: what a person is writing in a query, so that somebody can offer how it may go on.
//
//   const Unfinished word = unfinished_word("boxes from:\"big b", 17);   // field from, text "big b", begin 6
//   field_clause(Field::from, "big boss")                                // from:"big boss"
//
// Pure; any thread. Offsets are bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/query.h"

namespace verbatim::search {

struct Unfinished {
    size_t begin = 0;              // where the word begins, with its field
    std::optional<Field> field{};  // if a known field and its colon stand before the value
    bool quoted = false;           // the text stands after an opening quotation mark
    std::string text;              // of the word or value so far, unescaped
};

// The word that ends at `at`, which is at most query.size(). Its text is empty where none is being written.
Unfinished unfinished_word(std::string_view query, size_t at);

// Names of fields, with their colon, that begin so; no text begins with every field. Capitals do not count.
std::vector<std::string> fields_like(std::string_view beginning);
// Operators that begin so, in the capitals that make them operators.
std::vector<std::string> operators_like(std::string_view beginning);
// Values that only this language knows (kind:, has:) and that begin so; none for other fields.
std::vector<std::string> known_values_like(Field field, std::string_view beginning);

// A field with one literal value.
std::string field_clause(Field field, std::string_view value);

}  // namespace verbatim::search
