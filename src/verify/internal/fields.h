// SPDX-License-Identifier: Apache-2.0
// The content of a message as lines for a reader: group, name, value.
#pragma once

#include <vector>

#include "record/record.h"
#include "verify/verify.h"

namespace verbatim::verify::internal {

void add_fields(record::Group group, const record::Message& message, const record::SourceIdentity& source,
                std::vector<ProvedField>& out);

// "2020-04-01T12:34:56.000Z"; any 64-bit value.
std::string utc_text(int64_t utc_ms);

}  // namespace verbatim::verify::internal
