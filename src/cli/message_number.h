// SPDX-License-Identifier: Apache-2.0
// The SEQ arguments of a command: numbers of records in the log, with or without "#".
#pragma once

#include <cstdint>

#include "cli/commands.h"

namespace verbatim::cli {

void add_message_number(const Command& command, uint64_t& seq);
// Several, as an option ("--add 17,#18 --add 30") or, with a name like "seqs", as arguments.
CLI::Option* add_message_numbers(const Command& command, const std::string& name, std::vector<uint64_t>& seqs,
                                 const std::string& description);

}  // namespace verbatim::cli
