// SPDX-License-Identifier: Apache-2.0
// Who does a thing, when: the same two options for everything that is kept in the workbench, and moments on the command
// line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "workbench/workbench.h"

namespace verbatim::cli {

struct MadeOptions {
    std::string by;
    std::string time;
};
void add_made_options(const Command& command, MadeOptions& options);
// Without --by the login name, without --time this machine's clock.
Result<workbench::Made> made_of(const MadeOptions& options);

// A date (its beginning in UTC) or a time with its zone, in UTC ms; none if empty. `option` is named in the error.
Result<std::optional<int64_t>> moment(const std::string& text, std::string_view option);

}  // namespace verbatim::cli
