// SPDX-License-Identifier: Apache-2.0
// A page of a conversation, for people and as JSON lines.
//
// Every message has its full time and zone, sender and direction; edits, deletions and system lines are marked; an
// attachment says whether its bytes are in the vault; sightings say where else the message was seen and how far the
// clocks differ.
#pragma once

#include <map>
#include <string>

#include "cli/session.h"

namespace verbatim::cli {

struct ConversationView {
    const store::Store::ConversationPage& page;
    const std::map<uint32_t, std::string>& source_paths;
    uint64_t chosen = 0;  // the record that was asked for; it may be a later sighting of the anchor
};

Result<void> write_conversation(Session& session, const ConversationView& view);
Result<void> write_conversation_json(Session& session, const ConversationView& view);

}  // namespace verbatim::cli
