// SPDX-License-Identifier: Apache-2.0
// A password, from the terminal without showing it, or from a file: never from the command line, which other users of
// the machine can read. One thread.
#pragma once

#include <string>

#include "cli/session.h"

namespace verbatim::cli {

// `file`: its first line; "-" is standard input; empty: asks twice on the terminal, Code::usage if there is none.
Result<std::string> read_new_password(Session& session, const std::string& file);

}  // namespace verbatim::cli
