// SPDX-License-Identifier: Apache-2.0
// Any bytes as a query: an error with a place, or a tree whose canonical text gives the same tree. And as one that is
// still being written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "search/complete.h"
#include "search/query.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const search::Unfinished word = search::unfinished_word(text, size);
    const Result<search::Query> clause = search::parse(search::field_clause(search::Field::from, word.text));
    if (word.begin > size || (clause && clause->root.text != word.text)) {
        std::abort();
    }
    const Result<search::Query> query = search::parse(text);
    if (!query) {
        if (!query.error().where.offset || *query.error().where.offset > size) {
            std::abort();
        }
        (void)search::caret(text, query.error());
        return 0;
    }
    const std::string canonical = search::to_canonical(*query);
    const Result<search::Query> again = search::parse(canonical);
    if (!again || !(*again == *query)) {
        std::abort();
    }
    if (!search::compile(*query, {}) && canonical.find("source:") == std::string::npos) {
        std::abort();
    }
    return 0;
}
