// SPDX-License-Identifier: Apache-2.0
// Predicate: which rows a question asks for. The query language compiles to this tree; only src/store turns it into
// SQL, and docs/query.md states what each leaf matches.
//
// A tree is a value. Build it with the functions below; they fold nothing and check nothing: Store reports a pattern
// that cannot be used (Code::usage). Text leaves match the *folded words* of the message text (case, diacritics and
// width do not count; see store/fold.h); value leaves match a whole folded value, or a glob of it.
// In a glob, `*` is any run of characters, `?` one character, and a backslash makes the next character literal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/message.h"

namespace verbatim::store {

enum class Field : uint8_t {
    sender,        // handle or display name
    recipient,     // a participant other than the sender
    party,         // sender or recipient
    conversation,  // key or title
    platform,
    account,
    native_id,
    attachment,  // name of an attachment
    // Exactly as written, no folding, no glob:
    handle,            // of the sender or of a participant, no name
    sender_handle,     // of the sender, no name
    conversation_key,  // no title; may be empty
};

struct Predicate {
    enum class Kind : uint8_t {
        everything,
        nothing,
        all_of,    // children; none: everything
        any_of,    // children; none: nothing
        negation,  // one child
        words,     // `pattern`: its words, one after the other (one word: that word; several: a phrase)
        glob,      // `pattern`: as words, each with * and ?
        regex,     // `pattern`: RE2 on the text as written, anywhere in it, case does not count
        fuzzy,     // `pattern`: one word, at most `distance` edits away (1 or 2)
        near,      // children are words or glob; all within `distance` words between neighbours, in any order of two
        followed,  // two children: rows that match the second, of a message that comes after one that matches the first
                   // in its conversation: at most `distance` messages later, or (`distance` 0) `end` ms; rows from
                   // `seq_end` on, if it is set, do not stand between them
        same_conversation,  // one child: rows of every conversation that has a row which matches it
        value,              // `field` equals `pattern`
        value_glob,
        sources,  // `numbers`
        kinds,    // `numbers`, of record::Kind
        has_attachment,
        time_range,  // sort_ms in [begin, end)
        seq_range,   // seq in [begin, end)
        no_time,     // rows without a time
    };

    Kind kind = Kind::everything;
    std::vector<Predicate> children;
    std::string pattern;
    Field field = Field::sender;
    uint32_t distance = 0;
    std::vector<uint32_t> numbers;
    std::optional<int64_t> begin;  // none: open. seq_range: not negative
    std::optional<int64_t> end;
    std::optional<uint64_t> seq_end;

    bool operator==(const Predicate&) const = default;
};

Predicate everything();
Predicate nothing();
Predicate all_of(std::vector<Predicate> children);
Predicate any_of(std::vector<Predicate> children);
Predicate negation(Predicate child);
Predicate words(std::string text);
Predicate glob(std::string pattern);
Predicate regex(std::string pattern);
Predicate fuzzy(std::string word, uint32_t edits);
Predicate near(Predicate left, Predicate right, uint32_t words_between);
Predicate followed_within_messages(Predicate first, Predicate second, uint32_t messages);
Predicate followed_within_time(Predicate first, Predicate second, int64_t ms);
Predicate same_conversation(Predicate child);
Predicate value(Field field, std::string text);
Predicate value_glob(Field field, std::string pattern);
Predicate sources(std::vector<uint32_t> ordinals);
Predicate kinds(std::vector<record::Kind> kinds);
Predicate has_attachment();
Predicate time_range(std::optional<int64_t> begin_ms, std::optional<int64_t> end_ms);
Predicate no_time();
Predicate seq_range(std::optional<uint64_t> begin, std::optional<uint64_t> end);

// A glob that matches `literal` alone.
std::string escape_glob(std::string_view literal);

// The same question as if the store ended before `seq`: what came in later neither matches nor stands in between.
Predicate before_seq(Predicate predicate, uint64_t seq);

}  // namespace verbatim::store
