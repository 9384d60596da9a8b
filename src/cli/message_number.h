// SPDX-License-Identifier: Apache-2.0
// The SEQ argument of a command: the number of a record in the log, with or without "#".
#pragma once

#include <cstdint>

#include "cli/commands.h"

namespace verbatim::cli {

void add_message_number(const Command& command, uint64_t& seq);

}  // namespace verbatim::cli
