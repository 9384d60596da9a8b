// SPDX-License-Identifier: Apache-2.0
// The walks of the conversations and of the participations (docs/seals.md, section 3): lines that name a key, and
// leaves under it. Step 9 of docs/bundle.md, section 1.
//
// Checks form, opened keys, their order and the root, and tells of each leaf. Memory: a line. One thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "verify/internal/walk.h"

namespace verbatim::verify::internal {

// What a key has been opened to: the conversation's identity, or the handle.
struct OpenedKey {
    Hash key;
    std::optional<std::string> text;
};

class KeyedWalkUser {
  public:
    virtual ~KeyedWalkUser() = default;
    virtual void gap() = 0;
    virtual void key(const OpenedKey& key) = 0;  // before its leaves, and again after a gap
};

class ConversationUser : public KeyedWalkUser {
  public:
    virtual void unopened() = 0;                               // an entry of the last key
    virtual void entry(uint64_t time, uint64_t sequence) = 0;  // sortable time (statement.h)
};
Result<void> read_conversations(Walk walk, uint64_t log_size, ConversationUser& user);

class ParticipationUser : public KeyedWalkUser {
  public:
    virtual void with(const Hash& conversation) = 0;
};
Result<void> read_participations(Walk walk, ParticipationUser& user);

}  // namespace verbatim::verify::internal
