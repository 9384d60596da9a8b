// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and SIGTERM: the first asks the running command to stop where the case is whole, the second ends the program
// at once (which a case survives too). Commands that can take long look at interrupted(); any thread may.
#pragma once

namespace verbatim::cli {

// Installs the handlers; SIGPIPE becomes an error of write().
void watch_signals();
bool interrupted();

}  // namespace verbatim::cli
