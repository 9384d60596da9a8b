// SPDX-License-Identifier: Apache-2.0
// A saved selection as a bundle takes it: its messages, verify/selection.json, exhibit numbers, what was changed by
// hand.
#pragma once

#include <string>

#include "app/case.h"
#include "disclose/bundle.h"
#include "disclose/facts.h"

namespace verbatim::app {

// Fills `facts`, too. `sealed` is the number of records under the seal: conflict if the selection has later ones.
Result<disclose::SelectedRecords> selected_records(Case& door, const std::string& name, uint64_t sealed,
                                                   disclose::DisclosureFacts& facts, const store::Control& control);

}  // namespace verbatim::app
