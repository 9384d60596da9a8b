// SPDX-License-Identifier: Apache-2.0
#include "app/internal/reading_scope.h"

#include <algorithm>

namespace verbatim::app::internal {

using Kind = store::Predicate::Kind;

store::Predicate of_seq(uint64_t seq) {
    return store::seq_range(seq, seq + 1);
}

store::Predicate of_seqs(const std::vector<uint64_t>& seqs) {
    std::vector<store::Predicate> any;
    for (const uint64_t seq : seqs) {
        any.push_back(of_seq(seq));
    }
    return store::any_of(std::move(any));
}

store::Predicate of_conversation(std::string key) {
    return store::value(store::Field::conversation_key, std::move(key));
}

bool matches_everything(const store::Predicate& predicate) {
    switch (predicate.kind) {
        case Kind::everything:
            return true;
        case Kind::all_of:
            return std::ranges::all_of(predicate.children, matches_everything);
        case Kind::any_of:
            return std::ranges::any_of(predicate.children, matches_everything);
        default:
            return false;
    }
}

bool covers_source(const store::Predicate& predicate, uint32_t source) {
    const auto covers = [source](const store::Predicate& child) { return covers_source(child, source); };
    switch (predicate.kind) {
        case Kind::everything:
            return true;
        case Kind::sources:
            return std::ranges::find(predicate.numbers, source) != predicate.numbers.end();
        case Kind::all_of:
            return std::ranges::all_of(predicate.children, covers);
        case Kind::any_of:
            return std::ranges::any_of(predicate.children, covers);
        default:
            return false;
    }
}

Result<void> need_page(uint64_t rows) {
    if (rows >= 1 && rows <= Reading::kPageMax) {
        return {};
    }
    return Error{Code::usage, "a page has 1 to " + std::to_string(Reading::kPageMax) + " items", {}, {}};
}

std::vector<uint64_t> numbers_of(const std::vector<store::Hit>& hits) {
    std::vector<uint64_t> out;
    for (const store::Hit& hit : hits) {
        out.push_back(hit.seq);
    }
    return out;
}

audit::Event counted_event(audit::Event event, const store::Totals& totals, uint64_t outside) {
    event.outside = outside;
    event.outcome = outside > 0 ? audit::Outcome::partly : audit::Outcome::allowed;
    event.detail = std::to_string(totals.messages) + " messages match within the scope";
    return event;
}

audit::Event listed_event(audit::Event event, uint64_t shown, uint64_t withheld, std::string_view what) {
    event.outcome = withheld > 0 ? audit::Outcome::partly : audit::Outcome::allowed;
    event.detail =
        std::to_string(shown) + " " + std::string(what) + " shown, " + std::to_string(withheld) + " withheld";
    return event;
}

}  // namespace verbatim::app::internal
