// SPDX-License-Identifier: Apache-2.0
// What the files of app::Reading have in common: a question with its scope, and small steps on the way to an answer.
#pragma once

#include <string>
#include <vector>

#include "app/reading.h"

namespace verbatim::app {

// A question, as it was asked and as it may be answered.
struct Reading::Scoped {
    std::string operation;
    std::string query;
    std::string target;
    std::string canonical;
    store::Predicate asked = store::nothing();
    store::Predicate permitted = store::nothing();    // by the authority
    store::Predicate unlocked = store::everything();  // what no lock hides
    store::Predicate scope = store::nothing();        // both
    store::Predicate shown = store::nothing();        // what is asked, within the scope

    bool is_whole_case() const { return scope.kind == store::Predicate::Kind::everything; }
};

namespace internal {

store::Predicate of_seq(uint64_t seq);
store::Predicate of_seqs(const std::vector<uint64_t>& seqs);
store::Predicate of_conversation(std::string key);
// Whether the predicate matches every row, as far as its form tells.
bool matches_everything(const store::Predicate& predicate);
// Whether it matches every row of the source, whatever the row is, as far as its form tells.
bool covers_source(const store::Predicate& predicate, uint32_t source);

Result<void> need_page(uint64_t rows);
std::vector<uint64_t> numbers_of(const std::vector<store::Hit>& hits);
audit::Event counted_event(audit::Event event, const store::Totals& totals, uint64_t outside);
// `what`: of what a list is, "sources".
audit::Event listed_event(audit::Event event, uint64_t shown, uint64_t withheld, std::string_view what);

template <class Item>
store::Each<Item> into(Listed<Item>& listed, uint64_t limit) {
    return [&listed, limit](const Item& item) {
        if (listed.items.size() < limit) {
            listed.items.push_back(item);
        } else {
            ++listed.others;
        }
        return true;
    };
}

}  // namespace internal
}  // namespace verbatim::app
