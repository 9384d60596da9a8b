// SPDX-License-Identifier: Apache-2.0
// Text for output that a terminal must not act on; printable() for people is in verify/verify.h. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace verbatim::verify::internal {

// A JSON string with its quotes; control and bidirectional characters are escaped, so it is safe on a terminal.
std::string json_string(std::string_view text);

}  // namespace verbatim::verify::internal
