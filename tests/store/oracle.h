// SPDX-License-Identifier: Apache-2.0
// Oracle: what docs/query.md says, written again with ICU over whole strings and plain loops, to hold the store's
// answers against. Slow and simple; shares nothing with src/store but the types of questions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/predicate.h"
#include "store/row.h"

namespace verbatim::store::oracle {

// One row with texts of its own.
struct OwnedRow {
    uint64_t seq = 0;
    uint32_t source = 0;
    std::string platform, account, conversation, conversation_title, sender, sender_name, text, native_id, record;
    std::vector<std::string> participants, attachment_names;
    record::Kind kind = record::Kind::text;
    int64_t sort_ms = kNoTime;
    bool exact_time = false;
    uint64_t fingerprint = 0;
};

using Words = std::vector<std::u32string>;

Words words_of(std::string_view text);
std::u32string value_of(std::string_view text);
bool matches(const Predicate& predicate, const OwnedRow& row);

}  // namespace verbatim::store::oracle
