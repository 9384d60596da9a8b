// SPDX-License-Identifier: Apache-2.0
// Completions: a script for bash, zsh or fish, written from the command line's description.
#pragma once

#include <string>

#include "cli/command_text.h"

namespace verbatim::cli {

std::string bash_completions(const CommandText& root);
std::string zsh_completions(const CommandText& root);
std::string fish_completions(const CommandText& root);

}  // namespace verbatim::cli
