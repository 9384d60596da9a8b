// SPDX-License-Identifier: Apache-2.0
// Which of some messages this user may see under this task: marks are only told of, and put on, those. Each question is
// an entry of the audit log.
#pragma once

#include <set>
#include <vector>

#include "server/call.h"

namespace verbatim::server {

Result<std::set<uint64_t>> visible_of(Call& call, const std::vector<uint64_t>& seqs);
// Code::denied unless all of them are.
Result<void> need_visible(Call& call, const std::vector<uint64_t>& seqs);

}  // namespace verbatim::server
