// SPDX-License-Identifier: Apache-2.0
// What Case::disclose() and Case::open_withheld() take: a disclosure as a person asks for it.
//
// Names are as the case shows them (a conversation as in `verbatim conversations`); the case finds what they stand for
// in the seal. Texts that are empty are stated as "not stated". Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "disclose/bundle.h"
#include "disclose/plan.h"

namespace verbatim::app {

struct ConversationChoice {
    // Native id, people ("kilo, lima"), title, or path of its source; one of the prefixes id:, people:, title:, source:
    // says which, where a name could be several.
    std::string name;
    std::string from;  // a time as in the query language; empty: open
    std::string to;
    bool undated = true;
};

struct DiscloseOptions {
    std::string output;
    std::optional<uint64_t> seal;  // none: the last
    std::vector<ConversationChoice> conversations;
    std::vector<std::string> handles;
    std::string query;      // empty: none
    std::string selection;  // the name of a saved one, instead of a query; empty: none
    std::string by;         // who discloses, for the workbench
    disclose::RedactionPlan plan;
    bool accept_shown_elsewhere = false;
    bool media = true;
    uint64_t pdf_messages_max = disclose::kPdfMessagesMax;
    disclose::ExchangeFormats exchange;
    std::string recipient;
    std::string authority;
    std::string reference;
    std::string time;                 // like 2026-11-23T20:26:44Z; empty: now
    std::optional<uint64_t> number;   // none: the next; a given one makes the same bundle again
    std::vector<std::string> limits;  // what is unknown about the data, in somebody's words
    std::string certifier;
    std::string role;
    std::string organisation;
};

// A withheld part to be shown later: a group, or a chunk of the text.
struct WithheldPart {
    uint64_t sequence = 0;
    record::Group group = record::Group::text;
    std::optional<uint64_t> chunk;
};

}  // namespace verbatim::app
