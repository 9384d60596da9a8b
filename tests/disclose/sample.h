// SPDX-License-Identifier: Apache-2.0
// A made-up disclosure for the tests of the writers: several scripts, hostile texts, every kind of field, withheld
// groups and words. All texts are literals, so the views live for ever.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "disclose/facts.h"
#include "disclose/message.h"

namespace verbatim::disclose::sample {

// Texts that try to break out of a page, a cell, a line or a direction.
const std::vector<std::string_view>& hostile_texts();

// Calls `each` for `count` messages, conversation by conversation; the first ones are the interesting ones.
Result<void> each_message(uint64_t count, const std::function<Result<void>(const DisclosedMessage&)>& each);
DisclosureFacts facts(uint64_t messages);

}  // namespace verbatim::disclose::sample
