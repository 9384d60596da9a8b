// SPDX-License-Identifier: Apache-2.0
// What a bundle says about the sources of its messages: the start of our chain.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/case.h"
#include "disclose/facts.h"

namespace verbatim::app {

// Of these sources (rising): one pass over the journal, one over each acquisition that brought one.
Result<std::vector<disclose::SourceFacts>> source_facts(Case& door, std::span<const uint64_t> numbers);

// The hashes, in hexadecimal, of the sources with this path.
Result<std::vector<std::string>> objects_of_path(Case& door, std::string_view path);

}  // namespace verbatim::app
