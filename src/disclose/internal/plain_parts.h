// SPDX-License-Identifier: Apache-2.0
// The bytes of a file of a bundle as a search should see them: what is deflated inside (sheets, the streams of a PDF)
// is inflated first, what is base64 in mail (RSMF) decoded, escapes in JSON undone. Streams; one thread.
#pragma once

#include "disclose/internal/withheld_values.h"
#include "verify/bundle_entries.h"

namespace verbatim::disclose::internal {

Result<void> each_plain_part(const verify::ByteSource& source, const verify::BundleEntry& entry,
                             const SearchedTexts& texts);

}  // namespace verbatim::disclose::internal
