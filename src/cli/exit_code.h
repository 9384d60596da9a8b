// SPDX-License-Identifier: Apache-2.0
// Exit codes: what a script may rely on. One table, from which `verbatim --help`, the manual page and docs/cli.md take
// their words, and one mapping from Error codes.
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"

namespace verbatim::cli {

enum class Exit : int {
    ok = 0,
    not_in_order = 1,
    usage = 2,
    io = 3,
    in_use = 4,
    interrupted = 5,
    internal = 6,
};

struct ExitMeaning {
    Exit exit;
    std::string_view meaning;
};
std::span<const ExitMeaning> exit_meanings();

Exit exit_of(Code code);

}  // namespace verbatim::cli
