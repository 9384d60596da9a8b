// SPDX-License-Identifier: Apache-2.0
// The readable files of a bundle: report and tables, made side by side in one pass over the spool.
#pragma once

#include "disclose/bundle.h"
#include "disclose/internal/spool.h"
#include "disclose/writer.h"
#include "disclose/zip_writer.h"

namespace verbatim::disclose::internal {

// Puts each into `zip` and its entry into `entries`. `facts` are complete.
Result<void> write_readable(Spool& spool, const SpoolNames& names, const DisclosureFacts& facts,
                            const std::string& folder, bool with_pdf, const BundleControl& control, ZipWriter& zip,
                            std::vector<ZipEntry>& entries);

// Gives every text that the spooled records show, one after another.
Result<void> each_shown_text(Spool& spool, const SpoolNames& names, const ByteSink& use);

}  // namespace verbatim::disclose::internal
