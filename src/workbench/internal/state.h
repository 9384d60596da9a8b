// SPDX-License-Identifier: Apache-2.0
// What an open Workbench holds, and checks that its parts share.
#pragma once

#include <string_view>

#include "workbench/internal/database.h"
#include "workbench/internal/lists.h"
#include "workbench/workbench.h"

namespace verbatim::workbench {

struct Workbench::State {
    Database database;
};

// Code::usage unless `text` is non-empty UTF-8 without control characters, and not absurdly long.
Result<void> need_text(std::string_view what, std::string_view text);
Result<void> need_made(const Made& made);

}  // namespace verbatim::workbench
