// SPDX-License-Identifier: Apache-2.0
// A hit as people read it: who, in which conversation, when, and how often the message was seen.
#pragma once

#include <string>

#include "store/results.h"

namespace verbatim::cli {

// All safe on a terminal.
std::string sender_text(const store::Hit& hit);        // "Milan (31600000001)"; "no sender"
std::string conversation_text(const store::Hit& hit);  // title, else id; "no conversation"
std::string sightings_text(const store::Hit& hit);  // "seen in 2 sources", "seen 3 times in 2 sources"; empty for one
// The text with attachments: "[image.jpg]"; kinds other than text are marked: "[system] ...".
std::string body_text(const store::Hit& hit);

}  // namespace verbatim::cli
