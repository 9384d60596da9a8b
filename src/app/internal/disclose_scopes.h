// SPDX-License-Identifier: Apache-2.0
// From names as people write them to keys in a seal, and from times to periods.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/disclose.h"
#include "log/seal_trees.h"
#include "log/seal_walks.h"

namespace verbatim::app {

// [from, to) in ms for two times of the query language, both ends included as it does; empty: open.
Result<std::pair<std::optional<int64_t>, std::optional<int64_t>>> period_of(const std::string& from,
                                                                            const std::string& to);

// "2020-04-01 00:00:00 UTC"
std::string utc_words(int64_t ms);

// The identities (docs/seals.md, section 1) that a name may stand for. `objects` are the hashes, in hexadecimal, of the
// sources whose path it is.
std::vector<std::string> identities_of(const std::string& name, const std::vector<std::string>& objects);

// The scope that a choice names; not_found or conflict if the seal has no such conversation, or several.
Result<log::ConversationScope> find_conversation(const ConversationChoice& choice,
                                                 const std::vector<std::string>& objects,
                                                 const crypto::SaltKey& salt_key, const log::ConversationTree& tree);
Result<disclose::HandleScope> find_handle(const std::string& handle, const crypto::SaltKey& salt_key,
                                          const log::ParticipationTree& tree);

// In words, for the report.
std::string words_of(const ConversationChoice& choice, const log::ConversationScope& scope);

}  // namespace verbatim::app
