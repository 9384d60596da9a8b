// SPDX-License-Identifier: Apache-2.0
// Manual: the manual page verbatim(1), in roff, and the command reference of docs/cli.md, both written from the command
// line's description.
#pragma once

#include <string>

#include "cli/command_text.h"

namespace verbatim::cli {

std::string manual_page(const CommandText& root);
std::string reference_markdown(const CommandText& root);

}  // namespace verbatim::cli
