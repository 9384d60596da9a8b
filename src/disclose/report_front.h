// SPDX-License-Identifier: Apache-2.0
// The words of a report around its messages: what it is, how to check it, where the data came from, what is not known,
// what was counted, what was asked; and behind the messages the drafts of certificates. Pure functions of the facts.
#pragma once

#include <span>

#include "disclose/facts.h"
#include "disclose/report_document.h"

namespace verbatim::disclose {

inline constexpr SectionName kMessagesSection{"messages", "Messages"};
inline constexpr SectionName kRedactionsSection{"redactions", "What was withheld"};

// Everything before the messages, from the title page on.
void write_front(const DisclosureFacts& facts, Document& out);
// Everything after the redactions.
void write_back(const DisclosureFacts& facts, Document& out);

}  // namespace verbatim::disclose
