// SPDX-License-Identifier: Apache-2.0
// The tables of workbench.db and how an older file becomes one of this version. Rows are added, never changed or
// removed: triggers refuse both, so that a mistake in this program cannot do it either.
#pragma once

#include "workbench/internal/database.h"

namespace verbatim::workbench {

// Code::unsupported if a newer program made the file.
Result<void> bring_up_to_date(Database& database);

}  // namespace verbatim::workbench
