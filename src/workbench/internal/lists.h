// SPDX-License-Identifier: Apache-2.0
// Lists of sequence numbers in workbench.db: written and read as streams, hashed on the way (workbench.h says how).
#pragma once

#include "workbench/internal/database.h"
#include "workbench/workbench.h"

namespace verbatim::workbench {

struct List {
    uint64_t id = 0;
    uint64_t count = 0;
    Hash hash;
};

// Inside a transaction of the caller.
Result<List> add_list(Database& database, const NumberSource& numbers);
Result<List> find_list(Database& database, uint64_t id);
// Code::integrity at the end if the numbers are not those of the list's hash.
Result<void> each_number(Database& database, uint64_t id, const EachNumber& each);

}  // namespace verbatim::workbench
